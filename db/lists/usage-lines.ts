import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { DecisionState } from '../../domain/states.ts';
import type { ComposedLine, SeatDrop } from '../../domain/usage/composition.ts';
import type { FallingAccounts } from '../../domain/usage/checks.ts';
import type { CheckName, UsageLineFlag } from '../../domain/usage/line-flags.ts';
import type { LineNeed } from '../../domain/usage/needs.ts';
import type { UsageLineKind } from '../../domain/usage/line-kinds.ts';
import type { ControlTotals } from '../../domain/comparison/control-totals.ts';
import type { Queryable } from '../model/database.ts';
import { readComposedLine, readControlTotals, readFall, type Unread } from '../model/stored-documents.ts';
import { allOf, type Condition, contains, countRows } from '../driver/page.ts';
import { keyOf, rangesAfter, type UsageLineKey, type UsageLineOrder } from './usage-line-order.ts';

export interface ListedUsageLine {
  readonly id: string;
  readonly integrationId: string;
  readonly groupKey: string;
  readonly label: string;
  readonly kind: UsageLineKind;
  readonly flags: readonly UsageLineFlag[];
  readonly decision: DecisionState;
  readonly need: LineNeed | null;
  readonly version: number;
  readonly companyId: string | null;
  readonly companyName: string | null;
  readonly vendorAccountId: string | null;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly vendorQuantity: number | null;
  readonly psaQuantity: string | null;
  readonly variance: string | null;
  readonly composed: ComposedLine;
  readonly changedAt: Date;
  /** Of all groups, where *shrink of many* holds the line; null: it does not. */
  readonly fallOfAll: FallingAccounts | null;
}

export interface UsageLineFilter {
  readonly integrationId: string | undefined;
  readonly kinds: readonly UsageLineKind[] | undefined;
  readonly flags: readonly UsageLineFlag['flag'][] | undefined;
  readonly holdReasons: readonly CheckName[] | undefined;
  readonly accountId: string | undefined;
  readonly companyId: string | undefined;
  readonly agreementId: string | undefined;
  readonly serviceId: string | undefined;
  /** ID of a billing rule; `any`: lines under one at all. */
  readonly rule: string | undefined;
  readonly decisions: readonly ListedUsageLine['decision'][] | undefined;
  /** Open lines (RULES 8), or all but those. */
  readonly toDecide: boolean | undefined;
  readonly needs: readonly LineNeed[] | undefined;
  /** Id of a member. */
  readonly assignee: string | undefined;
  readonly q: string | undefined;
}

type StoredUsageLine = Omit<ListedUsageLine, 'flags' | 'composed' | 'fallOfAll'> & {
  readonly composed: Unread<ComposedLine>;
  readonly form: number;
  readonly fallOfAll: Unread<SeatDrop> | null;
  readonly formOfFall: number | null;
};

function listed({ composed: stored, form, fallOfAll, formOfFall, ...row }: StoredUsageLine): ListedUsageLine {
  const composed = readComposedLine(stored, form);
  return {
    ...row,
    flags: composed.flags,
    composed,
    fallOfAll: fallOfAll === null || formOfFall === null ? null : readFall(fallOfAll, formOfFall),
  };
}

const columns = sql`u.id, u.integration_id, u.group_key, u.label, u.kind, u.decision, u.need, u.version,
  u.company_id, c.name as company_name, u.vendor_account_id, s.id as service_id, s.name as service_name, u.vendor_quantity, u.psa_quantity,
  u.variance, u.composed, u.form, u.changed_at, t.fall as fall_of_all, t.form as form_of_fall`;

const joins = (lines = sql`usage_line`) => sql`
  from ${lines} u
  join vendor_service s on s.tenant_id = u.tenant_id and s.id = u.vendor_service_id
  left join psa_company c on c.tenant_id = u.tenant_id and c.integration_id = u.integration_id and c.foreign_id = u.company_id
  left join control_total t on t.tenant_id = u.tenant_id and t.integration_id = u.integration_id
    and u.flags @> '[{"check": "shrink-of-many"}]'`;

export interface UsageLinePlace {
  /** Null: from the beginning. */
  readonly after: UsageLineKey | null;
  readonly limit: number;
}

export interface UsageLinePage {
  readonly items: readonly ListedUsageLine[];
  /** Where the next page goes on; null: this was the last. */
  readonly next: UsageLineKey | null;
}

