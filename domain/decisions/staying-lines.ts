import { type Message, message } from '../../messages/message.ts';
import { addDays } from '../calendar.ts';
import { type Day, decimal, decimalText } from '../quantity.ts';
import { billableOf, type ComposedLine, type LineSource } from '../usage/composition.ts';
import { isOutside } from '../usage/line-roles.ts';
import type { ApprovalBinding } from './approval.ts';
import { billsOn, unitsOn } from '../usage/units-on-day.ts';

/** The PSA may bill other units than it seems. */
const doubtful: ReadonlySet<string> = new Set(['vanished', 'included']);

/** Why a duplicate is not ended: the lines that stay do not bill the customer's units, or nobody knows. */
export interface StayingDoubt {
  /** `not-read`: the next complete read decides. */
  readonly kind: 'none' | 'not-read' | 'less';
  readonly why: Message;
}

/**
 * A duplicate is ended if the lines that stay bill the customer's units on a day: the one after its last billed day
 * (RULES 17).
 *
 * @param staying the group of the same company; `null`: there is none
 * @returns `null` when they do
 */
export function stayingDoubt(staying: ComposedLine | null, day: Day): StayingDoubt | null {
  if (staying === null) return { kind: 'none', why: message('decisions.end.no-other-line') };
  const unread = unreadDoubt(staying);
  if (unread !== null) return unread;
  if (staying.kind === 'choice') return { kind: 'less', why: staying.reason };
  const doubt = staying.flags.find(({ flag }) => doubtful.has(flag));
  if (doubt !== undefined) return { kind: 'less', why: doubt.reason };
  const units = billableOf(staying);
  if (units === null) return { kind: 'less', why: message('decisions.end.others-bill-less') };
  const wanted = decimal(units).plus(staying.includedBeside);
  const counted = staying.lines.filter(
    ({ live, beginsLater, role }) => (live || beginsLater === true) && !isOutside(role),
  );
  const billed = counted.map((line) => unitsOn(line, day));
  const known = billed.filter((one) => one !== null);
  const sum = known.reduce((total, one) => total.plus(one), decimal(0));
  if (known.length === billed.length && sum.greaterThanOrEqualTo(wanted)) return null;
  const numbers = { day, billed: decimalText(sum), units: decimalText(wanted) };
  const lines = counted.flatMap((line) => notBilling(line, day));
  return {
    kind: 'less',
    why:
      lines.length === 0
        ? message('decisions.end.others-bill', numbers)
        : message('decisions.end.others-bill-lines', { ...numbers, lines }),
  };
}

/** The first day that an ended line does not bill; of any other change, the day of its invoice. */
export const dayAfter = ({ change, invoiceDate }: Pick<ApprovalBinding, 'change' | 'invoiceDate'>): Day =>
  change.kind === 'end-line' ? addDays(change.lastBilledDay, 1) : invoiceDate;

/** Whatever the day: `null` when the customer was read. */
export function unreadDoubt({ notRead, flags }: ComposedLine): StayingDoubt | null {
  if (notRead !== null) return { kind: 'not-read', why: notRead.reason };
  const old = flags.find((flag) => flag.flag === 'held' && flag.check === 'age');
  return old === undefined ? null : { kind: 'not-read', why: old.reason };
}

/** Why a line that stays does not bill that day. */
function notBilling(line: LineSource, day: Day): readonly Message[] {
  const { psaLineId, effectiveDate, cancelledDate } = line;
  if (line.quantity === null) return [message('decisions.end.without-quantity', { line: psaLineId })];
  if (effectiveDate !== null && effectiveDate > day)
    return [message('decisions.end.line-begins', { line: psaLineId, day: effectiveDate })];
  if (billsOn(line, day)) {
    return unitsOn(line, day)?.isZero() === true
      ? [message('decisions.end.line-without-units', { line: psaLineId, day })]
      : [];
  }
  const ends = cancelledDate ?? line.agreementEnds;
  return ends === undefined ? [] : [message('decisions.end.line-ends', { line: psaLineId, day: ends })];
}
