import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';

/** Companies that accounts are mapped to, by the PSA's ID, whether the PSA still lists them or not. */
export async function mappedCompanyIds(db: Queryable, key: IntegrationKey): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('accountMapping')
    .select('companyId')
    .distinct()
    .where(ownedBy(key))
    .where('companyId', 'is not', null)
    .execute();
  return new Set(rows.flatMap(({ companyId }) => (companyId === null ? [] : [companyId])));
}
