import { type Message, message } from '../../messages/message.ts';
import { addDays } from '../calendar.ts';
import { canceledDateOf, type CanceledDay, endDates } from '../canceled-day.ts';
import { notConfirmed } from '../currency.ts';
import { type Day, decimal, type DecimalText } from '../quantity.ts';
import type { BillingTargetFacts, InvoicePeriod } from '../usage/billing-target.ts';
import type { ComposedLine, LineSource } from '../usage/composition.ts';
import type { Change } from './change.ts';
import { quantityMove } from './change-move.ts';
import { dayConflict } from './day-conflict.ts';
import { sameNumber } from './line-fields.ts';
import { settledThrough } from './last-billed-day.ts';
import type { FormerChange, RevertFacts, RevertOutcome } from './former-change.ts';
import { approvedSnapshot } from './snapshot.ts';

type Rejected = Extract<RevertOutcome, { readonly kind: 'rejected' }>;

const reject = (detail: Message): Rejected => ({ kind: 'rejected', code: 'NotRevertible', detail });
const invoiced = (detail: Message): Rejected => ({ kind: 'rejected', code: 'InvoiceMade', detail });

/** What takes a create or an end back. */
interface Opposite {
  readonly change: Change;
  readonly after: DecimalText;
  /** N of RULES 5, or the first day on which units act. */
  readonly invoiceDate: Day;
}

/**
 * Takes the creation or the end of a line back (RULES 16, 17). A line that was created is ended on the day before it began,
 * never deleted; an end is taken away. Both while no invoice bills what it changed; where units act from a day on, by the
 * opposite difference from the next open period on. Neither is drawn from a count, so that no check holds it.
 */
export function decideLineRevert(facts: RevertFacts): RevertOutcome {
  const { former, composed, bound, billing } = facts;
  const psaLineId = former.change === 'create-line' ? former.createdLineId : former.psaLineId;
  if (former.state !== 'confirmed') return reject(message('decisions.revert.not-confirmed'));
  if (former.decision !== 'create' && former.decision !== 'end')
    return reject(message('decisions.revert.not-an-approval'));
  if (former.reverted) return reject(message('decisions.revert.already'));
  if (facts.openConflict) return reject(message('decisions.revert.conflict'));
  if (composed === null) return reject(message('decisions.revert.no-usage-line'));
  const source = composed.lines.find((line) => line.psaLineId === psaLineId);
  const snapshot = psaLineId === null ? null : approvedSnapshot(composed, psaLineId, bound);
  if (psaLineId === null || source === undefined || snapshot === null || billing === null)
    return reject(message('decisions.revert.line-gone', { line: psaLineId ?? former.psaLineId }));
  if (composed.notRead !== null) return reject(composed.notRead.reason);
  const opposite =
    former.change === 'create-line'
      ? endOfCreated(former, source, billing, facts)
      : reopened(former, source, billing);
  if ('kind' in opposite) return opposite;
  const { change, after, invoiceDate } = opposite;
  return {
    kind: 'reverts',
    composed,
    snapshot,
    change,
    psaLineId,
    agreementId: source.agreementId,
    productIdentifier: source.productIdentifier,
    before: former.after,
    after,
    countOn: seatsOf(composed),
    billingTarget: 'from-day',
    period: periodFrom(invoiceDate),
    effect: {
      currency: former.currency ?? notConfirmed,
      effectPerInvoice: negated(former.effectPerInvoice),
      effectPerMonth: negated(former.effectPerMonth),
    },
  };
}

/** Duplicates have none of their own. */
const seatsOf = ({ vendorQuantity }: ComposedLine): number => (vendorQuantity === null ? 0 : vendorQuantity);

const periodFrom = (invoiceDate: Day): InvoicePeriod => ({ invoiceDate, begins: null, ends: null });

const negated = (amount: DecimalText | null): DecimalText | null =>
  amount === null ? null : decimal(amount).negated().toFixed();

