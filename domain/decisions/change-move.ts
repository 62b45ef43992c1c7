import { addDays } from '../calendar.ts';
import { canceledDateOf, type EndDates } from '../canceled-day.ts';
import type { BookedChange } from '../psa-facts.ts';
import type { Day, DecimalText } from '../quantity.ts';
import type { ApprovalBinding } from './approval.ts';
import type { SourceSnapshot } from './snapshot.ts';
import { type Message, message } from '../../messages/message.ts';
import { fieldValue, type LineField, lineFields, sameField, sameNumber } from './line-fields.ts';

/** The state of a line: as it was at the approval, as it was approved to become, or neither. */
export type Move = 'before' | 'after' | 'elsewhere';

/** What a reading shows of a line, as far as a change is about it. */
export interface LineState {
  readonly quantity: DecimalText | null;
  readonly cancelledDate: Day | null;
  /** Absent: none is known. */
  readonly booked?: readonly BookedChange[] | undefined;
}

type BoundChange = Pick<ApprovalBinding, 'change' | 'before' | 'after' | 'invoiceDate'> & {
  readonly snapshot: { readonly line: Pick<SourceSnapshot, 'quantity' | 'cancelledDate'> };
};

/**
 * Returns the state of a change of an existing line. A line is ended by its canceled date or, where the PSA has none for
 * it, by its units, which are 0 from the day after the last billed one.
 *
 * @param endsBy which of the two; null: not known here, so that each is taken
 */
export function changeMove(
  bound: BoundChange,
  shown: LineState,
  endsBy: 'date' | 'zero' | null = null,
): Move {
  switch (bound.change.kind) {
    case 'set-quantity':
    case 'create-line':
      return quantityMove(shown.quantity, bound);
    case 'end-line':
      return endMove(bound, bound.change, shown, endsBy);
    case 'reopen-line':
      return reopenMove(bound, bound.change, shown, endsBy);
  }
}

/** Returns the state of a change of a quantity. */
export function quantityMove(
  quantity: DecimalText | null,
  change: { readonly before: DecimalText; readonly after: DecimalText },
): Move {
  if (sameNumber(quantity, change.before)) return 'before';
  return sameNumber(quantity, change.after) ? 'after' : 'elsewhere';
}

function endMove(
  { before, snapshot }: BoundChange,
  change: EndDates,
  shown: LineState,
  endsBy: 'date' | 'zero' | null,
): Move {
  const { cancelledDate, quantity } = shown;
  if (cancelledDate === canceledDateOf(change) && endsBy !== 'zero')
    return sameNumber(quantity, before) ? 'after' : 'elsewhere';
  if (cancelledDate !== snapshot.line.cancelledDate) return 'elsewhere';
  const units = unitsOn(shown, addDays(change.lastBilledDay, 1));
  if (sameNumber(units, '0') && endsBy !== 'date') return 'after';
  return sameNumber(quantity, before) && sameNumber(units, before) ? 'before' : 'elsewhere';
}

function reopenMove(
  { after, invoiceDate }: BoundChange,
  change: EndDates,
  shown: LineState,
  endsBy: 'date' | 'zero' | null,
): Move {
  if (shown.cancelledDate === canceledDateOf(change) && endsBy !== 'zero')
    return sameNumber(shown.quantity, after) ? 'before' : 'elsewhere';
  if (shown.cancelledDate !== null) return 'elsewhere';
  const units = unitsOn(shown, invoiceDate);
  if (sameNumber(units, after)) return 'after';
  return sameNumber(units, '0') && endsBy !== 'date' ? 'before' : 'elsewhere';
}

/** What differs of a line that is neither as it was approved on nor as approved. */
export function changeDifferences(
  { change, before, snapshot: { line } }: BoundChange,
  shown: LineState,
): readonly Message[] {
  if (change.kind === 'set-quantity') return [difference('quantity', before, shown.quantity)];
  const differences = (['quantity', 'cancelledDate'] as const)
    .filter((field) => !sameField(field, line[field], shown[field]))
    .map((field) => difference(field, line[field], shown[field]));
  return differences.length === 0 ? [message('write-back.ended.booked')] : differences;
}

const difference = (field: LineField, before: string | null, after: string | null): Message =>
  message('write-back.difference', {
    field: message(`write-back.field.${lineFields[field]}`),
    before: fieldValue(field, before),
    after: fieldValue(field, after),
  });

/** Units that the line bills on a day, with what is booked for it. */
const unitsOn = ({ quantity, booked = [] }: LineState, day: Day): DecimalText | null =>
  booked.filter((one) => one.day <= day).at(-1)?.quantity ?? quantity;
