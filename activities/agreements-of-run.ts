import type { Tx } from '../db/database.ts';
import { companyLinks, everythingIsToRead, listedAgreements, sweepDays } from '../db/agreements-to-read.ts';
import { mappedCompanyIds } from '../db/lists/set-up-review.ts';
import type { SyncRun } from '../db/sync-runs.ts';
import { agreementsToRead, type DailyReading } from '../domain/usage/agreements-to-read.ts';

/**
 * The agreements that a full run reads, asked when its lists are stored. One that a schedule began leaves to the sweep
 * what cannot matter to a mapped customer; one that a person began, and the first one, read all.
 */
export async function agreementsOfRun(tx: Tx, run: SyncRun, now: Date): Promise<DailyReading> {
  const listed = await listedAgreements(tx, run);
  if (run.trigger !== 'schedule' || (await everythingIsToRead(tx, run)))
    return { ids: listed.map(({ id }) => id), inSweep: 0 };
  return agreementsToRead(listed, await companyLinks(tx, run), await mappedCompanyIds(tx, run), {
    days: await sweepDays(tx, run),
    now: now.toISOString(),
  });
}
