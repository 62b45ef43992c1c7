import { sql } from 'kysely';
import { syncs } from '../../domain/defaults.ts';
import { claim } from '../readings/account-reads.ts';
import { announce } from '../core/commands.ts';
import type { Database, Queryable, Tx } from '../core/database.ts';
import { closeNotices, keepNotice } from '../notices/notices.ts';
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

/** Notes why a run stands still. True: it is news, another cause than before or the first. */
export async function noteStall(db: Database, run: RunRef, stall: RunStall): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    if ((await claim(tx, run)) !== 'held') return false;
    const noted = await tx
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
    const isNews = noted.numUpdatedRows > 0n;
    if (isNews) await announce(tx, run, 'sync-run', run.syncRunId);
    return isNews;
  });
}

/** The list arrived: the run goes on, and its notice is over. */
export async function endStall(db: Database, run: RunRef): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const ended = await tx
      .updateTable('syncRun')
      .set({ stalledSince: null, stalledCode: null, stalledDetail: null })
      .where('tenantId', '=', run.tenantId)
      .where('id', '=', run.syncRunId)
      .where('stalledCode', 'is not', null)
      .executeTakeFirst();
    if (ended.numUpdatedRows === 0n) return;
    await closeNotices(tx, run, 'SyncStalled');
    await announce(tx, run, 'sync-run', run.syncRunId);
  });
}

interface StalledRun extends RunStall {
  readonly tenantId: string;
  readonly integrationId: string;
  readonly id: string;
}

/** Runs under way that have stood still since before a moment; one of a usage line is nobody's daily sync. */
async function stalledRuns(db: Queryable, before: Date): Promise<readonly StalledRun[]> {
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

/** One notice for each run that has stood still for ten minutes; it closes when the run goes on or ends. */
export async function noticeStalls(db: Database, now: Date): Promise<void> {
  for (const run of await stalledRuns(db, new Date(now.getTime() - syncs.stallToldMs))) {
    await db.transaction().execute((tx: Tx) =>
      keepNotice(tx, run, {
        code: 'SyncStalled',
        subject: 'sync',
        detail: `The sync has stood still since ${run.since.toISOString().slice(0, 16).replace('T', ' ')} UTC. ${run.code}: ${run.detail}`,
      }),
    );
  }
}
