import { sql } from 'kysely';
import { dayIn, monthSpan } from '../../domain/billing-day.ts';
import { addMonths } from '../../domain/calendar.ts';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import { type MonthFigures, netOf } from '../../domain/months/month-report.ts';
import { type Month, monthOfDay } from '../../domain/months/review-month.ts';
import { type MonthUnits, monthUnits } from '../../domain/months/month-units.ts';
import type { ControlTotals } from '../../domain/comparison/control-totals.ts';
import type { LineNeed } from '../../domain/usage/needs.ts';
import {
  type EffectTotals,
  measureTotals,
  type MeasureTotals,
  partsTotal,
} from '../../domain/usage/measure-totals.ts';
import type { Queryable } from '../model/database.ts';
import { readControlTotals, readMonthFigures, type Unread } from '../model/stored-documents.ts';
import { actorName } from '../people/actor-names.ts';
import { currencyOf } from '../people/people.ts';
import { makesMonthCount } from '../runs/run-compositions.ts';
import { compositionSettings } from '../settings/composition-settings.ts';
import { measuredLines } from './measures.ts';
import { confirmedChanges } from './month-done.ts';
import { controlTotalsOf } from './usage-lines.ts';

/** Number of calendar months listed together. */
const monthsListed = 12;

/** Results of a month; for a month that is over but not closed, only those from the ledger. */
export interface FiguresListed extends Pick<
  MonthFigures,
  'recovered' | 'created' | 'credited' | 'ended' | 'net' | 'netOthers'
> {
  /** Null: closing the month works it out. */
  readonly notBilled: EffectTotals | null;
  readonly openLines: number | null;
  /** Of these, put on hold by a person. */
  readonly onHoldLines: number | null;
  readonly measures: MeasureTotals | null;
  readonly units: MonthUnits | null;
}

export interface ListedMonth {
  readonly month: Month;
  /** The month of today in the billing time zone. */
  readonly running: boolean;
  /** Of the amounts without one of their own. */
  readonly currency: string;
  /** The newest version; null: it was never closed. */
  readonly closed: ClosedVersion | null;
  /** Versions that were closed before it, the newest first. */
  readonly earlierVersions: readonly Pick<ClosedVersion, 'id' | 'version' | 'closedAt'>[];
  /** The composition that its figures of lines are of; null: they are not known. */
  readonly composedAt: Date | null;
  readonly figures: FiguresListed;
}

export interface ClosedVersion {
  readonly id: string;
  readonly version: number;
  readonly closedAt: Date;
  readonly closedBy: Actor;
  readonly closedByName: string | null;
  readonly reopenedAt: Date | null;
}

/**
 * Returns up to twelve calendar months, newest first: frozen figures of closed months, current ones of the running
 * month. Months without data are left out. The cost does not grow with the length of the history.
 *
 * @param until the last of them; absent: the running month
 */
export async function monthFiguresOf(
  db: Queryable,
  key: IntegrationKey,
  now: Date,
  until?: Month,
): Promise<{ readonly items: readonly ListedMonth[]; readonly earlier: Month | null }> {
  const { timeZone } = await compositionSettings(db, key);
  const running = monthOfDay(dayIn(timeZone, now));
  const last = until ?? running;
  const months = Array.from({ length: monthsListed }, (_, nth) => monthOfDay(addMonths(`${last}-01`, -nth)));
  const versions = await versionsOf(db, key, months);
  const read = await monthsRead(db, key, months);
  const [status] = await controlTotalsOf(db, key.tenantId, key.integrationId);
  const currency = await currencyOf(db, key.tenantId);
  const items: ListedMonth[] = [];
  for (const month of months) {
    const [newest, ...earlier] = versions.filter((version) => version.month === month);
    const isRunning = month === running;
    if (newest !== undefined) items.push(closedMonth(newest, earlier, isRunning));
    else if (isRunning ? status !== undefined : read.has(month)) {
      const composedAt = isRunning ? (status?.composedAt ?? null) : null;
      const totals = status?.totals ?? null;
      const figures = await presentFigures(db, key, timeZone, month, isRunning, totals);
      items.push({
        month,
        running: isRunning,
        currency,
        closed: null,
        earlierVersions: [],
        composedAt,
        figures,
      });
    }
  }
  return { items, earlier: await newestBefore(db, key, months.at(-1) ?? last) };
}

