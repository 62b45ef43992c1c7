import { message, type Message } from '../messages/message.ts';

/** What the system's codes mean for whoever started us, and what to do. */
const meanings = {
  ENOSPC: 'no-space',
  EDQUOT: 'quota',
  EACCES: 'not-permitted',
  EPERM: 'not-permitted',
  EROFS: 'read-only',
} as const;

/** Returns what to say of a file that the system does not let us use, with the remedy; null: another error. */
export function fileTroubleOf(error: unknown): Message | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const { code } = error;
  if (!isKnown(code)) return null;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : null;
  if (path !== null) return message(`files.${meanings[code]}`, { path });
  return code === 'ENOSPC' || code === 'EDQUOT' ? message('files.disk-full') : null;
}

const isKnown = (code: string): code is keyof typeof meanings => Object.hasOwn(meanings, code);
