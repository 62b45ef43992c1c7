import { composeUnfinishedRun } from './compose-run.ts';
import type { Tx } from '../../db/model/database.ts';
import type { Kinds } from '../../domain/kinds.ts';
import { storeTotalsOfRows } from '../../db/runs/run-rows.ts';
import { endRun, type RunEnd, type SyncRun } from '../../db/runs/sync-runs.ts';

/**
 * Ends a run that did not read to its end: its sums are those of its rows, and what it read until then is composed, since
 * it counts as any reading (RULES 2). The caller holds the rows of integration and run.
 */
export async function endUnfinishedRun(
  tx: Tx,
  run: SyncRun,
  end: Omit<RunEnd, 'state'> & { readonly state: 'failed' | 'canceled' },
  kinds: Kinds,
  now: Date,
): Promise<void> {
  await storeTotalsOfRows(tx, run, kinds);
  await endRun(tx, run, end);
  // One that never began has read nothing.
  if (run.state === 'running') await composeUnfinishedRun(tx, run, now);
}
