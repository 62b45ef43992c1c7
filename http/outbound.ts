import { isIP } from 'node:net';
import { Agent } from 'undici';
import { createDialer } from './dial.ts';
import { inCallSpan } from './call-span.ts';
import { exchange } from './exchange.ts';
import type { HttpOutcome } from './outcome.ts';
import type { ProxySettings } from './proxy.ts';
import type { ResolveRule } from './resolve.ts';

export interface OutboundOptions {
  /** Address overrides, set by the operator only (`parseResolve`). */
  readonly resolve?: readonly ResolveRule[];
  /** PEM text of certificates trusted besides the system's roots (`OUTBOUND_CA_FILE`). */
  readonly extraCa?: string;
  /** Allows private addresses, for a PSA on the MSP's own network. Never loopback, link-local or metadata. */
  readonly allowPrivate?: boolean;
  /** The operator's proxy. Absent or null: every call leaves directly. */
  readonly proxy?: ProxySettings | null;
  /** Milliseconds for one whole call, connecting and reading included. Default 20,000 (architecture.md 4). */
  readonly timeoutMs?: number;
  /** Milliseconds to connect and shake hands. Default 10,000, and never more than a call may take. */
  readonly connectTimeoutMs?: number;
  /** Bytes of an answer, as sent and once more as decompressed. Default 10 MiB. */
  readonly maxBytes?: number;
  /** Connections to one host at a time; further calls wait within their own time. Default 16. */
  readonly connectionsPerHost?: number;
  /** Told of each call that ended, for metrics and logs. Must not throw. */
  readonly onOutcome?: (event: OutboundEvent) => void;
}

interface OutboundRequest {
  /** A host name: no scheme, port, path or IP address. The port is always 443 unless a resolve rule says otherwise. */
  readonly host: string;
  /** A person entered the host, and no suffix limits it: through a proxy too, its address is checked here. */
  readonly isEntered?: boolean;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with `/`, already percent-encoded, without query. */
  readonly path: string;
  /** Already percent-encoded, without `?`; sent as it stands, because the vendor signs these characters. */
  readonly query?: string;
  /** The path as traces show it, without anything that says whose data it reads; absent: they show none. */
  readonly template?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** Asked right before the first byte leaves, after the wait for a connection; false: `aborted`, sent `no`. */
  readonly mayBegin?: () => boolean;
  /** Awaited before the call leaves, outside its time: where a rate budget is asked. Its rejection is the caller's. */
  readonly beforeAttempt?: () => Promise<void>;
}

/** For metrics and logs: no query, header or body, since those hold names and signatures. */
interface OutboundEvent {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  /** The status, or why there was no answer. */
  readonly result: number | string;
  readonly durationMs: number;
}

export interface Outbound {
  /**
   * Makes exactly one call: https, certificate checks, no redirect followed, nothing retried, whatever the
   * method. Callers that only read may call again. Throws only for a request that is malformed by the caller.
   */
  request(request: OutboundRequest): Promise<HttpOutcome>;
  /** Ends all connections; calls still open end without an answer. */
  close(): Promise<void>;
}

/** The one way out of the product to vendors (architecture.md 2, 11). */
export function createOutbound(options: OutboundOptions = {}): Outbound {
  const timeoutMs = options.timeoutMs ?? 20_000;
  const maxBytes = options.maxBytes ?? 10 * 1024 * 1024;
  const clientOf = (checksAddresses: boolean) => {
    const dialer = createDialer({
      resolve: options.resolve ?? [],
      allowPrivate: options.allowPrivate ?? false,
      connectTimeoutMs: options.connectTimeoutMs ?? Math.min(10_000, timeoutMs),
      extraCa: options.extraCa,
      proxy: options.proxy ?? null,
      checksAddresses,
    });
    const agent = new Agent({
      connections: options.connectionsPerHost ?? 16,
      pipelining: 1,
      // Whatever a server suggests: a sync visits thousands of hosts once each, and their sockets would pile up.
      keepAliveMaxTimeout: 5_000,
      connect: dialer.dial,
    });
    return { dialer, agent };
  };
  // Apart, so that no connection that a proxy opened by name serves a host whose address is checked.
  const named = clientOf(false);
  const entered = options.proxy === undefined || options.proxy === null ? named : clientOf(true);
  return {
    request: async (request) => {
      const started = performance.now();
      const outcome = await inCallSpan(request, () => {
        const { agent } = request.isEntered === true ? entered : named;
        return send(agent, request, { timeoutMs, maxBytes });
      });
      options.onOutcome?.({
        host: request.host,
        method: request.method,
        path: request.path,
        result: outcome.kind === 'answer' ? outcome.status : outcome.cause,
        durationMs: Math.round(performance.now() - started),
      });
      return outcome;
    },
    close: async () => {
      const clients = [...new Set([named, entered])];
      for (const { dialer } of clients) dialer.stop();
      await Promise.all(clients.map(({ agent }) => agent.destroy()));
    },
  };
}

async function send(
  agent: Agent,
  request: OutboundRequest,
  defaults: { readonly timeoutMs: number; readonly maxBytes: number },
): Promise<HttpOutcome> {
  assertTarget(request);
  if (!isHostName(request.host)) return { kind: 'no-answer', cause: 'host-rejected', sent: 'no' };
  if (request.signal?.aborted === true) return { kind: 'no-answer', cause: 'aborted', sent: 'no' };
  await request.beforeAttempt?.();
  // Asked again: the wait for a budget may have been long.
  if (isAborted(request.signal)) return { kind: 'no-answer', cause: 'aborted', sent: 'no' };
  const timeoutMs = request.timeoutMs ?? defaults.timeoutMs;
  const target = {
    origin: `https://${request.host}`,
    method: request.method,
    path:
      request.query === undefined || request.query === '' ? request.path : `${request.path}?${request.query}`,
    headers: { 'accept-encoding': 'gzip, deflate', ...request.headers },
    body: request.body ?? null,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  };
  return exchange(agent, target, {
    timeoutMs,
    maxBytes: request.maxBytes ?? defaults.maxBytes,
    signal: request.signal,
    mayBegin: request.mayBegin,
  });
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

const hostShape = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A lower-case DNS name. An IP address in any spelling that resolvers accept (`127.1`, `0x7f000001`) is none. */
export function isHostName(text: string): boolean {
  if (!hostShape.test(text) || isIP(text) !== 0) return false;
  const last = text.split('.').at(-1);
  return last !== undefined && !/^(\d+|0x[0-9a-f]*)$/.test(last);
}

function assertTarget({ path, query }: OutboundRequest): void {
  if (!/^\/[\x21-\x7e]*$/.test(path) || /[?#]/.test(path))
    throw new Error('outbound path must be encoded, without query');
  if (query !== undefined && !/^[\x21-\x7e]*$/.test(query)) throw new Error('outbound query must be encoded');
}
