import { streamKindOf, streamMessageId } from '../../domain/audit-streams.ts';
import { auditStreams } from '../../domain/defaults.ts';
import { eventsAfter } from '../../db/lists/streamed-events.ts';
import type { Database } from '../../db/model/database.ts';
import { type ClaimedStream, openStreamSecret } from '../../db/notices/audit-streams.ts';
import { type KeyRing, MasterKeyChanged } from '../../db/secrets/key-ring.ts';
import type { LineSender } from '../../http/line-sender.ts';
import type { Outbound } from '../../http/outbound.ts';
import { message } from '../../messages/message.ts';
import type { StreamOutcome } from '../../use-cases/notices/conclude-stream-attempt.ts';
import { linesOf } from '../../use-cases/notices/streamed-events.ts';
import { codeOf, outcomeOf } from './webhook.ts';
import { signedHeaders } from './webhook-message.ts';

export interface BatchSenderDependencies {
  readonly db: Database;
  readonly keyRing: KeyRing;
  readonly outbound: Outbound;
  readonly lines: LineSender;
  readonly timeoutMs: number;
}

interface Batch {
  readonly first: number;
  readonly last: number;
  /** Of the chain up to the last. */
  readonly hash: string;
  /** JSON of each entry. */
  readonly lines: readonly string[];
}

/** Enough for what a receiver says about an error; the answer itself is not read. */
const answerBytes = 64 * 1024;

/**
 * Sends the next entries of a stream once. Null: there is nothing to store, because there are no entries, or the worker
 * stops and does not know what arrived.
 */
export async function sendBatch(
  deps: BatchSenderDependencies,
  stream: ClaimedStream,
  signal?: AbortSignal,
): Promise<StreamOutcome | null> {
  const rows = await eventsAfter(deps.db, stream.tenantId, stream.sentTo, auditStreams.batchEvents);
  const lines = linesOf(rows);
  const [first, last] = [rows[0], rows[lines.length - 1]];
  if (first === undefined || last === undefined) return null;
  const batch = { first: first.seq, last: last.seq, hash: last.hash, lines };
  return streamKindOf(stream.url) === 'lines'
    ? sendLines(deps, stream, batch, signal)
    : sendMessage(deps, stream, batch, signal);
}

async function sendMessage(
  { keyRing, outbound, timeoutMs }: BatchSenderDependencies,
  stream: ClaimedStream,
  { first, last, hash, lines }: Batch,
  signal: AbortSignal | undefined,
): Promise<StreamOutcome | null> {
  if (stream.ciphertext === null || stream.keyVersion !== keyRing.version) throw new MasterKeyChanged();
  const secret = openStreamSecret(keyRing, stream, stream.ciphertext);
  const at = new Date();
  const data = `{"streamId":${JSON.stringify(stream.streamId)},"events":[${lines.join(',')}]}`;
  const body = `{"type":"audit.events","timestamp":${JSON.stringify(at.toISOString())},"data":${data}}`;
  const url = new URL(stream.url);
  const answer = await outbound.request({
    host: url.hostname,
    method: 'POST',
    path: url.pathname,
    query: url.search.slice(1),
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Seatwise',
      ...signedHeaders(streamMessageId(stream, { first, last, hash }), at, body, [secret]),
    },
    body,
    timeoutMs,
    maxBytes: answerBytes,
    ...(signal === undefined ? {} : { signal }),
  });
  if (answer.kind === 'no-answer' && answer.cause === 'aborted') return null;
  const outcome = outcomeOf(answer);
  if (outcome.kind === 'delivered') return { kind: 'confirmed', lastSeq: last };
  // Unlike a webhook, a stream is never turned off by its receiver.
  return {
    kind: 'failed',
    code: outcome.gone === true ? 'WebhookRejected' : outcome.code,
    detail: outcome.detail,
  };
}

async function sendLines(
  { lines: sender }: BatchSenderDependencies,
  stream: ClaimedStream,
  { last, lines }: Batch,
  signal: AbortSignal | undefined,
): Promise<StreamOutcome | null> {
  const url = new URL(stream.url);
  const outcome = await sender.send({
    host: url.hostname,
    port: Number(url.port),
    ca: stream.ca,
    text: lines.map((line) => `${line}\n`).join(''),
    signal,
  });
  if (outcome.kind === 'closed') return { kind: 'confirmed', lastSeq: last };
  const { cause } = outcome;
  if (cause === 'aborted') return null;
  return { kind: 'failed', code: codeOf[cause], detail: message(`webhooks.no-answer.${cause}`) };
}
