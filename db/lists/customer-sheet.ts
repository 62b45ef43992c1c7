import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';
import { allUsageLines, type ListedUsageLine } from './usage-lines.ts';

/** Everybody that the newest complete reading of one account listed. */
export interface SheetHolder {
  readonly accountId: string;
  readonly userId: string;
  /** Null: names are not kept (architecture.md 6). */
  readonly name: string | null;
  readonly status: string;
  readonly holdsSeat: boolean;
}

/** What one customer uses and what is billed for it. */
export interface CustomerSheet {
  readonly company: { readonly id: string; readonly name: string };
  readonly namesKept: boolean;
  readonly lines: readonly ListedUsageLine[];
  /** Users whom the rule leaves out, by account and status. */
  readonly notCounted: ReadonlyMap<string, Readonly<Record<string, number>>>;
  /** Whether a line of the PSA is billed, by agreement and line; null: the PSA does not say. */
  readonly billable: ReadonlyMap<string, boolean | null>;
  /** By account, seats first, then by name and id. */
  readonly holders: readonly SheetHolder[];
}

/** Null: the PSA has no such company. */
export async function customerSheet(
  db: Queryable,
  key: IntegrationKey,
  companyId: string,
): Promise<CustomerSheet | null> {
  const { tenantId, integrationId } = key;
  const company = await db
    .selectFrom('psaCompany')
    .innerJoin('integration', (join) =>
      join
        .onRef('integration.tenantId', '=', 'psaCompany.tenantId')
        .onRef('integration.id', '=', 'psaCompany.integrationId'),
    )
    .select(['psaCompany.foreignId as id', 'psaCompany.name', 'integration.keepNames'])
    .where('psaCompany.tenantId', '=', tenantId)
    .where('psaCompany.integrationId', '=', integrationId)
    .where('psaCompany.foreignId', '=', companyId)
    .executeTakeFirst();
  if (company === undefined) return null;
  const lines = await allUsageLines(db, key, { companyId });
  const accounts = lines.flatMap(({ composed }) => composed.accounts);
  const accountIds = accounts.map(({ accountId }) => accountId);
  return {
    company: { id: company.id, name: company.name },
    namesKept: company.keepNames,
    lines,
    notCounted: await notCountedOf(
      db,
      tenantId,
      accounts.flatMap(({ countId }) => (countId === null ? [] : [countId])),
    ),
    billable: await billableOf(
      db,
      key,
      lines.flatMap(({ composed }) => composed.lines.map(({ psaLineId }) => psaLineId)),
    ),
    holders: await holdersOf(db, tenantId, accountIds),
  };
}

/** Key of {@link CustomerSheet.billable}. */
export const lineKey = (line: { readonly agreementId: string; readonly psaLineId: string }): string =>
  `${line.agreementId}/${line.psaLineId}`;

async function billableOf(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  lineIds: readonly string[],
): Promise<CustomerSheet['billable']> {
  if (lineIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('psaLine')
    .select(['agreementId', 'foreignId as psaLineId', 'billable'])
    .where('tenantId', '=', tenantId)
    .where('integrationId', '=', integrationId)
    .where('foreignId', 'in', lineIds)
    .execute();
  return new Map(rows.map((row) => [lineKey(row), row.billable]));
}

/** Companies with a usage line, by name: each has a sheet. */
export const customersWithLines = async (
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
): Promise<readonly { readonly id: string; readonly name: string }[]> =>
  db
    .selectFrom('psaCompany')
    .select(['foreignId as id', 'name'])
    .where('tenantId', '=', tenantId)
    .where('integrationId', '=', integrationId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('usageLine')
          .select('usageLine.id')
          .where('usageLine.tenantId', '=', tenantId)
          .where('usageLine.integrationId', '=', integrationId)
          .whereRef('usageLine.companyId', '=', 'psaCompany.foreignId'),
      ),
    )
    .orderBy('name')
    .orderBy('foreignId')
    .execute();

async function notCountedOf(
  db: Queryable,
  tenantId: string,
  countIds: readonly string[],
): Promise<CustomerSheet['notCounted']> {
  if (countIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('seatCount')
    .select(['vendorAccountId', 'notCounted'])
    .where('tenantId', '=', tenantId)
    .where('id', 'in', countIds)
    .execute();
  return new Map(rows.map(({ vendorAccountId, notCounted }) => [vendorAccountId, notCounted]));
}

async function holdersOf(
  db: Queryable,
  tenantId: string,
  accountIds: readonly string[],
): Promise<readonly SheetHolder[]> {
  const { rows } = await sql<SheetHolder>`
    select h.vendor_account_id as account_id, h.vendor_user_id as user_id, h.username as name, h.status, h.holds_seat
    from seat_holder h
    where h.tenant_id = ${tenantId} and h.vendor_account_id = any(${[...accountIds]}::uuid[]) and h.gone_at is null
    order by h.vendor_account_id, h.holds_seat desc, lower(h.username) nulls last, h.vendor_user_id`.execute(
    db,
  );
  return rows;
}