function endOfCreated(
  former: FormerChange,
  source: LineSource,
  billing: BillingTargetFacts,
  { today, canceledDay }: Pick<RevertFacts, 'today' | 'canceledDay'>,
): Opposite | Rejected {
  const { quantity, cancelledDate } = source;
  if (cancelledDate !== null) return reject(message('decisions.end.ends-already', { day: cancelledDate }));
  if (quantityMove(quantity, former) !== 'after') return reject(otherQuantity(former, quantity));
  const began = former.invoiceDate;
  if (billing.dated != null) {
    const next = laterPeriod(billing, began);
    if (typeof next !== 'string') return next;
    const booked = billing.dated.booked?.[source.psaLineId];
    const conflict = dayConflict(
      { own: [], booked, readAt: null, quantity: former.after, next, today },
      next,
    );
    return conflict === null ? endAfter(addDays(next, -1), canceledDay) : reject(conflict);
  }
  const through = invoicedDay(billing);
  if (typeof through !== 'string') return through;
  return through < began
    ? endAfter(addDays(began, -1), canceledDay)
    : invoiced(message('decisions.revert.invoiced', { day: through }));
}

const endAfter = (lastBilledDay: Day, canceledDay: CanceledDay): Opposite => ({
  change: { kind: 'end-line', ...endDates(lastBilledDay, canceledDay) },
  after: '0',
  invoiceDate: addDays(lastBilledDay, 1),
});

function reopened(
  former: FormerChange,
  { cancelledDate, quantity }: LineSource,
  billing: BillingTargetFacts,
): Opposite | Rejected {
  const { lastBilledDay, canceledDate } = former;
  if (lastBilledDay === null) throw new Error('a line was ended without its last billed day');
  const dates = { lastBilledDay, ...(canceledDate === null ? {} : { canceledDate }) };
  const change = { kind: 'reopen-line', ...dates } as const;
  const ended = canceledDateOf(dates);
  const was = decimal(former.before);
  // A credit or a fraction, entered in the PSA.
  if (!was.isInteger() || !was.greaterThan(0))
    return reject(message('decisions.revert.former-quantity', { quantity: former.before }));
  const after = was.toFixed();
  if (billing.dated != null) {
    const next = laterPeriod(billing, addDays(lastBilledDay, 1));
    return typeof next === 'string' ? { change, after, invoiceDate: next } : next;
  }
  if (cancelledDate !== ended && !(cancelledDate === null && sameNumber(quantity, '0')))
    return reject(message('decisions.revert.not-as-ended', { day: lastBilledDay }));
  // A person changed the line after it was ended: reopened, it would bill an unapproved quantity.
  if (cancelledDate === ended && !sameNumber(quantity, was.toFixed()))
    return reject(
      quantity === null
        ? message('decisions.revert.no-quantity', { before: former.before, after: former.after })
        : message('decisions.revert.changed-since', { before: after, shown: quantity }),
    );
  const through = invoicedDay(billing);
  if (typeof through !== 'string') return through;
  return through <= lastBilledDay
    ? { change, after, invoiceDate: addDays(lastBilledDay, 1) }
    : invoiced(message('decisions.revert.invoiced', { day: through }));
}

/** The first open period, once the day of the former change has come: a second one on the same day is not sent (RULES 5). */
function laterPeriod({ nextInvoiceDate: next }: BillingTargetFacts, day: Day): Day | Rejected {
  if (next === null) return reject(message('usage.agreement.no-open-period'));
  return next > day ? next : reject(message('decisions.revert.acts-from', { day }));
}

/** Of the last period that was invoiced. */
function invoicedDay(billing: BillingTargetFacts): Day | Rejected {
  const { notUsable, nextInvoiceDate: next, billingCycle: cycle, billsIn } = billing;
  if (notUsable !== null) return reject(notUsable);
  if (next === null || cycle === null) return reject(message('usage.agreement.no-next-invoice'));
  if (billsIn === null) return reject(message('decisions.billing-target-not-set'));
  return (
    settledThrough(billing, next, cycle) ??
    reject(message('decisions.end.cycle-length', { cycle: cycle.name }))
  );
}

export const otherQuantity = (
  { before, after }: Pick<FormerChange, 'before' | 'after'>,
  shown: DecimalText | null,
): Message =>
  shown === null
    ? message('decisions.revert.no-quantity', { before, after })
    : message('decisions.revert.other-quantity', { before, after, shown });
