import {
  CancellationScope,
  condition,
  isCancellation,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { BatchResult } from '../../contracts/temporal/activities.ts';
import { endsAtOnce, failureOf } from './outcome.ts';

/** `handed-over`: rows are left, for a new history. */
type Read = 'read' | 'handed-over';

/** Reads one side of a run to its end; says of each slice that it came. */
export type Side = (batchCame: () => void) => Promise<Read>;

/** Once one side is over, the other is waited for as long as it brings a slice in this time. */
const patience = '10m';

/**
 * Reads both sides at the same time: they share neither vendor nor budget, and neither waits for the other to store. A
 * side that fails for good fails the run, but only after the other has read to its end or brings nothing more, since what
 * it reads counts all the same. Throws the first failure.
 *
 * @param onFailure hears of the first failure, where the other side reads on
 */
export async function readSides(
  sides: readonly Side[],
  onFailure: (error: TemporalFailure) => void,
): Promise<Read> {
  const scope = new CancellationScope();
  const state = { open: sides.length, batches: 0, read: 'read' as Read, failures: [] as unknown[] };
  const isOver = (): boolean => state.open === 0;
  const readOne = async (side: Side): Promise<void> => {
    try {
      if ((await side(() => (state.batches += 1))) === 'handed-over') state.read = 'handed-over';
    } catch (error) {
      state.failures.push(error);
    } finally {
      state.open -= 1;
    }
  };
  void scope.run(() => Promise.all(sides.map(readOne)));
  await condition(() => isOver() || state.failures.length > 0 || state.read === 'handed-over');
  const [failure] = state.failures;
  if (failure === undefined || isOneSided(failure)) {
    if (failure !== undefined && !isOver()) onFailure(failure);
    try {
      while (!isOver()) {
        const before = state.batches;
        if (!(await condition(() => isOver() || state.batches > before, patience))) break;
      }
    } catch (error) {
      // A cancel that comes now ends the waiting: the run had failed before it.
      if (failure === undefined || !isCancellation(error)) throw error;
    }
  }
  scope.cancel();
  if (state.failures.length > 0) throw state.failures[0];
  return state.read;
}

const isOneSided = (error: unknown): error is TemporalFailure =>
  error instanceof TemporalFailure && !endsAtOnce(failureOf(error));

/** Slices until none is left; a long run hands over to a new history between two slices. */
export async function untilNothingRemains(
  readBatch: () => Promise<BatchResult>,
  came: (slice: BatchResult) => void,
): Promise<Read> {
  for (;;) {
    const slice = await readBatch();
    came(slice);
    if (slice.remaining === 0) return 'read';
    if (workflowInfo().continueAsNewSuggested) return 'handed-over';
  }
}
