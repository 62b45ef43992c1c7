import { randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import { dayIn } from '../domain/billing-day.ts';
import {
  isOpen,
  type Month,
  type MonthLine,
  type MonthWriteBack,
  openFirst,
} from '../domain/review-month.ts';
import type { ControlTotals } from '../domain/usage/control-totals.ts';
import type { Actor } from './commands.ts';
import type { IntegrationKey } from './credentials.ts';
import type { Queryable, Tx } from './database.ts';
import { actorName } from './lists/actor-names.ts';
import { allOf, type Condition, countRows, type Page, type PageRequest } from './lists/page.ts';
import type { ReviewMonthTable } from './tables.ts';

/** What a closed month keeps (RULES 12). */
export interface FrozenMonth {
  readonly currency: string;
  readonly totals: ControlTotals;
  readonly lines: readonly MonthLine[];
  readonly writeBacks: readonly MonthWriteBack[];
}

/**
 * Lines, totals and changes as they stand now; null: nothing was ever composed. The caller holds the integration's row
 * lock and has just composed. The proof of the write right is no change and not among them.
 */
export async function monthAsItStands(
  tx: Tx,
  key: IntegrationKey,
  month: Month,
  timeZone: string,
): Promise<FrozenMonth | null> {
  const total = await tx
    .selectFrom('control_total')
    .innerJoin('tenant', 'tenant.id', 'control_total.tenant_id')
    .select(['control_total.totals', 'tenant.currency'])
    .where('control_total.tenant_id', '=', key.tenantId)
    .where('control_total.integration_id', '=', key.integrationId)
    .executeTakeFirst();
  if (total === undefined) return null;
  return {
    currency: total.currency,
    totals: total.totals,
    lines: openFirst(await linesAsTheyStand(tx, key)),
    writeBacks: await approvedIn(tx, key, month, timeZone),
  };
}

async function linesAsTheyStand(db: Queryable, key: IntegrationKey): Promise<readonly MonthLine[]> {
  const rows = await db
    .selectFrom('usage_line')
    .select([
      'id',
      'label',
      'company_id',
      'kind',
      'flags',
      'decision',
      'version',
      'vendor_quantity',
      'psa_quantity',
      'variance',
      'effect_per_month',
      'at_risk_per_month',
    ]) // prettier-ignore
    .where('tenant_id', '=', key.tenantId)
    .where('integration_id', '=', key.integrationId)
    .execute();
  return rows.map((row) => {
    const { kind, decision } = row;
    const flags = row.flags.map(({ flag }) => flag);
    return {
      usageLineId: row.id,
      label: row.label,
      companyId: row.company_id,
      kind,
      flags,
      decision,
      version: row.version,
      vendorQuantity: row.vendor_quantity,
      psaQuantity: row.psa_quantity,
      variance: row.variance,
      effectPerMonth: row.effect_per_month,
      atRiskPerMonth: row.at_risk_per_month,
      open: isOpen({ kind, flags, decision }),
    };
  });
}

/** Far more than any time zone is away from UTC. */
const dayMs = 24 * 3_600_000;

/** Changes approved on a day of the month in the billing time zone, oldest first. */
async function approvedIn(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  timeZone: string,
): Promise<readonly MonthWriteBack[]> {
  const begins = Date.parse(`${month}-01T00:00:00Z`);
  const rows = await db
    .selectFrom('approval_line')
    .select([
      'id',
      'label',
      'psa_line_id',
      'before',
      'after',
      'state',
      'invoice_date',
      'landing',
      'approved_at',
      'finished_at',
      'effect_per_month',
    ]) // prettier-ignore
    .where('tenant_id', '=', key.tenantId)
    .where('integration_id', '=', key.integrationId)
    .where('decision', '<>', 'prove')
    .where('approved_at', '>=', new Date(begins - dayMs))
    .where('approved_at', '<', new Date(begins + 32 * dayMs))
    .orderBy('approved_at')
    .orderBy('id')
    .execute();
  return rows
    .filter((row) => dayIn(timeZone, row.approved_at).startsWith(`${month}-`))
    .map((row) => ({
      approvalLineId: row.id,
      label: row.label,
      psaLineId: row.psa_line_id,
      before: row.before,
      after: row.after,
      state: row.state,
      invoiceDate: row.invoice_date,
      landing: row.landing,
      approvedAt: row.approved_at.toISOString(),
      finishedAt: row.finished_at?.toISOString() ?? null,
      effectPerMonth: row.effect_per_month,
    }));
}

/** Returns the id; null: the month was closed before. */
export async function insertReviewMonth(
  tx: Tx,
  key: IntegrationKey,
  month: Month,
  frozen: FrozenMonth,
  closed: { readonly by: Actor; readonly at: Date },
): Promise<string | null> {
  const row = await tx
    .insertInto('review_month')
    .values({
      tenant_id: key.tenantId,
      id: randomUUID(),
      integration_id: key.integrationId,
      month,
      currency: frozen.currency,
      totals: JSON.stringify(frozen.totals),
      lines: JSON.stringify(frozen.lines),
      write_backs: JSON.stringify(frozen.writeBacks),
      closed_by: JSON.stringify(closed.by),
      closed_at: closed.at,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'integration_id', 'month']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

export interface ListedReviewMonth extends Pick<
  Selectable<ReviewMonthTable>,
  'id' | 'integration_id' | 'month' | 'currency' | 'closed_by' | 'closed_at'
> {
  readonly closes: boolean;
  readonly open_lines: number;
  readonly closed_by_name: string | null;
}

export type StoredReviewMonth = ListedReviewMonth &
  Pick<Selectable<ReviewMonthTable>, 'totals' | 'lines' | 'write_backs'>;

const columns = sql`r.id, r.integration_id, r.month, r.currency, r.closed_by, r.closed_at,
  (r.totals->>'closes')::boolean as closes,
  jsonb_array_length(jsonb_path_query_array(r.lines, '$[*] ? (@.open == true)')) as open_lines,
  ${actorName(sql`r.tenant_id`, sql`r.closed_by`)} as closed_by_name`;

export async function listReviewMonths(
  db: Queryable,
  tenantId: string,
  filter: { readonly integrationId: string | undefined; readonly q: string | undefined },
  descending: boolean,
  page: PageRequest,
): Promise<Page<ListedReviewMonth>> {
  const conditions: Condition[] = [sql`r.tenant_id = ${tenantId}`];
  if (filter.integrationId !== undefined) conditions.push(sql`r.integration_id = ${filter.integrationId}`);
  if (filter.q !== undefined) conditions.push(sql`starts_with(r.month, ${filter.q})`);
  const from = sql`from review_month r where ${allOf(conditions)}`;
  const { rows } = await sql<ListedReviewMonth>`
    select ${columns} ${from} order by r.month ${descending ? sql`desc` : sql`asc`}, r.id
    offset ${page.offset} limit ${page.limit}`.execute(db);
  return { items: rows, total: await countRows(db, from) };
}

/** Null: unknown, or another tenant's. */
export async function findReviewMonth(
  db: Queryable,
  tenantId: string,
  id: string,
): Promise<StoredReviewMonth | null> {
  const { rows } = await sql<StoredReviewMonth>`
    select ${columns}, r.totals, r.lines, r.write_backs from review_month r
    where r.tenant_id = ${tenantId} and r.id = ${id}`.execute(db);
  return rows[0] ?? null;
}
