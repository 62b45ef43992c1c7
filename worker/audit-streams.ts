import { type ClaimedStream, claimDueStreams } from '../db/notices/audit-streams.ts';
import { concludeStreamAttempt, type StreamOutcome } from '../use-cases/notices/conclude-stream-attempt.ts';
import { type BatchSenderDependencies, sendBatch } from './channels/audit-batch.ts';
import type { Outgoing } from './outgoing.ts';

/** A claim outlives its attempt by this: time to read the batch, and to store the result. */
const leaseBeyondAttemptMs = 30_000;

/** The next batch of each audit stream; its cursor moves only to what the receiver confirmed. */
export const auditBatches = (deps: BatchSenderDependencies): Outgoing<ClaimedStream, StreamOutcome> => ({
  name: 'audit batch',
  claim: (limit) => claimDueStreams(deps.db, { limit, leaseMs: deps.timeoutMs + leaseBeyondAttemptMs }),
  identify: ({ streamId, attempt }) => ({ streamId, attempt }),
  send: (stream, signal) => sendBatch(deps, stream, signal),
  conclude: (tx, stream, outcome) => concludeStreamAttempt(tx, stream, outcome, new Date()),
});
