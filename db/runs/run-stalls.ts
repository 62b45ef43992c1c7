import { sql } from 'kysely';
import type { Queryable, Tx } from '../core/database.ts';
import type { RunRef } from './run-ref.ts';

/** A run under way that cannot begin its work, because a list of a vendor fails again and again. */
export interface RunStall {
  readonly since: Date;
  readonly code: string;
  readonly detail: string;
}

/** The stall in columns of a run's row; null: none. */
export const stallOf = (row: {
  readonly stalledSince: Date | null;
  readonly stalledCode: string | null;
  readonly stalledDetail: string | null;
}): RunStall | null =>
  row.stalledSince === null || row.stalledCode === null
    ? null
    : { since: row.stalledSince, code: row.stalledCode, detail: row.stalledDetail ?? row.stalledCode };

/** Keeps why a run stands still, and since when it did first. True: it is news, another cause than before or the first. */
export async function keepStall(tx: Tx, run: RunRef, stall: RunStall): Promise<boolean> {
  const kept = await tx
    .updateTable('syncRun')
    .set({
      stalledSince: sql<Date>`coalesce(stalled_since, ${stall.since})`,
      stalledCode: stall.code,
      stalledDetail: stall.detail,
    })
    .where('tenantId', '=', run.tenantId)
    .where('id', '=', run.syncRunId)
    .where((eb) => eb.or([eb('stalledCode', 'is', null), eb('stalledCode', '!=', stall.code)]))
    .executeTakeFirst();
  return kept.numUpdatedRows > 0n;
}

/** False: it did not stand still. */
export async function forgetStall(tx: Tx, run: RunRef): Promise<boolean> {
  const forgotten = await tx
    .updateTable('syncRun')
    .set({ stalledSince: null, stalledCode: null, stalledDetail: null })
    .where('tenantId', '=', run.tenantId)
    .where('id', '=', run.syncRunId)
    .where('stalledCode', 'is not', null)
    .executeTakeFirst();
  return forgotten.numUpdatedRows > 0n;
}

export interface StalledRun extends RunStall {
  readonly tenantId: string;
  readonly integrationId: string;
  readonly id: string;
}

/** Runs under way that have stood still since before a moment; one of a usage line is nobody's daily sync. */
export async function stalledRuns(db: Queryable, before: Date): Promise<readonly StalledRun[]> {
  const rows = await db
    .selectFrom('syncRun')
    .select(['tenantId', 'integrationId', 'id', 'stalledSince', 'stalledCode', 'stalledDetail'])
    .where('state', '=', 'running')
    .where('mode', '!=', 'usage-line')
    .where('stalledSince', '<=', before)
    .execute();
  return rows.flatMap(({ stalledSince, stalledCode, stalledDetail, ...run }) => {
    const stall = stallOf({ stalledSince, stalledCode, stalledDetail });
    return stall === null ? [] : [{ ...stall, ...run }];
  });
}
