import { sql } from 'kysely';
import { dayIn } from '../../domain/billing-day.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { ClosedFigures } from '../../domain/months/closing-facts.ts';
import { type CountedLine, type MonthReport, monthReport } from '../../domain/months/month-report.ts';
import {
  amountsOf,
  billedBy,
  type Month,
  monthBefore,
  type LineHold,
  type MonthLine,
  monthOfDay,
  needOfLine,
  openFirst,
  twiceFrom,
} from '../../domain/months/review-month.ts';
import { lineMargin } from '../../domain/margin/margin.ts';
import { type MonthMargin, monthMargin } from '../../domain/months/month-margin.ts';
import type { Queryable } from '../model/database.ts';
import { findTenant } from '../people/people.ts';
import { figuresBefore } from '../usage/closing-facts.ts';
import { lineHolds } from '../usage/line-holds.ts';
import { compositionSettings } from '../settings/composition-settings.ts';
import { changesOfMonth, newestCheckpoint, checkpointOfClosing } from '../usage/month-changes.ts';
import { decisionsOfMonth } from '../usage/month-decisions.ts';
import type { StoredReviewMonth } from '../usage/review-months.ts';
import { marginContext } from './margins.ts';
import {
  allUsageLines,
  controlTotalsOf,
  isOpen,
  type ListedUsageLine,
  usageLinesById,
} from './usage-lines.ts';

/** Of a version of a closed month: its frozen rows, and what ledger and audit permanently say of them (RULES 12). */
export async function closedMonthReport(
  db: Queryable,
  tenantId: string,
  stored: StoredReviewMonth,
): Promise<MonthReport> {
  const { month, currency, totals, lines, figures, facts } = stored;
  const report = monthReport({
    month,
    currency,
    composedAt: stored.composedAt.toISOString(),
    totals,
    lines,
    lineCount: lines.length,
    changes: stored.changes,
    decisions: facts.decisions,
    before: monthBeforeOf(month, facts.earlier),
    audit: await checkpointOfClosing(db, tenantId, stored.id),
  });
  return { ...report, figures };
}

/**
 * Of the month that runs, from the lines as they stand. Null: nothing was composed yet.
 *
 * @param most so many of its lines; absent: all
 */
export async function runningMonthReport(
  db: Queryable,
  key: IntegrationKey,
  now: Date,
  most?: number,
): Promise<MonthReport | null> {
  const [status] = await controlTotalsOf(db, key.tenantId, key.integrationId);
  const tenant = await findTenant(db, key.tenantId);
  if (status === undefined || tenant === null) return null;
  const { timeZone } = await compositionSettings(db, key);
  const month = monthOfDay(dayIn(timeZone, now));
  const lines = most === undefined ? await allLines(db, key) : await firstLines(db, key, most);
  return monthReport(
    {
      month,
      currency: tenant.currency,
      composedAt: status.composedAt.toISOString(),
      totals: status.totals,
      lines,
      lineCount: most === undefined ? lines.length : await lineCountOf(db, key),
      changes: await changesOfMonth(db, key, month, timeZone),
      decisions: await decisionsOfMonth(db, key, month, timeZone, now),
      before: monthBeforeOf(month, await figuresBefore(db, key, month)),
      audit: await newestCheckpoint(db, key.tenantId),
    },
    most === undefined ? lines : await countedLines(db, key),
  );
}

/** What the lines of the running month earn, for who may see it; by label. */
export async function runningMargins(db: Queryable, key: IntegrationKey): Promise<readonly MonthMargin[]> {
  const context = await marginContext(db, key);
  return (await allUsageLines(db, key, {}))
    .map((line) => monthMargin(asMonthLine(line), lineMargin(line.composed, context)))
    .sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
}

async function allLines(db: Queryable, key: IntegrationKey): Promise<readonly MonthLine[]> {
  const lines = await allUsageLines(db, key, {});
  const holds = await lineHolds(db, key, lines);
  return openFirst(lines.map((line) => asMonthLine(line, holds)));
}

/** The beginning of {@link allLines}, read without the rest. */
async function firstLines(db: Queryable, key: IntegrationKey, most: number): Promise<readonly MonthLine[]> {
  const { rows } = await sql<{ id: string }>`
    select u.id from usage_line u where u.tenant_id = ${key.tenantId} and u.integration_id = ${key.integrationId}
    order by (${isOpen}) desc, u.label collate "C", u.id limit ${most}`.execute(db);
  const lines = await usageLinesById(
    db,
    key.tenantId,
    rows.map(({ id }) => id),
  );
  const holds = await lineHolds(db, key, lines);
  return lines.map((line) => asMonthLine(line, holds));
}

async function lineCountOf(db: Queryable, key: IntegrationKey): Promise<number> {
  const { rows } = await sql<{ lines: number }>`
    select count(*)::int as lines from usage_line u where u.tenant_id = ${key.tenantId} and u.integration_id = ${key.integrationId}`.execute(
    db,
  );
  return rows[0]?.lines ?? 0;
}

type CountedRow = Omit<CountedLine, 'flags' | 'currency'> & {
  readonly flags: ListedUsageLine['flags'];
  readonly currency: string | null;
};

/** Those that add to a figure or a customer, with what is counted of them alone. */
async function countedLines(db: Queryable, key: IntegrationKey): Promise<readonly CountedLine[]> {
  const { rows } = await sql<CountedRow>`
    select u.label, u.company_id, u.kind, u.flags, u.decision, u.currency, u.effect_per_month, u.at_risk_per_month,
      u.composed #>> '{money,billedPerMonth}' as billed_per_month,
      u.composed #> '{notRead,reason}' as not_read, ${isOpen} as open, u.need
    from usage_line u
    where u.tenant_id = ${key.tenantId} and u.integration_id = ${key.integrationId} and (${isOpen} or u.decision = 'approved' or u.kind = 'not-read')
    order by u.label collate "C", u.id`.execute(db);
  return rows.map(({ flags, currency, ...row }) => ({
    ...row,
    flags: flags.map(({ flag }) => flag),
    ...(currency === null ? {} : { currency }),
  }));
}

/** Null: it was not closed. */
function monthBeforeOf(month: Month, earlier: readonly ClosedFigures[]): MonthReport['before'] {
  const newest = earlier.at(-1);
  return newest?.month === monthBefore(month) ? newest : null;
}

const asMonthLine = (
  { composed, ...line }: ListedUsageLine,
  holds: ReadonlyMap<string, LineHold> = new Map(),
): MonthLine => ({
  usageLineId: line.id,
  label: line.label,
  companyId: line.companyId,
  kind: line.kind,
  flags: line.flags.map(({ flag }) => flag),
  decision: line.decision,
  version: line.version,
  vendorQuantity: line.vendorQuantity,
  psaQuantity: line.psaQuantity,
  variance: line.variance,
  ...(composed.rule === undefined ? {} : { rule: composed.rule }),
  ...billedBy(composed),
  ...amountsOf(composed.money),
  ...twiceFrom(composed),
  vendorReadAt: composed.vendorReadAt,
  psaReadAt: composed.psaReadAt,
  notRead: composed.notRead?.reason ?? null,
  ...needOfLine(line.need, holds.get(line.groupKey)),
});
