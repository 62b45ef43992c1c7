import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { DialFailure, errorCode } from './dial-failure.ts';
import type { HttpAnswer, HttpNoAnswer, HttpOutcome, NoAnswerCause } from './outcome.ts';

export interface ExchangeLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
  readonly mayBegin: (() => boolean) | undefined;
}

interface Packed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

type Received = { readonly kind: 'packed'; readonly packed: Packed } | HttpNoAnswer;

/**
 * Sends one request on a connection of the dispatcher and reads the whole answer within the limits.
 * One request, one outcome: nothing here sends anything twice.
 */
export async function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  limits: ExchangeLimits,
): Promise<HttpOutcome> {
  const received = await receive(dispatcher, request, limits);
  return received.kind === 'packed' ? unpack(received.packed, limits.maxBytes) : received;
}

function receive(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  limits: ExchangeLimits,
): Promise<Received> {
  return new Promise((resolve) => {
    const reader = new AnswerReader(limits, (received) => {
      clearTimeout(timer);
      limits.signal?.removeEventListener('abort', onAbort);
      resolve(received);
    });
    const onAbort = (): void => reader.stop('aborted');
    const timer = setTimeout(() => reader.stop('timeout'), limits.timeoutMs);
    limits.signal?.addEventListener('abort', onAbort, { once: true });
    dispatcher.dispatch(request, reader);
  });
}

/** Follows one request through the dispatcher, and knows at each moment whether anything was sent. */
class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #limits: ExchangeLimits;
  readonly #settle: (received: Received) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #head: { status: number; headers: Record<string, string> } | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #settled = false;

  constructor(limits: ExchangeLimits, settle: (received: Received) => void) {
    this.#limits = limits;
    this.#settle = settle;
  }

  /** Ends the call from outside. A request still waiting for its connection is then never sent. */
  stop(cause: NoAnswerCause, code?: string): void {
    const sent = this.#controller === undefined ? 'no' : 'perhaps';
    this.#finish({ kind: 'no-answer', cause, sent, ...(code === undefined ? {} : { errorCode: code }) });
    this.#controller?.abort(new Error(cause));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Asked here, after the wait for a connection and right before the first byte.
    if (this.#limits.mayBegin?.() === false) this.stop('aborted');
    if (this.#settled) controller.abort(new Error('stopped before sending'));
    else this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.#head = { status, headers: flatten(headers) };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#limits.maxBytes) this.stop('too-large');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#head === undefined) this.stop('protocol');
    else this.#finish({ kind: 'packed', packed: { ...this.#head, body: Buffer.concat(this.#chunks) } });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (error instanceof DialFailure) this.stop(error.noAnswer, error.errorCode);
    else this.stop(causeOf(error, this.#head !== undefined), errorCode(error));
  }

  #finish(received: Received): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#settle(received);
    this.#chunks = [];
  }
}

function causeOf(error: Error, answerBegan: boolean): NoAnswerCause {
  const code = errorCode(error);
  switch (code) {
    case 'UND_ERR_HEADERS_OVERFLOW':
    case 'HPE_HEADER_OVERFLOW':
      return 'too-large';
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
    case 'ETIMEDOUT':
      return 'timeout';
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
    case 'HPE_INVALID_EOF_STATE':
      return 'cut';
    default:
      if (code?.startsWith('HPE_') === true) return answerBegan ? 'cut' : 'protocol';
      return answerBegan ? 'cut' : 'reset';
  }
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

const unpackers = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/** `maxOutputLength` makes zlib stop at the limit, so a small bomb never becomes a large buffer. */
async function unpack(
  { status, headers, body }: Packed,
  maxBytes: number,
): Promise<HttpAnswer | HttpNoAnswer> {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '' || body.length === 0) {
    return { kind: 'answer', status, headers, text: new TextDecoder().decode(body) };
  }
  if (!isKnown(encoding)) return { kind: 'no-answer', cause: 'encoding', sent: 'perhaps' };
  try {
    const plain = await unpackers[encoding](body, { maxOutputLength: maxBytes });
    return { kind: 'answer', status, headers, text: new TextDecoder().decode(plain) };
  } catch (error) {
    const code = errorCode(error);
    const cause = code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : code === 'Z_BUF_ERROR' ? 'cut' : 'encoding';
    return { kind: 'no-answer', cause, sent: 'perhaps', ...(code === undefined ? {} : { errorCode: code }) };
  }
}

function isKnown(encoding: string): encoding is keyof typeof unpackers {
  return Object.hasOwn(unpackers, encoding);
}
