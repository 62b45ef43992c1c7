import { randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { ClosingFacts } from '../../domain/months/closing-facts.ts';
import type { InvoiceComparison } from '../../domain/months/invoice-comparison.ts';
import type { MonthChange, MonthFigures } from '../../domain/months/month-report.ts';
import type { MonthMargin } from '../../domain/months/month-margin.ts';
import type { Month, MonthLine } from '../../domain/months/review-month.ts';
import type { LogoFile } from '../../domain/msp.ts';
import type { ControlTotals } from '../../domain/comparison/control-totals.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import {
  presentForm,
  readClosingFacts,
  readControlTotals,
  readMonthChanges,
  readInvoiceComparison,
  readMonthFigures,
  readMonthLines,
  readMonthMargins,
} from '../model/stored-documents.ts';
import type { FrozenMonth } from './frozen-month.ts';
import { monthChecksum } from './month-checksum.ts';
import { actorName } from '../people/actor-names.ts';
import { allOf, type Condition, countRows, type Page, type PageRequest } from '../driver/page.ts';
import type { ReviewMonthTable } from '../model/tables/usage.ts';

/** The newest version of a month; null: it was never closed. */
export async function newestVersion(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
): Promise<{ readonly id: string; readonly version: number; readonly reopened: boolean } | null> {
  const row = await db
    .selectFrom('reviewMonth')
    .select(['id', 'version', 'reopenedAt'])
    .where(ownedBy(key))
    .where('month', '=', month)
    .orderBy('version', 'desc')
    .executeTakeFirst();
  return row === undefined ? null : { id: row.id, version: row.version, reopened: row.reopenedAt !== null };
}

/** Returns what was frozen with the month; `null` when no version of it is closed. */
export async function frozenInvoices(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
): Promise<{ readonly version: number; readonly invoices: InvoiceComparison } | null> {
  const row = await db
    .selectFrom('reviewMonth')
    .select(['version', 'invoices', 'form'])
    .where(ownedBy(key))
    .where('month', '=', month)
    .where('reopenedAt', 'is', null)
    .executeTakeFirst();
  return row === undefined
    ? null
    : { version: row.version, invoices: readInvoiceComparison(row.invoices, row.form) };
}

/** What the lines of a closed month earned, for who may see it. */
export async function frozenMargins(
  db: Queryable,
  tenantId: string,
  id: string,
): Promise<readonly MonthMargin[]> {
  const { margins, form } = await db
    .selectFrom('reviewMonth')
    .select(['margins', 'form'])
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return readMonthMargins(margins, form);
}

/** Returns its ID and checksum. The caller holds the integration's row lock and knows that no such version is there. */
export async function insertReviewMonth(
  tx: Tx,
  key: IntegrationKey,
  month: Month,
  frozen: FrozenMonth,
  closed: {
    readonly by: Actor;
    readonly at: Date;
    readonly version: number;
    readonly facts: ClosingFacts;
    readonly logo: LogoFile | null;
  },
): Promise<{ readonly id: string; readonly checksum: string }> {
  const id = randomUUID();
  const { version, facts, by, at } = closed;
  const { integrationId } = key;
  const data = {
    ...frozen,
    integrationId,
    month,
    version,
    facts,
    closedBy: by,
    closedAt: at,
    form: presentForm,
  };
  const checksum = monthChecksum(data);
  await tx
    .insertInto('reviewMonth')
    .values({
      tenantId: key.tenantId,
      id,
      integrationId: key.integrationId,
      month,
      version: closed.version,
      syncRunId: frozen.syncRunId,
      composedAt: frozen.composedAt,
      currency: frozen.currency,
      totals: JSON.stringify(frozen.totals),
      lines: JSON.stringify(frozen.lines),
      changes: JSON.stringify(frozen.changes),
      figures: JSON.stringify(frozen.figures),
      facts: JSON.stringify(facts),
      logo: closed.logo?.bytes ?? null,
      checksum,
      invoices: JSON.stringify(frozen.invoices),
      margins: JSON.stringify(frozen.margins),
      form: presentForm,
      closedBy: JSON.stringify(closed.by),
      closedAt: closed.at,
    })
    .execute();
  return { id, checksum };
}

