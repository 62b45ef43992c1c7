import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { Socket, type LookupFunction } from 'node:net';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { buildConnector } from 'undici';
import { mayDial } from './addresses.ts';
import type { NoAnswerCause } from './outcome.ts';
import { matchResolve, type ResolveRule } from './resolve.ts';

export interface DialOptions {
  readonly resolve: readonly ResolveRule[];
  readonly allowPrivate: boolean;
  readonly connectTimeoutMs: number;
  /** PEM certificates trusted besides the system's roots. */
  readonly extraCa: string | undefined;
}

/** The connection was never made, so no byte of a request left. */
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

export interface Dialer {
  readonly dial: buildConnector.connector;
  /** Gives up connections that are still being made; the agent's own end leaves those open until they time out. */
  stop(): void;
}

/**
 * Makes connections for the outbound client: TLS 1.2 or newer with certificate checks; the address is the
 * one of a resolve rule, else one that DNS gave *and* that passed `mayDial`. The check sits in the lookup of
 * the very connection, so there is no second resolution to be deceived by. Name checks and SNI use the host.
 */
export function createDialer(options: DialOptions): Dialer {
  const dialling = new Set<Socket>();
  // The type hides that the socket is returned at once, before it is connected.
  const connect: (...target: Parameters<buildConnector.connector>) => unknown = buildConnector({
    timeout: options.connectTimeoutMs,
    // One context for all connections: reading 150 roots each time would cost more than the handshake.
    secureContext: trusting(options.extraCa === undefined ? [] : [options.extraCa]),
    rejectUnauthorized: true,
    lookup: checkedLookup(options.allowPrivate),
  });
  const dial: buildConnector.connector = (target, callback) => {
    const rule = matchResolve(options.resolve, target.hostname);
    const dialled =
      rule === undefined ? target : { ...target, hostname: rule.address, port: String(rule.port) };
    const made = connect({ ...dialled, servername: target.hostname }, (...[error, socket]) => {
      if (made instanceof Socket) dialling.delete(made);
      if (error === null) callback(null, socket);
      else callback(asDialFailure(error), null);
    });
    if (made instanceof Socket) dialling.add(made);
  };
  return {
    dial,
    stop: () => {
      for (const socket of dialling) socket.destroy(new DialFailure('aborted', undefined));
    },
  };
}

/** TLS 1.2 or newer, by the system's roots and these certificates (PEM). Throws where one cannot be read. */
export const trusting = (extraCa: readonly string[]): SecureContext =>
  createSecureContext({
    minVersion: 'TLSv1.2',
    ...(extraCa.length === 0 ? {} : { ca: [...rootCertificates, ...extraCa] }),
  });

/** Resolves a name to addresses that passed `mayDial`, for the very connection. */
export function checkedLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, options: LookupOptions, callback) => {
    systemLookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const allowed = addresses.filter(({ address }) => mayDial(address, allowPrivate));
      const [first] = allowed;
      if (first === undefined) callback(new DialFailure('address-rejected', undefined), []);
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
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
export function asDialFailure(error: Error): DialFailure {
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
