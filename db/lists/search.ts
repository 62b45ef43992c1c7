import { type RawBuilder, sql } from 'kysely';
import { type RunWish, runWish, type SearchGroup, shownOfGroup, wordsOf } from '../../domain/search.ts';
import type { SyncTrigger } from '../../domain/sync-runs.ts';
import type { DecisionState, SyncRunState } from '../../domain/states.ts';
import type { UsageLineKind } from '../../domain/usage/line-kinds.ts';
import { pipelined } from '../driver/pipelined.ts';
import type { Queryable } from '../model/database.ts';
import type { Condition } from '../driver/page.ts';

export interface FoundCompany {
  readonly integrationId: string;
  readonly companyId: string;
  readonly name: string;
  readonly deleted: boolean;
}

export interface FoundUsageLine {
  readonly integrationId: string;
  readonly id: string;
  readonly label: string;
  readonly kind: UsageLineKind;
  readonly decision: DecisionState;
}

export interface FoundAccount {
  readonly integrationId: string;
  readonly id: string;
  readonly name: string;
}

export interface FoundRun {
  readonly integrationId: string;
  readonly id: string;
  readonly state: SyncRunState;
  readonly trigger: SyncTrigger;
  readonly queuedAt: Date;
}

export interface Found {
  readonly customers: readonly FoundCompany[];
  readonly lines: readonly FoundUsageLine[];
  readonly companies: readonly FoundCompany[];
  readonly accounts: readonly FoundAccount[];
  readonly runs: readonly FoundRun[];
  /** Of which more match. */
  readonly more: readonly SearchGroup[];
}

/** A few of everything whose name has words that begin so, or whose id it is; each is found by an index. */
export async function search(db: Queryable, tenantId: string, typed: string): Promise<Found> {
  const asked = askedFor(tenantId, typed);
  const [customers, companies, lines, accounts, runs] = await pipelined(db, (together) =>
    Promise.all([
      companiesFound(together, asked, sql`exists`),
      companiesFound(together, asked, sql`not exists`),
      linesFound(together, asked),
      accountsFound(together, asked),
      runsFound(together, tenantId, runWish(typed)),
    ]),
  );
  const all = { customers, lines, companies, accounts, runs };
  const more = (Object.keys(all) as SearchGroup[]).filter((group) => all[group].length > shownOfGroup);
  return {
    customers: shown(customers),
    lines: shown(lines),
    companies: shown(companies),
    accounts: shown(accounts),
    runs: shown(runs),
    more,
  };
}

const shown = <T>(rows: readonly T[]): readonly T[] => rows.slice(0, shownOfGroup);
/** One more says whether there are more. */
const limit = shownOfGroup + 1;

interface Asked {
  readonly tenantId: string;
  readonly typed: string;
  /** Whether a name has such words. */
  readonly named: (name: RawBuilder<unknown>) => Condition;
  /** Names that begin so first, then by name. */
  readonly order: (name: RawBuilder<unknown>) => RawBuilder<unknown>;
}

function askedFor(tenantId: string, typed: string): Asked {
  const words = wordsOf(typed);
  const query = words.map((word) => `'${word}':*`).join(' & ');
  return {
    tenantId,
    typed,
    named: (name) =>
      words.length === 0 ? sql`false` : sql`words_of(${name}) @@ to_tsquery('simple', lowered(${query}))`,
    order: (name) => sql`starts_with(lowered(${name}), lowered(${typed})) desc, lowered(${name})`,
  };
}

/** @param mapped whether an account is mapped to them: `exists` or `not exists` */
async function companiesFound(
  db: Queryable,
  { tenantId, typed, named, order }: Asked,
  mapped: RawBuilder<unknown>,
): Promise<readonly FoundCompany[]> {
  const { rows } = await sql<FoundCompany>`
    with found as (
      select c.integration_id, c.foreign_id from psa_company c
      where c.tenant_id = ${tenantId} and ${named(sql`c.name`)}
      union
      select i.id, ${typed}::text from integration i where i.tenant_id = ${tenantId})
    select c.integration_id, c.foreign_id as company_id, c.name, c.deleted
    from found join psa_company c on c.tenant_id = ${tenantId} and c.integration_id = found.integration_id
      and c.foreign_id = found.foreign_id
    where c.gone_at is null and ${mapped} (select 1 from account_mapping m where m.tenant_id = c.tenant_id
      and m.integration_id = c.integration_id and m.company_id = c.foreign_id)
    order by c.deleted, ${order(sql`c.name`)}, c.foreign_id limit ${limit}`.execute(db);
  return rows;
}

async function linesFound(
  db: Queryable,
  { tenantId, typed, named, order }: Asked,
): Promise<readonly FoundUsageLine[]> {
  const { rows } = await sql<FoundUsageLine>`
    with found as (
      select u.id from usage_line u where u.tenant_id = ${tenantId} and ${named(sql`u.label`)}
      union
      select x.usage_line_id from integration i join usage_line_source x
        on x.tenant_id = i.tenant_id and x.integration_id = i.id and x.kind = 'psa-line' and x.source_id = ${typed}
      where i.tenant_id = ${tenantId})
    select u.integration_id, u.id, u.label, u.kind, u.decision
    from found join usage_line u on u.tenant_id = ${tenantId} and u.id = found.id
    order by ${order(sql`u.label`)}, u.id limit ${limit}`.execute(db);
  return rows;
}

async function accountsFound(
  db: Queryable,
  { tenantId, typed, named, order }: Asked,
): Promise<readonly FoundAccount[]> {
  const { rows } = await sql<FoundAccount>`
    with found as (
      select a.id from vendor_account a where a.tenant_id = ${tenantId} and ${named(sql`a.name`)}
      union
      select a.id from integration i join vendor_account a
        on a.tenant_id = i.tenant_id and a.integration_id = i.id and a.foreign_id = ${typed}
      where i.tenant_id = ${tenantId})
    select a.integration_id, a.id, a.name
    from found join vendor_account a on a.tenant_id = ${tenantId} and a.id = found.id
    order by ${order(sql`a.name`)}, a.id limit ${limit}`.execute(db);
  return rows;
}

async function runsFound(
  db: Queryable,
  tenantId: string,
  { ids, day, states }: RunWish,
): Promise<readonly FoundRun[]> {
  const wishes: Condition[] = [
    ...(ids === null ? [] : [sql`r.id between ${ids.from}::uuid and ${ids.to}::uuid`]),
    ...(day === null
      ? []
      : [sql`r.queued_at >= ${day}::timestamptz and r.queued_at < ${day}::timestamptz + interval '1 day'`]),
    ...(states.length === 0 ? [] : [sql`r.state in (${sql.join([...states])})`]),
  ];
  if (wishes.length === 0) return [];
  const { rows } = await sql<FoundRun>`
    select found.* from integration i cross join lateral (
      select r.integration_id, r.id, r.state, r.trigger, r.queued_at from sync_run r
      where r.tenant_id = i.tenant_id and r.integration_id = i.id and (${sql.join(wishes, sql` or `)})
      order by r.queued_at desc limit ${limit}) found
    where i.tenant_id = ${tenantId} order by found.queued_at desc limit ${limit}`.execute(db);
  return rows;
}
