import { sql } from 'kysely';
import { dayIn } from '../../domain/billing-day.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { openByNeed, type OpenLines, type OpenOfKind } from '../../domain/months/month-report.ts';
import { type Month, monthOfDay } from '../../domain/months/review-month.ts';
import { type UsageLineKind, usageKinds } from '../../domain/usage/line-kinds.ts';
import { type MeasuredLines, measureTotals, partsTotal } from '../../domain/usage/measure-totals.ts';
import { directionOfKind } from '../../domain/usage/measures.ts';
import type { LineNeed } from '../../domain/usage/needs.ts';
import { PerVersion } from '../driver/per-version.ts';
import { dataVersionOf } from '../integrations/data-versions.ts';
import type { Queryable } from '../model/database.ts';
import { currencyOf } from '../people/people.ts';
import { runOfMonth } from '../runs/run-compositions.ts';
import { compositionSettings } from '../settings/composition-settings.ts';
import { openLinesOfMonth } from '../usage/frozen-month.ts';
import { held, measuredLines } from './measures.ts';
import { controlTotalsOf } from './usage-lines.ts';

/** What is shown of a closing before it is confirmed. */
export interface MonthToClose {
  readonly currency: string;
  readonly composedAt: Date;
  readonly open: OpenLines;
  /** Lines whose numbers are the last good ones. */
  readonly notReadLines: number;
}

/** Of months that are over, of each integration; small. */
const kept = new PerVersion<MonthToClose | null>(100);

/**
 * What closing would freeze: of the running month from the stored lines, by sums alone; of one that is over, composed once
 * per data version of its integration. Null: no run of the month ended well. Who asks reads in one snapshot.
 */
export async function monthToClose(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  now: Date,
): Promise<MonthToClose | null> {
  const { timeZone } = await compositionSettings(db, key);
  if (month === monthOfDay(dayIn(timeZone, now))) return runningMonth(db, key, month);
  const version = (await dataVersionOf(db, key)) ?? '';
  return kept.of(JSON.stringify([key, month]), version, () => openLinesOfMonth(db, key, month, now));
}

async function runningMonth(db: Queryable, key: IntegrationKey, month: Month): Promise<MonthToClose | null> {
  const [status] = await controlTotalsOf(db, key.tenantId, key.integrationId);
  if (status === undefined || (await runOfMonth(db, key, month)) === null) return null;
  const sums = await measuredLines<OfKind>(
    db,
    key.tenantId,
    { integrationId: key.integrationId },
    { kind: sql`u.kind`, need: sql`u.need`, held },
  );
  return {
    currency: await currencyOf(db, key.tenantId),
    composedAt: status.composedAt,
    open: openOf(sums),
    notReadLines: countOf(sums.filter(({ kind }) => kind === 'not-read')),
  };
}

interface OfKind {
  readonly kind: UsageLineKind;
  readonly need: LineNeed | null;
  readonly held: boolean;
}
type Sums = readonly (MeasuredLines & OfKind)[];

const countOf = (sums: Sums): number => sums.reduce((all, { lines }) => all + lines, 0);

/** `openLines` of the domain, from sums. */
function openOf(sums: Sums): OpenLines {
  const open = sums.filter(({ need }) => need !== null);
  return {
    lines: countOf(open),
    onHold: countOf(open.filter(({ need }) => need === 'on-hold')),
    byKind: usageKinds.flatMap((kind) => {
      const some = open.filter((one) => one.kind === kind);
      return some.length === 0 ? [] : [openOfKind(kind, some)];
    }),
    byNeed: openByNeed(open),
    measures: measureTotals(sums),
  };
}

function openOfKind(kind: UsageLineKind, sums: Sums): OpenOfKind {
  const direction = directionOfKind[kind];
  const isChanging = direction === 'underBilled' || direction === 'overBilled';
  return {
    kind,
    lines: countOf(sums),
    held: countOf(sums.filter((one) => one.held)),
    effect: partsTotal(isChanging ? sums.filter((one) => !one.held) : []),
    atRisk: partsTotal(sums.filter(({ measure }) => measure === 'notBilled')),
  };
}