interface StoredVersion extends ClosedVersion {
  readonly month: Month;
  readonly currency: string;
  readonly composedAt: Date;
  readonly figures: Unread<MonthFigures>;
  readonly totals: Unread<ControlTotals>;
  readonly form: number;
}

async function versionsOf(
  db: Queryable,
  key: IntegrationKey,
  months: readonly Month[],
): Promise<readonly StoredVersion[]> {
  const { rows } = await sql<StoredVersion>`
    select r.id, r.month, r.version, r.currency, r.composed_at, r.figures, r.totals, r.form, r.closed_at, r.closed_by,
      ${actorName(sql`r.tenant_id`, sql`r.closed_by`)} as closed_by_name, r.reopened_at
    from review_month r
    where r.tenant_id = ${key.tenantId} and r.integration_id = ${key.integrationId}
      and r.month = any(${[...months]}::text[])
    order by r.month, r.version desc`.execute(db);
  return rows;
}

async function monthsRead(
  db: Queryable,
  key: IntegrationKey,
  months: readonly Month[],
): Promise<ReadonlySet<Month>> {
  const { rows } = await sql<{ month: Month }>`
    select m.month from unnest(${[...months]}::text[]) as m (month)
    where exists (
      select 1 from run_composition c join sync_run r on r.tenant_id = c.tenant_id and r.id = c.sync_run_id
      where c.tenant_id = ${key.tenantId} and c.integration_id = ${key.integrationId} and c.month = m.month
        and ${makesMonthCount})`.execute(db);
  return new Set(rows.map(({ month }) => month));
}

/** The newest month before this one that was closed; null: none was. */
async function newestBefore(db: Queryable, key: IntegrationKey, month: Month): Promise<Month | null> {
  const { rows } = await sql<{ month: Month | null }>`
    select max(r.month) as month from review_month r
    where r.tenant_id = ${key.tenantId} and r.integration_id = ${key.integrationId} and r.month < ${month}`.execute(
    db,
  );
  return rows[0]?.month ?? null;
}

function closedMonth(
  { month, currency, composedAt, figures: stored, totals, form, ...closed }: StoredVersion,
  earlier: readonly StoredVersion[],
  running: boolean,
): ListedMonth {
  const { recovered, created, credited, ended, net, netOthers, open } = readMonthFigures(stored, form);
  return {
    month,
    running,
    currency,
    closed,
    earlierVersions: earlier.map(({ id, version, closedAt }) => ({ id, version, closedAt })),
    composedAt,
    figures: {
      recovered,
      created,
      credited,
      ended,
      net,
      ...(netOthers === undefined ? {} : { netOthers }),
      notBilled: open.measures.notBilled,
      openLines: open.lines,
      onHoldLines: open.onHold,
      measures: open.measures,
      units: monthUnits(readControlTotals(totals, form)),
    },
  };
}

async function presentFigures(
  db: Queryable,
  key: IntegrationKey,
  timeZone: string,
  month: Month,
  running: boolean,
  totals: ControlTotals | null,
): Promise<FiguresListed> {
  const confirmed = await confirmedChanges(db, key, monthSpan(timeZone, month));
  const brought = { ...confirmed, ...netOf(confirmed.recovered, confirmed.credited) };
  if (!running)
    return { ...brought, notBilled: null, openLines: null, onHoldLines: null, measures: null, units: null };
  const { integrationId } = key;
  const lines = await measuredLines<{ need: LineNeed | null }>(
    db,
    key.tenantId,
    { integrationId },
    { need: sql`u.need` },
  );
  const measures = measureTotals(lines);
  return {
    ...brought,
    notBilled: measures.notBilled,
    openLines: partsTotal(lines.filter(({ need }) => need !== null)).lines,
    onHoldLines: partsTotal(lines.filter(({ need }) => need === 'on-hold')).lines,
    measures,
    units: totals === null ? null : monthUnits(totals),
  };
}
