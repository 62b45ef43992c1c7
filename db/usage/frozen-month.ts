import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import {
  amountsOf,
  billedBy,
  type Month,
  type MonthLine,
  needOfLine,
  openFirst,
  twiceFrom,
} from '../../domain/months/review-month.ts';
import {
  type MonthChange,
  type MonthFigures,
  monthFigures,
  type OpenLines,
  openLines,
} from '../../domain/months/month-report.ts';
import { lineMargin, type MarginContext } from '../../domain/margin/margin.ts';
import { vendorRates } from '../../domain/margin/vendor-prices.ts';
import { type MonthMargin, monthMargin } from '../../domain/months/month-margin.ts';
import type { ComposedLine } from '../../domain/usage/composition.ts';
import type { InvoiceComparison } from '../../domain/months/invoice-comparison.ts';
import { type ControlTotals, controlTotals } from '../../domain/comparison/control-totals.ts';
import type { Queryable } from '../model/database.ts';
import { currencyOf } from '../people/people.ts';
import { vendorPrices } from '../settings/margin-settings.ts';
import { comparedInvoices } from './invoice-comparison.ts';
import { composedMonth, type ComposedMonth, type PresentComposition } from './composed-month.ts';
import { lineHolds } from './line-holds.ts';
import { decisionsOn, labelling } from './line-status.ts';
import { changesOfMonth } from './month-changes.ts';

/** What a closed month keeps (RULES 12). */
export interface FrozenMonth {
  readonly currency: string;
  /** The run whose composition it is, and when that was. */
  readonly syncRunId: string;
  readonly composedAt: Date;
  readonly totals: ControlTotals;
  readonly lines: readonly MonthLine[];
  /** Of every line (RULES 15), by label. */
  readonly margins: readonly MonthMargin[];
  readonly changes: readonly MonthChange[];
  readonly figures: MonthFigures;
  readonly invoices: InvoiceComparison;
}

/**
 * The month at one moment (RULES 12); null: no run of the month ended well. Who freezes it holds the integration's row
 * lock and has just composed, so that decisions are those of now.
 *
 * @param present what was composed, for the month that runs
 */
export async function frozenMonth(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  timeZone: string,
  now: Date,
  present?: PresentComposition,
): Promise<FrozenMonth | null> {
  const composed = await composedMonth(db, key, month, now, present);
  if (composed === null) return null;
  const { syncRunId, composedAt, input, lines } = composed;
  const currency = await currencyOf(db, key.tenantId);
  const totals = controlTotals(input, lines);
  const rows = await monthLines(db, key, composed);
  const frozenLines = openFirst(rows);
  const changes = await changesOfMonth(db, key, month, timeZone);
  return {
    currency,
    syncRunId,
    composedAt,
    totals,
    lines: frozenLines,
    margins: marginsOf(rows, lines, await marginsContext(db, key, input.accounts, currency)),
    changes,
    figures: monthFigures({ lines: frozenLines, changes, totals, currency }),
    invoices: await comparedInvoices(db, key, month, now, composed),
  };
}

/** With the prices of now, at the volume of that composition. */
async function marginsContext(
  db: Queryable,
  { tenantId }: IntegrationKey,
  accounts: ComposedMonth['input']['accounts'],
  own: string,
): Promise<MarginContext> {
  const prices = await vendorPrices(db, tenantId);
  if (prices === null) return { own, rates: null };
  const volume = accounts.map(({ edition, mark, lastComplete }) => ({
    edition,
    mark,
    seats: lastComplete?.seats ?? null,
  }));
  return { own, rates: vendorRates(prices, volume) };
}

/** @param composed what `lines` are of, in the same order */
function marginsOf(
  lines: readonly MonthLine[],
  composed: readonly ComposedLine[],
  context: MarginContext,
): readonly MonthMargin[] {
  return lines
    .flatMap((line, nth) => {
      const of = composed[nth];
      return of === undefined ? [] : [monthMargin(line, lineMargin(of, context))];
    })
    .sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
}

