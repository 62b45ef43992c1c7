import { type Message, message } from '../../messages/message.ts';
import type { BillingCycle } from '../psa-facts.ts';
import type { Day } from '../quantity.ts';
import { hasKnownLength, shiftByCycle } from '../usage/billing-cycle.ts';
import { firstPeriodFrom, periodHolding } from '../usage/billing-periods.ts';
import type { BillingTargetFacts } from '../usage/billing-target.ts';
import { nextToInvoice } from '../usage/invoiced-through.ts';

/** What the first billed day of a new line follows from (RULES 16). */
export interface BeginFacts {
  /** Of its agreement. */
  readonly target: BillingTargetFacts;
  /** Null: the PSA did not say. */
  readonly prorates: boolean | null;
  /** Since when its seats have been counted; null: not known. */
  readonly countedSince: Day | null;
  /** The last day that an ended line for the seats bills; null: there is none. */
  readonly billedThrough: Day | null;
  readonly today: Day;
}

/** A day that a new line may be billed from. */
export interface OfferedDay {
  readonly day: Day;
  /** The first day after the period that holds it; null: not known. */
  readonly ends: Day | null;
  /** What it bills in addition to the usual; null: nothing. */
  readonly note: Message | null;
}

/** Periods after the first one that are offered. */
const laterPeriods = 2;

/**
 * The days that a new line may be billed from, the default first: the first day of the first period that has not begun.
 * Never before the seats were first counted, and inside an invoiced period only where the agreement prorates. A message:
 * why there is none.
 */
export function firstBilledDays(facts: BeginFacts): readonly OfferedDay[] | Message {
  const { target, today } = facts;
  const { billingCycle: cycle, dated } = target;
  const next = nextToInvoice(target.nextInvoiceDate, target.parentNextInvoiceDate);
  if (target.notUsable !== null) return target.notUsable;
  if (next === null || cycle === null)
    return message(dated == null ? 'usage.agreement.no-next-invoice' : 'usage.agreement.no-open-period');
  if (!hasKnownLength(cycle)) return next < today ? noDay : within(facts, [{ ...plain, day: next }]);
  const billable = dated == null ? notInvoicedFrom(target, next, cycle) : next;
  const first = firstPeriodFrom(billable > today ? billable : today, next, cycle);
  const begins = Array.from({ length: laterPeriods + 1 }, (_, nth) => shiftByCycle(first, cycle, nth));
  const ahead = begins.map((day) => ({ day, ends: shiftByCycle(day, cycle, 1), note: null }));
  const running = dated == null ? runningDays(facts, billable, next, cycle) : openPeriod(facts, next, cycle);
  return within(facts, [...ahead.slice(0, 1), ...running, ...ahead.slice(1)]);
}

const noDay = message('decisions.create.no-day');
const plain = { ends: null, note: null } as const;

function within(
  { target: { startDate, endDate }, billedThrough }: BeginFacts,
  days: readonly OfferedDay[],
): readonly OfferedDay[] | Message {
  const offered = days.filter(
    ({ day }) =>
      (startDate == null || day >= startDate) &&
      (endDate == null || day <= endDate) &&
      (billedThrough === null || day > billedThrough),
  );
  return offered.length === 0 ? noDay : offered;
}

/** The first day of the first period that is not invoiced; unanswered how it bills, that of the next invoice. */
const notInvoicedFrom = ({ billsIn }: BillingTargetFacts, next: Day, cycle: BillingCycle): Day =>
  billsIn === 'arrears' ? shiftByCycle(next, cycle, -1) : next;

/** Today, and the beginning of the period that runs, which bills all of it. */
function runningDays(
  { countedSince, prorates, today }: BeginFacts,
  billable: Day,
  next: Day,
  cycle: BillingCycle,
): readonly OfferedDay[] {
  const { begins, ends } = periodHolding(today, next, cycle);
  if (begins === today) return [];
  const isInvoiced = begins < billable;
  const whole = message('decisions.create.day-begun', { day: begins });
  return [
    ...(isInvoiced || countedSince === null || countedSince > begins
      ? []
      : [{ day: begins, ends, note: whole }]),
    ...(isInvoiced && prorates !== true
      ? []
      : [{ day: today, ends, note: message(insideNotes[`${prorates ?? 'unknown'}`]) }]),
  ];
}

const insideNotes = {
  true: 'decisions.create.day-prorated',
  false: 'decisions.create.day-whole',
  unknown: 'decisions.create.day-unknown',
} as const;

/** Where a day begins a period: the running one, while it is not posted. */
function openPeriod(
  { target: { dated }, countedSince }: BeginFacts,
  next: Day,
  cycle: BillingCycle,
): readonly OfferedDay[] {
  const began = dated?.periodBegan ?? null;
  if (dated == null || began === null || countedSince === null || countedSince > began) return [];
  if (began >= next || (dated.postedThrough !== null && began <= dated.postedThrough)) return [];
  const note = message('decisions.create.day-begun', { day: began });
  return [{ day: began, ends: periodHolding(began, next, cycle).ends, note }];
}