/** One page after this key, or the first: it costs the same wherever it begins. */
export async function listUsageLines(
  db: Queryable,
  tenantId: string,
  filter: UsageLineFilter,
  order: UsageLineOrder,
  page: UsageLinePlace,
): Promise<UsageLinePage> {
  const where = allOf(conditions(tenantId, filter));
  const found: (StoredUsageLine & { readonly pageKey: UsageLineKey })[] = [];
  for (const range of rangesAfter(order, await servicesFor(db, tenantId, order), page.after)) {
    // The page first, then what belongs to its rows. One more than is shown says whether there is a next page.
    const { rows } = await sql<StoredUsageLine & { pageKey: UsageLineKey }>`
      select ${columns}, ${keyOf(order)} as page_key
      ${joins(sql`(select * from usage_line u where ${where} and ${range.where} order by ${range.order}
        limit ${page.limit + 1 - found.length})`)}
      order by ${range.order}`.execute(db);
    found.push(...rows);
    if (found.length > page.limit) break;
  }
  const shown = found.slice(0, page.limit);
  return {
    items: shown.map(listed),
    next: found.length > page.limit ? (shown.at(-1)?.pageKey ?? null) : null,
  };
}

/** Counted once per data version. */
export function countUsageLines(
  db: Queryable,
  tenantId: string,
  filter: UsageLineFilter,
  version: string,
): Promise<number> {
  return countRows(db, sql`from usage_line u where ${allOf(conditions(tenantId, filter))}`, version);
}

/** The ids of all lines that match, in order: who reads them all sorts once, and then reads by {@link usageLinesById}. */
export async function usageLineIds(
  db: Queryable,
  tenantId: string,
  filter: UsageLineFilter,
  order: UsageLineOrder,
): Promise<readonly string[]> {
  const where = allOf(conditions(tenantId, filter));
  const ids: string[] = [];
  for (const range of rangesAfter(order, await servicesFor(db, tenantId, order), null)) {
    const { rows } = await sql<{ id: string }>`
      select u.id from usage_line u where ${where} and ${range.where} order by ${range.order}`.execute(db);
    for (const { id } of rows) ids.push(id);
  }
  return ids;
}

