import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';
import { accountReadsOf, unreadAgreementsOf } from '../model/reads-of-run.ts';

/** Of the accounts still listed, those whose outcome in the given run was neither counted nor gone. */
export async function failedAccounts(
  db: Queryable,
  key: IntegrationKey,
  ofRunId: string | null,
  present: readonly string[],
): Promise<readonly string[]> {
  if (ofRunId === null) return [];
  const { rows } = await sql<{ vendorAccountId: string }>`
    select vendor_account_id from ${accountReadsOf(key.tenantId, ofRunId)} r
    where state in ('failed', 'incomplete')`.execute(db);
  const failed = new Set(rows.map((row) => row.vendorAccountId));
  return present.filter((id) => failed.has(id));
}

/** Agreements whose lines the given run could not read. */
export async function failedAgreements(
  db: Queryable,
  key: IntegrationKey,
  ofRunId: string | null,
): Promise<readonly string[]> {
  if (ofRunId === null) return [];
  const { rows } = await sql<{ agreementId: string }>`
    select agreement_id from ${unreadAgreementsOf(key.tenantId, ofRunId)} r`.execute(db);
  return rows.map((row) => row.agreementId);
}

/** Those of the accounts that are mapped to a company. */
export async function mappedAmong(
  db: Queryable,
  key: IntegrationKey,
  accountIds: readonly string[],
): Promise<readonly string[]> {
  if (accountIds.length === 0) return [];
  const rows = await db
    .selectFrom('accountMapping')
    .select('vendorAccountId')
    .where('tenantId', '=', key.tenantId)
    .where('state', '=', 'mapped')
    .where('vendorAccountId', 'in', accountIds)
    .execute();
  return rows.map((row) => row.vendorAccountId);
}
