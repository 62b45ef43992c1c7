import type { NoAnswerCause } from './outcome.ts';

/** The connection was never opened, so no byte of a request left. */
export class DialFailure extends Error {
  readonly noAnswer: NoAnswerCause;
  readonly errorCode: string | undefined;

  constructor(noAnswer: NoAnswerCause, errorCode: string | undefined) {
    super(`connection failed: ${noAnswer}`);
    this.name = 'DialFailure';
    this.noAnswer = noAnswer;
    this.errorCode = errorCode;
  }
}

const connectionCodes = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
]);

/** Why a connection failed. */
export function asDialFailure(error: unknown): DialFailure {
  if (error instanceof DialFailure) return error;
  // Several addresses that all fail arrive as one AggregateError whose parts carry the codes.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = errorCode(error) ?? errorCode(first);
  if (code === undefined) return new DialFailure('tls', undefined);
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return new DialFailure('timeout', code);
  if (code === 'ENOTFOUND' || code.startsWith('EAI_') || code === 'ENODATA')
    return new DialFailure('dns', code);
  if (connectionCodes.has(code)) return new DialFailure('rejected', code);
  if (code === 'ECONNRESET' || code === 'EPIPE') return new DialFailure('reset', code);
  return new DialFailure('tls', code);
}

/** The `code` of a system error, if it has one. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
