import { streamKindOf, streamMessageId } from '../../domain/audit-streams.ts';
import { auditStreams } from '../../domain/defaults.ts';
import { eventsAfter } from '../../db/lists/streamed-events.ts';
import type { Database } from '../../db/model/database.ts';
import { type ClaimedStream, openStreamSecret } from '../../db/notices/audit-streams.ts';
import { type KeyRing, MasterKeyChanged } from '../../db/secrets/key-ring.ts';
import type { LineSender } from '../../http/line-sender.ts';
import type { Outbound } from '../../http/outbound.ts';
import type { StreamOutcome } from '../../use-cases/notices/conclude-stream-attempt.ts';
import { linesOf } from '../../use-cases/notices/streamed-events.ts';
import { noAnswer, postSigned } from './signed-post.ts';

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
  deps: BatchSenderDependencies,
  stream: ClaimedStream,
  { first, last, hash, lines }: Batch,
  signal: AbortSignal | undefined,
): Promise<StreamOutcome | null> {
  const { keyRing } = deps;
  if (stream.ciphertext === null || stream.keyVersion !== keyRing.version) throw new MasterKeyChanged();
  const secret = openStreamSecret(keyRing, stream, stream.ciphertext);
  const at = new Date();
  const data = `{"streamId":${JSON.stringify(stream.streamId)},"events":[${lines.join(',')}]}`;
  const body = `{"type":"audit.events","timestamp":${JSON.stringify(at.toISOString())},"data":${data}}`;
  const outcome = await postSigned(deps, {
    url: stream.url,
    id: streamMessageId(stream, { first, last, hash }),
    at,
    body,
    secrets: [secret],
    signal,
  });
  if (outcome === null) return null;
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
  return noAnswer(cause);
}
