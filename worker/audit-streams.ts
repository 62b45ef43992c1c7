import type { Logger } from 'pino';
import { claimDueStreams, type ClaimedStream } from '../db/notices/audit-streams.ts';
import { concludeStreamAttempt } from '../use-cases/notices/conclude-stream-attempt.ts';
import { type BatchSenderDependencies, sendBatch } from './channels/audit-batch.ts';
import type { DeliverySettings } from './deliveries.ts';
import { startPeriodicWork, type PeriodicWork } from './periodic-work.ts';

export interface StreamingDependencies extends BatchSenderDependencies {
  readonly logger: Logger;
  readonly settings: Pick<DeliverySettings, 'firstWaitMs'>;
}

/** Streams of one turn, each with one batch; side by side, so that a slow receiver holds up no other. */
const turn = 10;

/** A claim outlives its attempt by this: time to read the batch, and to store the result. */
const leaseBeyondAttemptMs = 30_000;

/**
 * Sends the next batch of each stream that is due: claims it in one transaction, sends outside of any, and moves the
 * cursor only to what the receiver confirmed. Returns how many were claimed.
 */
export async function streamOnce(deps: StreamingDependencies, signal?: AbortSignal): Promise<number> {
  const claimed = await claimDueStreams(deps.db, {
    limit: turn,
    leaseMs: deps.timeoutMs + leaseBeyondAttemptMs,
  });
  const ended = await Promise.allSettled(claimed.map((stream) => advance(deps, stream, signal)));
  for (const result of ended) if (result.status === 'rejected') throw result.reason;
  return claimed.length;
}

async function advance(
  deps: StreamingDependencies,
  stream: ClaimedStream,
  signal: AbortSignal | undefined,
): Promise<void> {
  const outcome = await sendBatch(deps, stream, signal);
  if (outcome === null) return;
  const { streamId, attempt } = stream;
  const code = outcome.kind === 'confirmed' ? 'ok' : outcome.code;
  deps.logger.info({ streamId, attempt, code }, 'audit batch');
  const { firstWaitMs } = deps.settings;
  await deps.db
    .transaction()
    .execute((tx) => concludeStreamAttempt(tx, stream, outcome, { firstWaitMs, now: new Date() }));
}

/** Streams at start and then regularly, without a pause while entries wait; `stop` aborts unfinished attempts. */
export function startStreaming(deps: StreamingDependencies, intervalMs: number): PeriodicWork {
  const stopping = new AbortController();
  const turns = startPeriodicWork(
    async () => ({ more: (await streamOnce(deps, stopping.signal)) > 0 }),
    intervalMs,
    (err) => deps.logger.warn({ err }, 'the audit could not be streamed and will be tried again'),
  );
  return {
    stop() {
      stopping.abort();
      return turns.stop();
    },
  };
}
