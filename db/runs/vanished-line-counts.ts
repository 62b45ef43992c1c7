import type { Queryable } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import type { SyncRun } from './sync-runs.ts';

/** Billed lines that a run missed for the first time, and all that were billed before it. */
export async function linesVanishedIn(
  db: Queryable,
  run: SyncRun,
): Promise<{ readonly vanished: number; readonly billed: number }> {
  const { vanished } = await db
    .selectFrom('vanishedLine')
    .select(({ fn }) => fn.countAll<string>().as('vanished'))
    .where(ownedBy(run))
    .where('notedAt', '>=', run.startedAt ?? new Date())
    .executeTakeFirstOrThrow();
  const { billed } = await db
    .selectFrom('usageLine')
    .select(({ fn }) => fn.countAll<string>().as('billed'))
    .where(ownedBy(run))
    .where('psaQuantity', 'is not', null)
    .executeTakeFirstOrThrow();
  return { vanished: Number(vanished), billed: Number(billed) + Number(vanished) };
}
