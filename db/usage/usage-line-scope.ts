import type { IntegrationKey } from '../../domain/keys.ts';
import { type LineScope, lineScope } from '../../domain/usage/line-scope.ts';
import type { Queryable } from '../core/database.ts';
import { ownedBy } from '../core/owned-by.ts';
import { readComposedLine } from '../core/stored-documents.ts';

/** What belongs to the usage line of a group as it stands; null: the composition has no such line any more. */
export async function usageLineScope(
  db: Queryable,
  key: IntegrationKey,
  groupKey: string,
): Promise<LineScope | null> {
  const row = await db
    .selectFrom('usage_line')
    .leftJoin('psa_company', (join) =>
      join
        .onRef('psa_company.tenant_id', '=', 'usage_line.tenant_id')
        .onRef('psa_company.integration_id', '=', 'usage_line.integration_id')
        .onRef('psa_company.foreign_id', '=', 'usage_line.company_id'),
    )
    .select([
      'usage_line.kind',
      'usage_line.company_id',
      'usage_line.composed',
      'usage_line.form',
      'psa_company.parent_company_id',
      'psa_company.bill_to_company_id',
    ])
    .where(ownedBy(key, 'usage_line'))
    .where('usage_line.group_key', '=', groupKey)
    .executeTakeFirst();
  if (row === undefined) return null;
  // Only usage without a line of its own looks at the companies below: one of them may be billed for it (RULES 8).
  const sites =
    row.kind === 'new' && row.company_id !== null ? await siteCompanies(db, key, row.company_id) : [];
  return lineScope(readComposedLine(row.composed, row.form), [
    row.parent_company_id,
    row.bill_to_company_id,
    ...sites,
  ]);
}

async function siteCompanies(
  db: Queryable,
  key: IntegrationKey,
  companyId: string,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('psa_company')
    .select('foreign_id')
    .where(ownedBy(key))
    .where('parent_company_id', '=', companyId)
    .where('gone_at', 'is', null)
    .orderBy('foreign_id')
    .execute();
  return rows.map((row) => row.foreign_id);
}
