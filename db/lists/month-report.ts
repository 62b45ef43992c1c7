import { dayIn } from '../../domain/billing-day.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { monthFigures, type MonthReport, monthReport } from '../../domain/months/month-report.ts';
import {
  type Month,
  monthBefore,
  type MonthLine,
  monthOfDay,
  openFirst,
} from '../../domain/months/review-month.ts';
import type { Queryable } from '../model/database.ts';
import { findTenant } from '../people/people.ts';
import { compositionSettings } from '../settings/composition-settings.ts';
import {
  changesAsFrozen,
  changesOfMonth,
  decisionsOfMonth,
  newestSeal,
  sealOfClosing,
} from '../usage/month-changes.ts';
import { findReviewMonth, newestVersion, type StoredReviewMonth } from '../usage/review-months.ts';
import { allUsageLines, controlTotalsOf, type ListedUsageLine } from './usage-lines.ts';

/** Of a version of a closed month: its frozen rows, and what ledger and audit say of them for ever (RULES 12). */
export async function closedMonthReport(
  db: Queryable,
  tenantId: string,
  stored: StoredReviewMonth,
): Promise<MonthReport> {
  const key = { tenantId, integrationId: stored.integrationId };
  const { timeZone } = await compositionSettings(db, key);
  const { month, currency, totals, lines, closedAt } = stored;
  return monthReport({
    month,
    currency,
    composedAt: stored.composedAt.toISOString(),
    totals,
    lines,
    changes: await changesAsFrozen(db, key, stored, timeZone),
    decisions: await decisionsOfMonth(db, key, month, timeZone, closedAt),
    before: await figuresBefore(db, key, month, timeZone),
    audit: await sealOfClosing(db, tenantId, stored.id),
  });
}

/** Of the month that runs, from the lines as they stand. Null: nothing was composed yet. */
export async function runningMonthReport(
  db: Queryable,
  key: IntegrationKey,
  now: Date,
): Promise<MonthReport | null> {
  const [standing] = await controlTotalsOf(db, key.tenantId, key.integrationId);
  const tenant = await findTenant(db, key.tenantId);
  if (standing === undefined || tenant === null) return null;
  const { timeZone } = await compositionSettings(db, key);
  const month = monthOfDay(dayIn(timeZone, now));
  return monthReport({
    month,
    currency: tenant.currency,
    composedAt: standing.composedAt.toISOString(),
    totals: standing.totals,
    lines: openFirst((await allUsageLines(db, key, {})).map(asMonthLine)),
    changes: await changesOfMonth(db, key, month, timeZone),
    decisions: await decisionsOfMonth(db, key, month, timeZone, now),
    before: await figuresBefore(db, key, month, timeZone),
    audit: await newestSeal(db, key.tenantId),
  });
}

async function figuresBefore(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  timeZone: string,
): Promise<MonthReport['before']> {
  const newest = await newestVersion(db, key, monthBefore(month));
  const stored = newest === null ? null : await findReviewMonth(db, key.tenantId, newest.id);
  if (stored === null) return null;
  const { lines, totals, version, currency } = stored;
  const changes = await changesAsFrozen(db, key, stored, timeZone);
  return { month: stored.month, version, figures: monthFigures({ lines, totals, changes, currency }) };
}

const asMonthLine = ({ composed, ...line }: ListedUsageLine): MonthLine => ({
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
  currency: composed.money.currency,
  effectPerMonth: composed.money.effectPerMonth,
  atRiskPerMonth: composed.money.atRiskPerMonth,
  vendorReadAt: composed.vendorReadAt,
  psaReadAt: composed.psaReadAt,
  notRead: composed.notRead?.reason ?? null,
  open: line.need !== null,
});
