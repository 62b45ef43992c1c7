import type { IntegrationKey } from '../../domain/keys.ts';
import { type LineScope, lineScope } from '../../domain/usage/line-scope.ts';
import type { Queryable } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { readComposedLine } from '../model/stored-documents.ts';

/** What belongs to the usage line of a group as it stands; null: the composition has no such line any more. */
export async function usageLineScope(
  db: Queryable,
  key: IntegrationKey,
  groupKey: string,
): Promise<LineScope | null> {
  const row = await db
    .selectFrom('usageLine')
    .leftJoin('psaCompany', (join) =>
      join
        .onRef('psaCompany.tenantId', '=', 'usageLine.tenantId')
        .onRef('psaCompany.integrationId', '=', 'usageLine.integrationId')
        .onRef('psaCompany.foreignId', '=', 'usageLine.companyId'),
    )
    .select([
      'usageLine.kind',
      'usageLine.companyId',
      'usageLine.composed',
      'usageLine.form',
      'psaCompany.parentCompanyId',
      'psaCompany.billToCompanyId',
    ])
    .where(ownedBy(key, 'usageLine'))
    .where('usageLine.groupKey', '=', groupKey)
    .executeTakeFirst();
  if (row === undefined) return null;
  // Only usage without a line of its own looks at the companies below: one of them may be billed for it (RULES 8).
  const sites =
    row.kind === 'new' && row.companyId !== null ? await siteCompanies(db, key, row.companyId) : [];
  return lineScope(readComposedLine(row.composed, row.form), [
    row.parentCompanyId,
    row.billToCompanyId,
    ...sites,
  ]);
}

async function siteCompanies(
  db: Queryable,
  key: IntegrationKey,
  companyId: string,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('psaCompany')
    .select('foreignId')
    .where(ownedBy(key))
    .where('parentCompanyId', '=', companyId)
    .where('goneAt', 'is', null)
    .orderBy('foreignId')
    .execute();
  return rows.map((row) => row.foreignId);
}
