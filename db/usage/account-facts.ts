import { sql } from 'kysely';
import { lastReadingOf } from '../model/count-times.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { DecidedAccount } from '../../domain/months/review-month.ts';
import type { DecidedMapping, NewestRead, VendorAccountFacts } from '../../domain/usage/composition.ts';
import type { Queryable } from '../model/database.ts';

/**
 * Accounts with mapping, last complete count and newest attempt; gone accounts only while a mapping still names them.
 *
 * @param of those mapped to these companies, and these; null: all
 */
export async function accountFacts(
  db: Queryable,
  key: IntegrationKey,
  of: { readonly companyIds: readonly string[]; readonly accountIds: readonly string[] } | null = null,
): Promise<readonly VendorAccountFacts[]> {
  const some =
    of === null
      ? sql`true`
      : sql`a.id = any(array(
          select x.vendor_account_id from account_mapping x where x.tenant_id = ${key.tenantId}
            and x.integration_id = ${key.integrationId} and x.company_id = any(${[...of.companyIds]}::text[])
          union select unnest(${[...of.accountIds]}::uuid[])))`;
  const { rows } = await sql<AccountRow>`
    select a.id, a.foreign_id, a.kind, a.name, a.edition, a.mark, a.acknowledged_code,
      a.gone_at is not null and coalesce(r.state = 'gone', false) as has_left,
      m.state as mapping_state, m.company_id, m.reason,
      c.id as count_id, c.seats, c.by_status, c.flags, l.at as counted_at, c.first_read_at as first_counted_at, l.run_id as sync_run_id,
      r.state as read_state, r.code as read_code, r.read_at as attempted_at
    from vendor_account a
    left join account_mapping m on m.tenant_id = a.tenant_id and m.vendor_account_id = a.id
    left join lateral (
      select * from seat_count s where s.tenant_id = a.tenant_id and s.vendor_account_id = a.id
      order by s.first_read_at desc limit 1) c on true
    left join lateral ${lastReadingOf('c')} l on c.id is not null
    left join lateral (
      select x.state, x.code, x.read_ats[cardinality(x.read_ats)] as read_at from account_read x
      where x.tenant_id = a.tenant_id and x.vendor_account_id = a.id order by x.first_read_at desc limit 1) r on true
    where a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId}
      and (a.gone_at is null or m.vendor_account_id is not null) and ${some}
    order by a.foreign_id`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    foreignId: row.foreignId,
    kind: row.kind,
    name: row.name,
    edition: row.edition,
    mark: row.mark,
    mapping: mappingOf(row),
    acknowledgedCode: row.acknowledgedCode,
    lastComplete:
      row.countId === null
        ? null
        : {
            countId: row.countId,
            seats: row.seats,
            byStatus: row.byStatus,
            flags: row.flags,
            readAt: row.countedAt.toISOString(),
            firstReadAt: row.firstCountedAt.toISOString(),
            syncRunId: row.syncRunId,
          },
    newestRead:
      row.readState === null
        ? null
        : { outcome: row.readState, code: row.readCode, at: row.attemptedAt.toISOString() },
    ...(row.hasLeft ? { left: true } : {}),
  }));
}

/** Of the same accounts, what people decided about them, without what was read. */
export async function decidedAccounts(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly DecidedAccount[]> {
  const { rows } = await sql<Pick<AccountRow, 'id' | 'mark' | 'acknowledgedCode' | keyof MappingColumns>>`
    select a.id, a.mark, a.acknowledged_code, m.state as mapping_state, m.company_id, m.reason
    from vendor_account a
    left join account_mapping m on m.tenant_id = a.tenant_id and m.vendor_account_id = a.id
    where a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId}
      and (a.gone_at is null or m.vendor_account_id is not null)`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    mark: row.mark,
    mapping: mappingOf(row),
    acknowledgedCode: row.acknowledgedCode,
  }));
}

interface AccountColumns
  extends
    Pick<VendorAccountFacts, 'id' | 'foreignId' | 'kind' | 'name' | 'edition' | 'mark' | 'acknowledgedCode'>,
    MappingColumns {}

interface MappingColumns {
  readonly mappingState: DecidedMapping | null;
  readonly companyId: string | null;
  readonly reason: string | null;
}

type CountColumns =
  | { readonly countId: null }
  | {
      readonly countId: string;
      readonly seats: number;
      readonly byStatus: Record<string, number>;
      readonly flags: readonly string[];
      readonly countedAt: Date;
      readonly firstCountedAt: Date;
      readonly syncRunId: string;
    };

type ReadColumns =
  | { readonly readState: null }
  | {
      readonly readState: NewestRead['outcome'];
      readonly readCode: string | null;
      readonly attemptedAt: Date;
    };

type AccountRow = AccountColumns & CountColumns & ReadColumns & { readonly hasLeft: boolean };

function mappingOf(row: MappingColumns): VendorAccountFacts['mapping'] {
  if (row.mappingState === 'mapped' && row.companyId !== null)
    return { state: 'mapped', companyId: row.companyId };
  if (row.mappingState === 'excluded' && row.reason !== null)
    return { state: 'excluded', reason: row.reason };
  return { state: 'unmapped' };
}
