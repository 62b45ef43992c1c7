import { sql } from 'kysely';
import type { Queryable, Tx } from '../model/database.ts';
import type { RunRef } from './run-ref.ts';

/** A run under way that does not go on: something fails again and again, or the vendor asked for a wait. */
export interface RunStall {
  readonly since: Date;
  readonly code: string;
  readonly detail: string;
  /** When it goes on, where the vendor named a time; null: nobody knows. */
  readonly until: Date | null;
}

/** The columns of a stall, where there is none. */
export const noStall = {
  stalledSince: null,
  stalledCode: null,
  stalledDetail: null,
  stalledUntil: null,
} as const;

/** The stall in columns of a run's row; null: none. */
export const stallOf = (row: {
  readonly stalledSince: Date | null;
  readonly stalledCode: string | null;
  readonly stalledDetail: string | null;
  readonly stalledUntil: Date | null;
}): RunStall | null =>
  row.stalledSince === null || row.stalledCode === null
    ? null
    : {
        since: row.stalledSince,
        code: row.stalledCode,
        detail: row.stalledDetail ?? row.stalledCode,
        until: row.stalledUntil,
      };

/**
 * Keeps why a run does not go on, until when, and since when first. `news`: another cause than before, or the first;
 * `renewed`: the same one, with another end.
 */
export async function keepStall(
  tx: Tx,
  run: RunRef,
  { since, code, detail, until }: RunStall,
): Promise<'news' | 'renewed' | 'known'> {
  const [before] = await tx
    .selectFrom('syncRun')
    .select(['stalledCode', 'stalledUntil'])
    .where('tenantId', '=', run.tenantId)
    .where('id', '=', run.syncRunId)
    .forNoKeyUpdate()
    .execute();
  const isKnown = before?.stalledCode === code;
  if (isKnown && before.stalledUntil?.getTime() === until?.getTime()) return 'known';
  await tx
    .updateTable('syncRun')
    .set({
      stalledSince: sql<Date>`coalesce(stalled_since, ${since})`,
      stalledCode: code,
      stalledDetail: detail,
      stalledUntil: until,
    })
    .where('tenantId', '=', run.tenantId)
    .where('id', '=', run.syncRunId)
    .execute();
  return isKnown ? 'renewed' : 'news';
}

/** False: it did not stand still. */
export async function forgetStall(tx: Tx, run: RunRef): Promise<boolean> {
  const forgotten = await tx
    .updateTable('syncRun')
    .set(noStall)
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
    .select([
      'tenantId',
      'integrationId',
      'id',
      'stalledSince',
      'stalledCode',
      'stalledDetail',
      'stalledUntil',
    ])
    .where('state', '=', 'running')
    .where('mode', '!=', 'usage-line')
    .where('stalledSince', '<=', before)
    .execute();
  return rows.flatMap(({ stalledSince, stalledCode, stalledDetail, stalledUntil, ...run }) => {
    const stall = stallOf({ stalledSince, stalledCode, stalledDetail, stalledUntil });
    return stall === null ? [] : [{ ...stall, ...run }];
  });
}
