/** What the system's codes mean for whoever started us, and what to do. */
const meanings: Readonly<Record<string, (path: string) => string>> = {
  ENOSPC: (path) => `There is no space left for ${path}. Free some space, and try again.`,
  EDQUOT: (path) => `The quota of this user leaves no space for ${path}. Free some space, and try again.`,
  EACCES: (path) => `${path} may not be used by this user. Run this as the user whose file it is.`,
  EPERM: (path) => `${path} may not be used by this user. Run this as the user whose file it is.`,
  EROFS: (path) =>
    `${path} is on a file system that is read-only. Set SEATWISE_HOME to a folder that can be written.`,
};

/** One sentence about a file that the system does not let us use, with the remedy; null: another error. */
export function fileTroubleOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'its files';
  return meanings[error.code]?.(path) ?? null;
}
