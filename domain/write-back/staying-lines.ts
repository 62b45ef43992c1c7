import { type Message, message } from '../../messages/message.ts';
import { decimal } from '../quantity.ts';
import { billableOf, type ComposedLine } from '../usage/composition.ts';

/** Kinds of which every line in the total is invoiced and compared with the units. */
const billing: ReadonlySet<ComposedLine['kind']> = new Set(['match', 'decrease', 'orphan']);
/** The PSA may stop billing a line of the total, or bills other units than it seems. */
const doubtful: ReadonlySet<string> = new Set(['scheduled', 'vanished', 'included']);

/** Why a duplicate is not ended: the lines that stay do not bill the customer's units, or nobody knows. */
export interface StayingDoubt {
  /** `not-read`: the next complete read decides. */
  readonly kind: 'none' | 'not-read' | 'less';
  readonly why: Message;
}

/**
 * A duplicate is ended while the lines that stay are live, do not end, and bill the customer's units (RULES 17).
 *
 * @param staying the group of the same company; `null`: there is none
 * @returns `null` when they do
 */
export function stayingDoubt(staying: ComposedLine | null): StayingDoubt | null {
  if (staying === null) return { kind: 'none', why: message('decisions.end.no-other-line') };
  if (staying.notRead !== null) return { kind: 'not-read', why: staying.notRead.reason };
  const old = staying.flags.find((flag) => flag.flag === 'held' && flag.check === 'age');
  if (old !== undefined) return { kind: 'not-read', why: old.reason };
  const doubt = staying.flags.find(({ flag }) => doubtful.has(flag));
  if (doubt !== undefined) return { kind: 'less', why: doubt.reason };
  return bills(staying) ? null : { kind: 'less', why: message('decisions.end.others-bill-less') };
}

function bills(staying: ComposedLine): boolean {
  const { kind, psaQuantity, includedBeside, beginsOn, endsOn, lines } = staying;
  const units = billableOf(staying);
  // What Seatwise wrote holds no line: it begins or ends all the same.
  const stays =
    beginsOn === undefined &&
    endsOn === undefined &&
    !lines.some(({ live, ownDates }) => live && ownDates?.ends !== undefined);
  return (
    billing.has(kind) &&
    stays &&
    units !== null &&
    psaQuantity !== null &&
    decimal(psaQuantity).greaterThanOrEqualTo(decimal(units).plus(includedBeside))
  );
}
