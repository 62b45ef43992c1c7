import { connect, type TLSSocket } from 'node:tls';
import { asDialFailure } from './dial-failure.ts';
import { checkedLookup, trusting } from './dial.ts';
import { isHostName, type OutboundOptions } from './outbound.ts';
import type { NoAnswerCause } from './outcome.ts';
import { matchResolve } from './resolve.ts';

export interface Lines {
  /** A host name, never an address: the certificate must be of this name. */
  readonly host: string;
  readonly port: number;
  /** PEM certificates trusted besides the system's roots; null: none. */
  readonly ca: string | null;
  /** Whole lines, each with its line feed. */
  readonly text: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * `closed`: every byte was written, and the receiver then closed the connection without an error. TCP promises no more:
 * whether the receiver stored the lines, it does not say.
 */
export type LinesOutcome =
  | { readonly kind: 'closed' }
  | { readonly kind: 'no-answer'; readonly cause: NoAnswerCause };

export interface LineSender {
  /** Makes one connection, writes, closes, and waits for the receiver to close. Throws nothing. */
  send(lines: Lines): Promise<LinesOutcome>;
}

/** Lines over TLS, under the address and certificate rules of the outbound client (architecture.md 11). */
export function createLineSender(options: OutboundOptions & { readonly timeoutMs: number }): LineSender {
  const { resolve = [], extraCa, allowPrivate = false, timeoutMs } = options;
  const operators = extraCa === undefined ? [] : [extraCa];
  const usual = trusting(operators);
  return {
    async send({ host, port, ca, text, signal }) {
      if (!isHostName(host)) return noAnswer('host-rejected');
      if (signal?.aborted === true) return noAnswer('aborted');
      const rule = matchResolve(resolve, host);
      const socket = connect({
        host: rule?.address ?? host,
        port: rule?.port ?? port,
        servername: host,
        secureContext: ca === null ? usual : trusting([...operators, ca]),
        rejectUnauthorized: true,
        lookup: checkedLookup(allowPrivate),
      });
      return written(socket, text, timeoutMs, signal);
    },
  };
}

const noAnswer = (cause: NoAnswerCause): LinesOutcome => ({ kind: 'no-answer', cause });

function written(
  socket: TLSSocket,
  text: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<LinesOutcome> {
  return new Promise((resolve) => {
    let isSecure = false;
    let isWritten = false;
    let isEnded = false;
    let failure: NoAnswerCause | null = null;
    const giveUp = (cause: NoAnswerCause): void => {
      failure ??= cause;
      socket.destroy();
    };
    const abort = (): void => giveUp('aborted');
    const timer = setTimeout(() => giveUp('timeout'), timeoutMs);
    signal?.addEventListener('abort', abort, { once: true });
    socket.on('secureConnect', () => {
      isSecure = true;
      socket.end(text, 'utf8');
    });
    socket.on('finish', () => (isWritten = true));
    // A receiver that closes before it has everything does not have everything.
    socket.on('end', () => (isEnded = isWritten));
    socket.on('error', (error: Error) => {
      failure ??= isSecure ? 'reset' : asDialFailure(error).noAnswer;
    });
    socket.on('close', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      if (failure === null && isWritten && isEnded) resolve({ kind: 'closed' });
      else resolve(noAnswer(failure ?? 'reset'));
    });
    socket.resume();
  });
}
