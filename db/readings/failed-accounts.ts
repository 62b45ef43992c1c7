import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../core/database.ts';
import { accountReadsOf, unreadAgreementsOf } from './reads-of-run.ts';

/** Of the accounts still listed, those whose outcome in the given run was neither counted nor gone. */
export async function failedAccounts(
  db: Queryable,
  key: IntegrationKey,
  ofRunId: string | null,
  present: readonly string[],
): Promise<readonly string[]> {
  if (ofRunId === null) return [];
  const { rows } = await sql<{ vendor_account_id: string }>`
    select vendor_account_id from ${accountReadsOf(key.tenantId, ofRunId)} r
    where state in ('failed', 'incomplete')`.execute(db);
  const failed = new Set(rows.map((row) => row.vendor_account_id));
  return present.filter((id) => failed.has(id));
}

/** Agreements whose lines the given run could not read. */
export async function failedAgreements(
  db: Queryable,
  key: IntegrationKey,
  ofRunId: string | null,
): Promise<readonly string[]> {
  if (ofRunId === null) return [];
  const { rows } = await sql<{ agreement_id: string }>`
    select agreement_id from ${unreadAgreementsOf(key.tenantId, ofRunId)} r`.execute(db);
  return rows.map((row) => row.agreement_id);
}

/** Those of the accounts that are mapped to a company. */
export async function mappedAmong(
  db: Queryable,
  key: IntegrationKey,
  accountIds: readonly string[],
): Promise<readonly string[]> {
  if (accountIds.length === 0) return [];
  const rows = await db
    .selectFrom('account_mapping')
    .select('vendor_account_id')
    .where('tenant_id', '=', key.tenantId)
    .where('state', '=', 'mapped')
    .where('vendor_account_id', 'in', accountIds)
    .execute();
  return rows.map((row) => row.vendor_account_id);
}
