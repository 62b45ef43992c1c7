import { Agent, request } from 'node:http';
import type { Method } from '../../api/route.ts';

/** One request as it goes over the wire. */
export interface SentRequest {
  readonly method: Method;
  /** In the document's form, with `{name}` for each parameter. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** A value that is sent as JSON; undefined: no body. */
  readonly body?: unknown;
  /** Bytes that are sent instead of a value. */
  readonly raw?: { readonly type: string | null; readonly bytes: Buffer };
}

export interface Received {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As sent; of an event stream, nothing. */
  readonly text: string;
}

export type Send = (sent: SentRequest) => Promise<Received>;

/** Every byte that is not a letter, digit or one of `-_~`; lone surrogates become bytes that are not UTF-8. */
const percent = (text: string): string =>
  /^[\w~-]*$/u.test(text) ? text : Array.from(text).map(percentOf).join('');

function percentOf(character: string): string {
  if (/^[\w~-]$/u.test(character)) return character;
  const point = character.codePointAt(0) ?? 0;
  const bytes =
    point >= 0xd800 && point <= 0xdfff
      ? Buffer.from([0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63)])
      : Buffer.from(character, 'utf8');
  return [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('');
}

export const targetOf = ({ path, params, query }: SentRequest): string => {
  const filled = path.replaceAll(/\{(\w+)\}/gu, (_, name: string) => percent(params[name] ?? ''));
  const asked = Object.entries(query).map(([name, value]) => `${percent(name)}=${percent(value)}`);
  return `/api/v1${filled}${asked.length === 0 ? '' : `?${asked.join('&')}`}`;
};

/** Sends as it stands, without the tidying of addresses and heads that `fetch` does. An event stream is left at its head. */
export function senderTo(port: number): { readonly send: Send; readonly close: () => void } {
  const agent = new Agent({ keepAlive: true });
  const send: Send = (sent) =>
    new Promise((resolve, reject) => {
      const bytes =
        sent.raw?.bytes ?? (sent.body === undefined ? null : Buffer.from(JSON.stringify(sent.body), 'utf8'));
      const type = sent.raw === undefined ? (bytes === null ? null : 'application/json') : sent.raw.type;
      const outgoing = request(
        {
          host: '127.0.0.1',
          port,
          agent,
          method: sent.method.toUpperCase(),
          path: targetOf(sent),
          headers: {
            ...(bytes === null ? {} : { 'content-length': String(bytes.length) }),
            ...(type === null ? {} : { 'content-type': type }),
            ...sent.headers,
          },
        },
        (incoming) => {
          const received = (text: string): Received => ({
            status: incoming.statusCode ?? 0,
            type: (incoming.headers['content-type'] ?? '').split(';')[0] ?? '',
            headers: incoming.headers,
            text,
          });
          if (incoming.headers['content-type']?.startsWith('text/event-stream') === true) {
            incoming.destroy();
            resolve(received(''));
            return;
          }
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.once('end', () => resolve(received(Buffer.concat(chunks).toString('utf8'))));
          incoming.once('error', reject);
        },
      );
      outgoing.setTimeout(10_000, () => outgoing.destroy(new Error('no answer within 10 s')));
      outgoing.once('error', reject);
      outgoing.end(bytes ?? undefined);
    });
  return { send, close: () => agent.destroy() };
}
