import { sql } from 'kysely';
import { lastReadingOf } from '../model/count-times.ts';
import type { AccountReadState } from '../../domain/states.ts';
import type { Queryable } from '../model/database.ts';
import { accountReadsOf } from '../model/reads-of-run.ts';
import {
  byKey, type KeyColumn, type KeyPage, keyPage, type KeyPageRequest, UnfitPageKey,
} from '../driver/key-page.ts'; // prettier-ignore
import { allOf, type Condition, contains } from '../driver/page.ts';

export interface RunAccount {
  readonly vendorAccountId: string;
  readonly name: string;
  readonly foreignId: string;
  readonly state: AccountReadState;
  readonly seats: number | null;
  readonly usersListed: number | null;
  readonly calls: number;
  readonly code: string | null;
  /** A message as stored; null: none. */
  readonly detail: unknown;
  readonly readAt: Date | null;
  readonly lastSeats: number | null;
  readonly lastReadAt: Date | null;
}

/** A run as its accounts are looked for. */
export interface RunOfAccounts {
  readonly tenantId: string;
  readonly integrationId: string;
  readonly runId: string;
}

export interface RunAccountFilter {
  readonly states: readonly AccountReadState[] | undefined;
  readonly q: string | undefined;
}

interface Part {
  readonly rank: string;
  readonly states: readonly AccountReadState[];
  /** Of the accounts most are in it: found by walking along their names, the few of another by their rows. */
  readonly isMost: boolean;
}

/** In the order in which they are shown. */
const parts: readonly Part[] = [
  { rank: '0', states: ['failed', 'incomplete'], isMost: false },
  { rank: '1', states: ['counted'], isMost: true },
  { rank: '2', states: ['pending', 'gone'], isMost: false },
];

const inPart: readonly KeyColumn[] = [
  { value: sql`lower(a.name)`, kind: 'text' },
  { value: sql`a.id`, kind: 'id' },
];

type Row = RunAccount & { readonly pageKey: string[] };

/**
 * What became of each account of a run, by name, with the last good count of those without one: these come
 * first, those that are not reached yet or gone last.
 * Throws UnfitPageKey.
 */
export async function accountsOfRun(
  db: Queryable,
  run: RunOfAccounts,
  filter: RunAccountFilter,
  { after, limit }: KeyPageRequest,
): Promise<KeyPage<RunAccount>> {
  const from = after === null ? 0 : parts.findIndex(({ rank }) => rank === after[0]);
  if (from < 0) throw new UnfitPageKey();
  const rows: Row[] = [];
  for (const [nth, part] of parts.entries()) {
    const states = part.states.filter((state) => filter.states?.includes(state) ?? true);
    if (nth < from || rows.length > limit || states.length === 0) continue;
    const page = {
      after: nth === from && after !== null ? after.slice(1) : null,
      limit: limit - rows.length,
    };
    rows.push(...(await rowsOf(db, run, part, { ...filter, states }, page)));
  }
  return keyPage(rows, limit, await count(db, run, filter));
}

async function rowsOf(
  db: Queryable,
  run: RunOfAccounts,
  { rank, isMost }: Part,
  filter: RunAccountFilter,
  page: KeyPageRequest,
): Promise<readonly Row[]> {
  const { key, after, order, limit } = byKey(inPart, page);
  const { rows } = await sql<Row>`
    select p.*, c.seats as last_seats, c.read_at as last_read_at
    from (
      select r.vendor_account_id, a.name, a.foreign_id, r.state, r.seats, r.users_listed, r.calls, r.code,
        r.detail, r.read_at, array[${rank}] || ${key} as page_key, row_number() over (order by ${order}) as place
      from ${isMost ? alongNames(run) : byRows(run)}
      where a.tenant_id = ${run.tenantId} and a.integration_id = ${run.integrationId}
        and ${allOf([after, ...conditions(filter)])} order by ${order} limit ${limit}) p
    left join lateral (
      select s.seats, l.at as read_at from (
        select * from seat_count n
        where p.state <> 'counted' and n.tenant_id = ${run.tenantId} and n.vendor_account_id = p.vendor_account_id
        order by n.first_read_at desc limit 1) s
      cross join lateral ${lastReadingOf('s')} l) c on true
    order by p.place`.execute(db);
  return rows;
}

const reads = ({ tenantId, runId }: RunOfAccounts) => accountReadsOf(tenantId, runId);

const alongNames = (run: RunOfAccounts) => sql`vendor_account a
  cross join lateral (select * from ${reads(run)} x where x.vendor_account_id = a.id limit 1) r`;

const byRows = (run: RunOfAccounts) => sql`${reads(run)} r
  join vendor_account a on a.tenant_id = ${run.tenantId} and a.id = r.vendor_account_id`;

async function count(db: Queryable, run: RunOfAccounts, filter: RunAccountFilter): Promise<number> {
  const named =
    filter.q === undefined
      ? sql``
      : sql`join vendor_account a on a.tenant_id = ${run.tenantId} and a.id = r.vendor_account_id`;
  const { rows } = await sql<{ total: string }>`
    select count(*) as total from ${accountReadsOf(run.tenantId, run.runId)} r ${named}
    where ${allOf([sql`true`, ...conditions(filter)])}`.execute(db);
  return Number(rows[0]?.total);
}

function conditions({ states, q }: RunAccountFilter): Condition[] {
  const list: Condition[] = [];
  if (states !== undefined) list.push(sql`r.state in (${sql.join([...states])})`);
  if (q !== undefined) list.push(contains(q, sql`a.name`, sql`a.foreign_id`));
  return list;
}