/** In the order of their names; only asked where lines are ordered by them. */
async function servicesFor(
  db: Queryable,
  tenantId: string,
  { by }: UsageLineOrder,
): Promise<readonly string[]> {
  if (by !== 'service') return [];
  const rows = await db
    .selectFrom('vendorService')
    .select('id')
    .where('tenantId', '=', tenantId)
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** These lines in this order; of another tenant's, none. */
export async function usageLinesById(
  db: Queryable,
  tenantId: string,
  ids: readonly string[],
): Promise<readonly ListedUsageLine[]> {
  const { rows } = await sql<StoredUsageLine>`
    select ${columns} ${joins()}
    join unnest(${[...ids]}::uuid[]) with ordinality as wanted (id, place) on wanted.id = u.id
    where u.tenant_id = ${tenantId} order by wanted.place`.execute(db);
  return rows.map(listed);
}

/** Null: unknown, or another tenant's. */
export async function findUsageLine(
  db: Queryable,
  tenantId: string,
  id: string,
): Promise<ListedUsageLine | null> {
  const { rows } = await sql<StoredUsageLine>`
    select ${columns} ${joins()} where u.tenant_id = ${tenantId} and u.id = ${id}`.execute(db);
  const [row] = rows;
  return row === undefined ? null : listed(row);
}

/** Of a line `u`: the one condition of RULES 8. */
export const isOpen: Condition = sql`u.need is not null`;

/** Of a line `u`. */
export function conditions(tenantId: string, filter: Partial<UsageLineFilter>): Condition[] {
  const list: Condition[] = [sql`u.tenant_id = ${tenantId}`];
  if (filter.integrationId !== undefined) list.push(sql`u.integration_id = ${filter.integrationId}`);
  if (filter.kinds !== undefined) list.push(sql`u.kind in (${sql.join([...filter.kinds])})`);
  if (filter.decisions !== undefined) list.push(sql`u.decision in (${sql.join([...filter.decisions])})`);
  if (filter.toDecide !== undefined) list.push(filter.toDecide ? isOpen : sql`u.need is null`);
  if (filter.needs !== undefined) list.push(sql`u.need in (${sql.join([...filter.needs])})`);
  if (filter.companyId !== undefined) list.push(sql`u.company_id = ${filter.companyId}`);
  if (filter.serviceId !== undefined) list.push(sql`u.vendor_service_id = ${filter.serviceId}`);
  if (filter.flags !== undefined) list.push(anyFlag(filter.flags.map((flag) => ({ flag }))));
  if (filter.holdReasons !== undefined)
    list.push(anyFlag(filter.holdReasons.map((check) => ({ flag: 'held', check }))));
  if (filter.agreementId !== undefined) {
    list.push(sql`u.composed->'lines' @> ${JSON.stringify([{ agreementId: filter.agreementId }])}::jsonb`);
  }
  if (filter.rule !== undefined) {
    const id = sql`u.composed #>> '{rule,applied,id}'`;
    list.push(filter.rule === 'any' ? sql`${id} is not null` : sql`${id} = ${filter.rule}`);
  }
  if (filter.accountId !== undefined) {
    list.push(sql`u.id in (select x.usage_line_id from usage_line_source x where x.tenant_id = ${tenantId}
      and x.kind = 'vendor-account' and x.source_id = ${filter.accountId})`);
  }
  if (filter.assignee !== undefined) {
    list.push(sql`(u.integration_id, u.group_key) in (select n.integration_id, n.group_key from line_note n
      where n.tenant_id = ${tenantId} and n.assignee = ${filter.assignee})`);
  }
  if (filter.q !== undefined) list.push(matching(tenantId, filter.q));
  return list;
}

/** Of a line `u`. */
export function anyFlag(flags: readonly object[]): Condition {
  const each = flags.map((flag) => sql`u.flags @> ${JSON.stringify([flag])}::jsonb`);
  return sql`(${sql.join(each, sql` or `)})`;
}

/** Label, company, account names, products, agreements and ids of both sides; each is looked for once, and not for each line. */
function matching(tenantId: string, text: string): Condition {
  return sql`(${contains(text, sql`u.label`)} or u.company_id = ${text}
    or (u.integration_id, u.company_id) in (select c.integration_id, c.foreign_id from psa_company c
      where c.tenant_id = ${tenantId} and ${contains(text, sql`c.name`)})
    or u.id in (select x.usage_line_id from usage_line_source x
      join vendor_account a on a.tenant_id = x.tenant_id and a.id::text = x.source_id
      where x.tenant_id = ${tenantId} and x.kind = 'vendor-account'
        and (${contains(text, sql`a.name`)} or a.foreign_id = ${text}))
    or u.id in (select x.usage_line_id from usage_line_source x
      join psa_line l on l.tenant_id = x.tenant_id and l.integration_id = x.integration_id and l.foreign_id = x.source_id
      join psa_agreement g on g.tenant_id = l.tenant_id and g.integration_id = l.integration_id
        and g.foreign_id = l.agreement_id
      where x.tenant_id = ${tenantId} and x.kind = 'psa-line' and (x.source_id = ${text} or g.foreign_id = ${text}
        or ${contains(text, sql`l.product_identifier`, sql`g.name`)})))`;
}

const anyLine: UsageLineFilter = {
  integrationId: undefined, kinds: undefined, flags: undefined, holdReasons: undefined, accountId: undefined,
  companyId: undefined, agreementId: undefined, serviceId: undefined, rule: undefined, decisions: undefined, toDecide: undefined,
  needs: undefined, assignee: undefined, q: undefined,
}; // prettier-ignore

/** Every line of an integration that the filter lets through, by name. */
export async function allUsageLines(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  filter: Partial<UsageLineFilter>,
): Promise<readonly ListedUsageLine[]> {
  const asked = { ...anyLine, ...filter, integrationId };
  const ids = await usageLineIds(db, tenantId, asked, { by: 'account', descending: false });
  return usageLinesById(db, tenantId, ids);
}

export interface StoredTotals {
  readonly integrationId: string;
  readonly totals: ControlTotals;
  readonly closes: boolean;
  readonly syncRunId: string | null;
  readonly composedAt: Date;
}

export async function controlTotalsOf(
  db: Queryable,
  tenantId: string,
  integrationId: string | undefined,
): Promise<readonly StoredTotals[]> {
  const rows = await db
    .selectFrom('controlTotal')
    .select(['integrationId', 'totals', 'form', 'closes', 'syncRunId', 'composedAt'])
    .where('tenantId', '=', tenantId)
    .$if(integrationId !== undefined, (query) => query.where('integrationId', '=', integrationId ?? ''))
    .orderBy('integrationId')
    .execute();
  return rows.map(({ totals, form, ...row }) => ({ ...row, totals: readControlTotals(totals, form) }));
}
