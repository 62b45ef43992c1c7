import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { claimDueStreams, type ClaimedStream } from '../db/notices/audit-streams.ts';
import { MasterKeyChanged } from '../db/secrets/key-ring.ts';
import { message } from '../messages/message.ts';
import { concludeStreamAttempt, type StreamOutcome } from '../use-cases/notices/conclude-stream-attempt.ts';
import { type BatchSenderDependencies, sendBatch } from './channels/audit-batch.ts';
import { startPeriodicWork, type PeriodicWork } from './periodic-work.ts';

export interface StreamingDependencies extends BatchSenderDependencies {
  readonly logger: Logger;
}

/** Batches of one worker at a time. A receiver that is not responding keeps a place no longer than the timeout. */
const atOnce = 20;

/** A claim outlives its attempt by this: time to read the batch, and to store the result. */
const leaseBeyondAttemptMs = 30_000;

/**
 * Starts to send the next batch of each stream that is due, up to `limit`: claims them in one transaction, sends outside
 * of any, and moves each cursor only to what its receiver confirmed. Returns the attempts, none of which rejects.
 */
export async function sendDueBatches(
  deps: StreamingDependencies,
  limit: number = atOnce,
  signal?: AbortSignal,
): Promise<readonly Promise<void>[]> {
  const leaseMs = deps.timeoutMs + leaseBeyondAttemptMs;
  const claimed = await claimDueStreams(deps.db, { limit, leaseMs });
  return claimed.map((stream) => advance(deps, stream, signal));
}

async function advance(
  deps: StreamingDependencies,
  stream: ClaimedStream,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { streamId, attempt } = stream;
  try {
    const outcome = await sendBatch(deps, stream, signal).catch((error: unknown) =>
      signal?.aborted === true ? null : asOutcome(deps.logger, stream, error),
    );
    if (outcome === null) return;
    const code = outcome.kind === 'confirmed' ? 'ok' : outcome.code;
    deps.logger.info({ streamId, attempt, code }, 'audit batch');
    await deps.db.transaction().execute((tx) => concludeStreamAttempt(tx, stream, outcome, new Date()));
  } catch (error) {
    const err = error instanceof Error ? error.message : 'unknown';
    deps.logger.warn({ streamId, attempt, err }, 'the result of an audit batch could not be stored');
  }
}

/** What kept this worker from sending, as a failure of the stream: it is shown, and raises a notice if it lasts. */
function asOutcome(logger: Logger, { streamId, attempt }: ClaimedStream, error: unknown): StreamOutcome {
  if (error instanceof MasterKeyChanged)
    return { kind: 'failed', code: error.name, detail: message('webhooks.key-changed') };
  const reference = randomUUID().slice(0, 8);
  const err = error instanceof Error ? error.message : 'unknown';
  logger.error({ streamId, attempt, reference, err }, 'an audit batch could not be read or signed');
  return {
    kind: 'failed',
    code: 'Unexpected',
    detail: message('work.unexpected', { item: 'batch', reference }),
  };
}

/**
 * Streams at start and then regularly, without a pause while entries wait. Streams do not wait for each other: the next
 * batch of one is sent while the receiver of another has yet to respond. `stop` aborts unfinished attempts.
 */
export function startStreaming(deps: StreamingDependencies, intervalMs: number): PeriodicWork {
  const stopping = new AbortController();
  const { signal } = stopping;
  const open = new Set<Promise<void>>();
  const turns = startPeriodicWork(
    async () => {
      const started = open.size < atOnce ? await sendDueBatches(deps, atOnce - open.size, signal) : [];
      for (const attempt of started) {
        open.add(attempt);
        void attempt.then(() => open.delete(attempt));
      }
      if (started.length === 0) return { more: false };
      const pause = sleep(intervalMs, undefined, { signal }).catch(() => undefined);
      await Promise.race([...open, pause]);
      return { more: true };
    },
    intervalMs,
    (err) => deps.logger.warn({ err }, 'the audit could not be streamed and will be tried again'),
  );
  return {
    async stop() {
      stopping.abort();
      await turns.stop();
      await Promise.all(open);
    },
  };
}
