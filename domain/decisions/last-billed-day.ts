import { type Message, message } from '../../messages/message.ts';
import { addDays } from '../calendar.ts';
import type { BillingCycle, PsaLine } from '../psa-facts.ts';
import type { Day } from '../quantity.ts';
import { hasKnownLength } from '../usage/billing-cycle.ts';
import { firstPeriodFrom, periodHolding } from '../usage/billing-periods.ts';
import type { BillingTargetFacts } from '../usage/billing-target.ts';
import { invoicedThrough, nextToInvoice } from '../usage/invoiced-through.ts';

/** What the last billed day of a line follows from (RULES 17). */
export interface EndFacts {
  readonly line: Pick<PsaLine, 'effectiveDate' | 'keptIn'>;
  /** Of its agreement. */
  readonly target: BillingTargetFacts;
  /** The last day on which its seats were counted; null: on none. */
  readonly lastCounted: Day | null;
  /** Its accounts were read on two days at least: only then it is known that no seats were counted since. */
  readonly isReadTwice: boolean;
  /** Another line bills its seats. */
  readonly isDuplicate: boolean;
}

export type LastBilledDay =
  | {
      readonly kind: 'day';
      readonly day: Day;
      /** The last day that was invoiced: no earlier one is set. */
      readonly earliest: Day;
      readonly why: Message;
    }
  | { readonly kind: 'not-set'; readonly agreementTypeId: string }
  | { readonly kind: 'cannot'; readonly reason: Message };

const cannot = (reason: Message): LastBilledDay => ({ kind: 'cannot', reason });

/**
 * The later of the last day of the last invoiced period, and the last day of the period that holds the last complete
 * count above zero; of a duplicate the former alone. So each period with a count above zero is billed exactly once, and
 * none after it. Where units become 0 on a day, the day after begins a period that is not posted.
 */
export function lastBilledDay({
  line,
  target,
  lastCounted,
  isReadTwice,
  isDuplicate,
}: EndFacts): LastBilledDay {
  const { billingCycle: cycle, dated } = target;
  const next = nextToInvoice(target.nextInvoiceDate, target.parentNextInvoiceDate);
  if (target.notUsable !== null) return cannot(target.notUsable);
  if (next === null || cycle === null)
    return cannot(
      message(dated == null ? 'usage.agreement.no-next-invoice' : 'usage.agreement.no-open-period'),
    );
  if (dated == null && target.billsIn === null)
    return { kind: 'not-set', agreementTypeId: target.agreementTypeId };
  const invoiced = settledThrough(target, next, cycle);
  const isCounted = !isDuplicate && lastCounted !== null && (invoiced === null || lastCounted > invoiced);
  if (invoiced === null || (isCounted && !hasKnownLength(cycle)))
    return cannot(message('decisions.end.cycle-length', { cycle: cycle.name }));
  // One that began later was never billed.
  const before = line.effectiveDate === null ? null : addDays(line.effectiveDate, -1);
  const since = before !== null && before > invoiced ? before : invoiced;
  const earliest = dated == null ? since : lastDayBefore(since, next, cycle);
  const counted = isCounted ? addDays(periodHolding(lastCounted, next, cycle).ends, -1) : earliest;
  const day = counted > earliest ? counted : earliest;
  return { kind: 'day', day, earliest, why: whyOf(day, earliest, { lastCounted, isReadTwice, isDuplicate }) };
}

/** The last day of the last period that was invoiced or, where changes name a day, posted; null: not known. */
export function settledThrough(
  { billsIn, dated }: BillingTargetFacts,
  next: Day,
  cycle: BillingCycle,
): Day | null {
  if (dated != null) {
    const { periodBegan, postedThrough } = dated;
    const before = addDays(periodBegan ?? next, -1);
    return postedThrough !== null && postedThrough > before ? postedThrough : before;
  }
  // Unanswered, no more than what certainly was.
  return invoicedThrough(next, cycle, billsIn ?? 'arrears');
}

/** The day before the first period that begins after this day. */
const lastDayBefore = (day: Day, next: Day, cycle: BillingCycle): Day =>
  addDays(firstPeriodFrom(addDays(day, 1), next, cycle), -1);

function whyOf(
  day: Day,
  earliest: Day,
  { lastCounted, isReadTwice, isDuplicate }: Pick<EndFacts, 'lastCounted' | 'isReadTwice' | 'isDuplicate'>,
): Message {
  if (isDuplicate) return message('decisions.end.why-duplicate', { day });
  if (day > earliest && lastCounted !== null)
    return message('decisions.end.why-counted', { counted: lastCounted, day });
  return message(isReadTwice ? 'decisions.end.why-invoiced' : 'decisions.end.why-read-once', { day });
}

/** A year ahead: a later end is no end. */
const furthestDays = 366;

/** Why a person may not choose this last billed day; null: it may be chosen. */
export function rejectsLastDay(
  wish: Day,
  { day, earliest }: Extract<LastBilledDay, { readonly kind: 'day' }>,
  { line, target }: EndFacts,
  today: Day,
): Message | null {
  if (wish === day) return null;
  if (wish < earliest) return message('decisions.end.before-invoiced', { day: wish, earliest });
  if (wish > addDays(today, furthestDays)) return message('decisions.end.too-far', { day: wish });
  const { nextInvoiceDate: next, billingCycle: cycle, dated } = target;
  if (next === null || cycle === null || (dated == null && line.keptIn === undefined)) return null;
  return firstPeriodFrom(addDays(wish, 1), next, cycle) === addDays(wish, 1)
    ? null
    : message('decisions.end.inside-period', { day: wish });
}

/** Whether the agreement bills days after this one with the same invoice. */
export function isInsidePeriod(
  day: Day,
  { nextInvoiceDate: next, billingCycle: cycle }: BillingTargetFacts,
): boolean {
  if (next === null || cycle === null || !hasKnownLength(cycle)) return false;
  return firstPeriodFrom(addDays(day, 1), next, cycle) !== addDays(day, 1);
}