/** The lines of {@link frozenMonth} alone. */
export async function openLinesOfMonth(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  now: Date,
): Promise<{
  readonly currency: string;
  readonly composedAt: Date;
  readonly open: OpenLines;
  readonly notReadLines: number;
} | null> {
  const composed = await composedMonth(db, key, month, now);
  if (composed === null) return null;
  const currency = await currencyOf(db, key.tenantId);
  const lines = await monthLines(db, key, composed);
  return {
    currency,
    composedAt: composed.composedAt,
    open: openLines(lines, currency),
    notReadLines: lines.filter(({ kind }) => kind === 'not-read').length,
  };
}

async function monthLines(
  db: Queryable,
  key: IntegrationKey,
  { input, lines, composedAt }: ComposedMonth,
): Promise<readonly MonthLine[]> {
  const groupKeys = lines.map(({ groupKey }) => groupKey);
  const stored = await linesOfGroups(db, key, groupKeys, composedAt);
  const labels = labelling(input);
  const agreementNames = new Map(input.agreements.map(({ id, name }) => [id, name]));
  const underWay = new Set(input.waiting.map(({ groupKey }) => groupKey));
  const decided = await decisionsOn(db, key, groupKeys, underWay, input.today);
  const statuses = lines.map((line) => {
    const status = decided(line, stored.get(line.groupKey)?.newest ?? 1);
    const need = status.decision === 'approved' ? null : status.need;
    return { line, status, groupKey: line.groupKey, need };
  });
  const holds = await lineHolds(db, key, statuses);
  return statuses.map(({ line, status, need }) => {
    const known = stored.get(line.groupKey);
    const { decision } = status;
    const flags = [...line.flags, ...status.flags].map(({ flag }) => flag);
    return {
      usageLineId: known?.id ?? null,
      label: labels(line),
      companyId: line.companyId,
      kind: line.kind,
      flags,
      decision,
      version: known?.then ?? 1,
      vendorQuantity: line.vendorQuantity,
      psaQuantity: line.psaQuantity,
      variance: line.variance,
      ...(line.rule === undefined ? {} : { rule: line.rule }),
      ...billedBy(line),
      ...amountsOf(line.money),
      ...twiceFrom(line),
      vendorReadAt: line.vendorReadAt,
      psaReadAt: line.psaReadAt,
      ...notReadOf(line, agreementNames),
      ...needOfLine(need, holds.get(line.groupKey)),
    };
  });
}

/** With the name of an agreement that could not be read: a closed month keeps it. */
function notReadOf(
  { notRead }: ComposedLine,
  agreementNames: ReadonlyMap<string, string>,
): Pick<MonthLine, 'notRead' | 'unreadAgreementName'> {
  const reason = notRead?.reason ?? null;
  const name = reason === null ? undefined : agreementNames.get(String(reason.params['agreementId']));
  return { notRead: reason, ...(name === undefined ? {} : { unreadAgreementName: name }) };
}

/** Of each group its line, the version it had by then, and the one it has now, on which decisions are made. */
async function linesOfGroups(
  db: Queryable,
  key: IntegrationKey,
  groupKeys: readonly string[],
  at: Date,
): Promise<ReadonlyMap<string, { readonly id: string; readonly then: number; readonly newest: number }>> {
  // Two looks into the index for each group: its history grows with the years.
  const ofGroup = sql`from usage_line_history h where h.tenant_id = ${key.tenantId}
    and h.integration_id = ${key.integrationId} and h.group_key = g.group_key`;
  const { rows } = await sql<{ groupKey: string; id: string; was: number | null; newest: number }>`
    select g.group_key, n.usage_line_id as id, n.version as newest, w.version as was
    from unnest(${[...groupKeys]}::text[]) as g (group_key)
    cross join lateral (select h.usage_line_id, h.version ${ofGroup} order by h.at desc limit 1) n
    left join lateral (select h.version ${ofGroup} and h.at <= ${at} order by h.at desc limit 1) w on true`.execute(
    db,
  );
  return new Map(
    rows.map(({ groupKey: group, id, was, newest }) => [group, { id, then: was ?? newest, newest }]),
  );
}
