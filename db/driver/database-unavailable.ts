const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** pg gives these no code: node_modules/pg (client.js), pg-pool's (index.js) and our pool throw plain errors. */
const pgMessages = [
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Connection terminated',
  'Client has encountered a connection error',
  'Cannot use a pool after calling end',
];

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** Has the database gone, as opposed to rejected a statement? SQLSTATE 08: connection, 57P: shut down, 53300: full. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (typeof code === 'string') {
    if (/^(08...|57P0.|53300)$/u.test(code) || networkCodes.has(code)) return true;
    if (code.length === 5) return false;
  }
  return error instanceof Error && pgMessages.some((message) => error.message.startsWith(message));
}

/**
 * Would the same statement perhaps succeed at another moment: is the trouble the database's, not the data's? SQLSTATE
 * 40: deadlock or serialization, 53: out of something, 55: in use, 57: stopped, 58: the system around it; 0A000: a plan
 * that was kept while a migration changed its table (`PreparedStatementClient` prepares it again).
 */
export function isDatabaseTrouble(error: unknown): boolean {
  const code = codeOf(error);
  return (
    isDatabaseUnavailable(error) || (typeof code === 'string' && /^((40|53|55|57|58)...|0A000)$/u.test(code))
  );
}

/** SQLSTATE disk_full: the database reads, and has no space for what is written. */
export const isDiskFull = (error: unknown): boolean => codeOf(error) === '53100';