/** Its report stays; the month may be closed again as the next version. */
export async function markReopened(
  tx: Tx,
  tenantId: string,
  id: string,
  reopened: { readonly by: Actor; readonly at: Date; readonly reason: string },
): Promise<void> {
  await tx
    .updateTable('reviewMonth')
    .set({
      reopenedBy: JSON.stringify(reopened.by),
      reopenedAt: reopened.at,
      reopenReason: reopened.reason,
    })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .execute();
}

export interface ListedReviewMonth extends Pick<
  Selectable<ReviewMonthTable>,
  | 'id'
  | 'integrationId'
  | 'month'
  | 'version'
  | 'composedAt'
  | 'currency'
  | 'closedBy'
  | 'closedAt'
  | 'reopenedBy'
  | 'reopenedAt'
  | 'reopenReason'
> {
  readonly closes: boolean;
  readonly openLines: number;
  readonly closedByName: string | null;
  readonly reopenedByName: string | null;
}

export interface StoredReviewMonth extends ListedReviewMonth {
  readonly totals: ControlTotals;
  readonly lines: readonly MonthLine[];
  readonly changes: readonly MonthChange[];
  readonly figures: MonthFigures;
  readonly facts: ClosingFacts;
  readonly logo: LogoFile | null;
  readonly checksum: string;
  readonly invoices: InvoiceComparison;
}

const columns = sql`r.id, r.integration_id, r.month, r.version, r.composed_at, r.currency, r.closed_by, r.closed_at,
  r.reopened_by, r.reopened_at, r.reopen_reason, (r.totals->>'closes')::boolean as closes,
  (r.figures #>> '{open,lines}')::int as open_lines,
  ${actorName(sql`r.tenant_id`, sql`r.closed_by`)} as closed_by_name,
  ${actorName(sql`r.tenant_id`, sql`r.reopened_by`)} as reopened_by_name`;

/** Every version of every closed month; of one month the newest version first. */
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
    select ${columns} ${from}
    order by r.month ${descending ? sql`desc` : sql`asc`}, r.integration_id, r.version desc, r.id
    offset ${page.offset} limit ${page.limit}`.execute(db);
  return { items: rows, total: await countRows(db, from) };
}

/** Null: unknown, or another tenant's. */
export async function findReviewMonth(
  db: Queryable,
  tenantId: string,
  id: string,
): Promise<StoredReviewMonth | null> {
  const { rows } = await sql<ListedReviewMonth & StoredReport>`
    select ${columns}, r.totals, r.lines, r.changes, r.figures, r.facts, r.invoices, r.logo, r.checksum, r.form from review_month r
    where r.tenant_id = ${tenantId} and r.id = ${id}`.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const facts = readClosingFacts(row.facts, row.form);
  const { logo } = facts;
  return {
    ...row,
    facts,
    logo: logo === null || row.logo === null ? null : { mediaType: logo.mediaType, bytes: row.logo },
    totals: readControlTotals(row.totals, row.form),
    lines: readMonthLines(row.lines, row.form),
    changes: readMonthChanges(row.changes, row.form),
    figures: readMonthFigures(row.figures, row.form),
    invoices: readInvoiceComparison(row.invoices, row.form),
  };
}

type StoredReport = Pick<
  Selectable<ReviewMonthTable>,
  'totals' | 'lines' | 'changes' | 'figures' | 'facts' | 'invoices' | 'logo' | 'checksum' | 'form'
>;

/** Over the row as it is stored; null: there is none. */
export async function checksumOfRow(db: Queryable, tenantId: string, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('reviewMonth')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : monthChecksum(row);
}
