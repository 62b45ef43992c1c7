import type { Tx } from '../../db/model/database.ts';
import {
  companyLinks,
  everythingIsToRead,
  listedAgreements,
  backgroundReadDays,
} from '../../db/readings/agreements-to-read.ts';
import { mappedCompanyIds } from '../../db/mapping/mapped-companies.ts';
import type { SyncRun } from '../../db/runs/sync-runs.ts';
import {
  agreementsOfFirstRun,
  type AgreementsOfRun,
  agreementsToRead,
} from '../../domain/comparison/agreements-to-read.ts';

/**
 * The agreements that a full run reads, asked when its lists are stored. The first one takes over what loading read just
 * before; one that a schedule began leaves to the background read what cannot matter to a mapped customer; one that a person began
 * reads all.
 */
export async function agreementsOfRun(tx: Tx, run: SyncRun, now: Date): Promise<AgreementsOfRun> {
  const listed = await listedAgreements(tx, run);
  if (run.trigger === 'first') return agreementsOfFirstRun(listed, now.toISOString());
  if (run.trigger !== 'schedule' || (await everythingIsToRead(tx, run)))
    return { ids: listed.map(({ id }) => id), asLoaded: [], inBackgroundRead: 0 };
  return agreementsToRead(listed, await companyLinks(tx, run), await mappedCompanyIds(tx, run), {
    days: await backgroundReadDays(tx, run),
    now: now.toISOString(),
  });
}
