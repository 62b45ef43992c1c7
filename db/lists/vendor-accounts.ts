import { sql } from 'kysely';
import { lastReadingOf } from '../model/count-times.ts';
import type { AccountKind, AccountMark, MappingOrigin } from '../../domain/usage/composition.ts';
import type { MappingState } from '../../domain/states.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';
import { actorName } from '../people/actor-names.ts';
import { allOf, type Condition, contains, countRows, type Page, type PageRequest } from '../driver/page.ts';

export interface ListedVendorAccount {
  readonly id: string;
  readonly foreignId: string;
  readonly kind: AccountKind;
  readonly name: string;
  readonly nameCleaned: boolean;
  readonly apiHostname: string | null;
  readonly edition: string | null;
  readonly mark: AccountMark | null;
  readonly acknowledgedCode: string | null;
  readonly acknowledgedReason: string | null;
  readonly firstSeenAt: Date;
  readonly goneAt: Date | null;
  readonly state: MappingState;
  readonly companyId: string | null;
  readonly companyName: string | null;
  readonly companyIdentifier: string | null;
  readonly reason: string | null;
  readonly origin: MappingOrigin | null;
  readonly decidedBy: string | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly seats: number | null;
  readonly seatsReadAt: Date | null;
  readonly byStatus: Readonly<Record<string, number>> | null;
  readonly readState: string | null;
  readonly readCode: string | null;
  /** A message as stored; null: none. */
  readonly readDetail: unknown;
  readonly readAt: Date | null;
}

export type VendorAccountSort = 'name' | 'seats' | 'state';

export interface VendorAccountFilter {
  readonly q: string | undefined;
  readonly states: readonly MappingState[] | undefined;
  readonly companyId: string | undefined;
  readonly gone: boolean | undefined;
  readonly id: string | undefined;
}

/** The decider's column is "kind:id". */
const decider = sql`jsonb_build_object('kind', split_part(m.decided_by, ':', 1), 'id', split_part(m.decided_by, ':', 2))`;

/** An account with what it is found by. */
const named = sql`
  vendor_account a
  left join account_mapping m on m.tenant_id = a.tenant_id and m.vendor_account_id = a.id
  left join psa_company c on c.tenant_id = a.tenant_id and c.integration_id = a.integration_id and c.foreign_id = m.company_id`;

const newestCount = sql`
  left join lateral (
    select c.seats, c.by_status, l.at as read_at from (
      select * from seat_count s where s.tenant_id = a.tenant_id and s.vendor_account_id = a.id
      order by s.first_read_at desc limit 1) c
    cross join lateral ${lastReadingOf('c')} l) n on true`;

const newestRead = sql`
  left join lateral (
    select r.state, r.code, r.detail, r.read_ats[cardinality(r.read_ats)] as read_at from account_read r
    where r.tenant_id = a.tenant_id and r.vendor_account_id = a.id
    order by r.first_read_at desc limit 1) x on true`;

const order = {
  name: sql`lower(a.name)`,
  seats: sql`n.seats`,
  state: sql`coalesce(m.state, 'unmapped')`,
} as const satisfies Record<VendorAccountSort, unknown>;

/** Accounts with mapping, last complete count and newest attempt. */
export async function listVendorAccounts(
  db: Queryable,
  key: IntegrationKey,
  filter: VendorAccountFilter,
  sort: { readonly by: VendorAccountSort; readonly descending: boolean },
  page: PageRequest,
): Promise<Page<ListedVendorAccount>> {
  const where = allOf(conditions(key, filter));
  const inOrder = sql`${order[sort.by]} ${sort.descending ? sql`desc` : sql`asc`} nulls last, a.id`;
  // The page first, then what was read of its accounts: of all of them only where they are ordered by it.
  const { rows } = await sql<ListedVendorAccount>`
    select a.id, a.foreign_id, a.kind, a.name, a.name_cleaned, a.api_hostname, a.edition, a.mark, a.acknowledged_code,
      a.acknowledged_reason, a.first_seen_at, a.gone_at, coalesce(m.state, 'unmapped') as state, m.company_id,
      c.name as company_name, c.identifier as company_identifier, m.reason, m.origin, m.decided_by, m.decided_at,
      ${actorName(sql`a.tenant_id`, decider)} as decided_by_name,
      n.seats, n.by_status, n.read_at as seats_read_at,
      x.state as read_state, x.code as read_code, x.detail as read_detail, x.read_at
    from (
      select a.tenant_id, a.id, row_number() over (order by ${inOrder}) as place
      from ${named} ${sort.by === 'seats' ? newestCount : sql``} where ${where}
      order by ${inOrder} offset ${page.offset} limit ${page.limit}) page
    join (${named}) on a.tenant_id = page.tenant_id and a.id = page.id ${newestCount} ${newestRead}
    order by page.place`.execute(db);
  return { items: rows, total: await countRows(db, sql`from ${named} where ${where}`, page.version) };
}

function conditions(key: IntegrationKey, filter: VendorAccountFilter): Condition[] {
  const list: Condition[] = [
    sql`a.tenant_id = ${key.tenantId}`,
    sql`a.integration_id = ${key.integrationId}`,
  ];
  if (filter.q !== undefined) {
    list.push(contains(filter.q, sql`a.name`, sql`a.foreign_id`, sql`c.name`));
  }
  if (filter.states !== undefined) {
    list.push(sql`coalesce(m.state, 'unmapped') in (${sql.join([...filter.states])})`);
  }
  if (filter.companyId !== undefined) list.push(sql`m.company_id = ${filter.companyId}`);
  if (filter.gone !== undefined) list.push(filter.gone ? sql`a.gone_at is not null` : sql`a.gone_at is null`);
  if (filter.id !== undefined) list.push(sql`a.id = ${filter.id}`);
  return list;
}
