import { sql } from 'kysely';
import type { ReadSide } from '../../domain/sync-runs.ts';
import type { Message } from '../../messages/message.ts';
import { messageToStore, StoredMessage } from '../../messages/stored.ts';
import type { Queryable, Tx } from '../model/database.ts';
import type { RunRef } from './run-ref.ts';

/** A run under way that does not go on: something fails again and again, or the vendor asked for a wait. */
export interface RunStall {
  /** What does not go on; the other side reads on. */
  readonly side: ReadSide;
  readonly since: Date;
  readonly code: string;
  /** What was found, in addition to the texts of the code; null: nothing more. */
  readonly detail: Message | null;
  /** When it goes on, where the vendor named a time; null: nobody knows. */
  readonly until: Date | null;
}

/** The columns of a stall, where there is none. */
export const noStall = {
  stalledSide: null,
  stalledSince: null,
  stalledCode: null,
  stalledDetail: null,
  stalledUntil: null,
} as const;

/** The stall in columns of a run's row; null: none. */
export const stallOf = (row: {
  readonly stalledSide: ReadSide | null;
  readonly stalledSince: Date | null;
  readonly stalledCode: string | null;
  /** A message as stored. */
  readonly stalledDetail: unknown;
  readonly stalledUntil: Date | null;
}): RunStall | null =>
  row.stalledSide === null || row.stalledSince === null || row.stalledCode === null
    ? null
    : {
        side: row.stalledSide,
        since: row.stalledSince,
        code: row.stalledCode,
        detail: row.stalledDetail === null ? null : StoredMessage.parse(row.stalledDetail),
        until: row.stalledUntil,
      };

/**
 * Keeps why a run does not go on, until when, and since when first. `news`: another cause than before, or the first;
 * `renewed`: the same one, with another end. The side that stood still first is kept until it goes on.
 */
export async function keepStall(
  tx: Tx,
  run: RunRef,
  { side, since, code, detail, until }: RunStall,
): Promise<'news' | 'renewed' | 'known'> {
  const [before] = await tx
    .selectFrom('syncRun')
    .select(['stalledSide', 'stalledCode', 'stalledUntil'])
    .where('tenantId', '=', run.tenantId)
    .where('id', '=', run.syncRunId)
    .forNoKeyUpdate()
    .execute();
  if (before?.stalledSide != null && before.stalledSide !== side) return 'known';
  const isKnown = before?.stalledCode === code;
  if (isKnown && before.stalledUntil?.getTime() === until?.getTime()) return 'known';
  await tx
    .updateTable('syncRun')
    .set({
      stalledSide: side,
      stalledSince: sql<Date>`coalesce(stalled_since, ${since})`,
      stalledCode: code,
      stalledDetail: messageToStore(detail),
      stalledUntil: until,
    })
    .where('tenantId', '=', run.tenantId)
    .where('id', '=', run.syncRunId)
    .execute();
  return isKnown ? 'renewed' : 'news';
}

/** False: this side did not stand still. */
export async function forgetStall(tx: Tx, run: RunRef, side: ReadSide): Promise<boolean> {
  const forgotten = await tx
    .updateTable('syncRun')
    .set(noStall)
    .where('tenantId', '=', run.tenantId)
    .where('id', '=', run.syncRunId)
    .where('stalledSide', '=', side)
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
      'stalledSide',
      'stalledSince',
      'stalledCode',
      'stalledDetail',
      'stalledUntil',
    ])
    .where('state', '=', 'running')
    .where('mode', '!=', 'usage-line')
    .where('stalledSince', '<=', before)
    .execute();
  return rows.flatMap(({ stalledSide, stalledSince, stalledCode, stalledDetail, stalledUntil, ...run }) => {
    const stall = stallOf({ stalledSide, stalledSince, stalledCode, stalledDetail, stalledUntil });
    return stall === null ? [] : [{ ...stall, ...run }];
  });
}
