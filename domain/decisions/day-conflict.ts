import { type Message, message } from '../../messages/message.ts';
import type { BookedChange } from '../psa-facts.ts';
import { decimal, type Day, type DecimalText, type Instant } from '../quantity.ts';

/** A change of ours of a line whose changes name a day. */
export interface OwnChange {
  readonly day: Day;
  readonly after: DecimalText;
  /** When its outcome was found out; null: it is not known yet. */
  readonly concludedAt: Instant | null;
}

/** What is known to act on a line whose changes name a day (RULES 5). */
export interface DaysOfLine {
  /** Changes of ours, past ones too. */
  readonly own: readonly OwnChange[];
  /** What the PSA has booked after the day of its last reading; undefined: not read. */
  readonly booked: readonly BookedChange[] | undefined;
  /** When the line was last read completely; null: not known. */
  readonly readAt: Instant | null;
  /** Quantity of the line on its first open day, which a decision rests on. */
  readonly quantity: DecimalText;
  /** That day. */
  readonly next: Day;
  readonly today: Day;
}

/**
 * Why a change of a line may not act on a day (RULES 5); null: it may. A change is a difference: it would shift
 * every later change that is booked, and starts from the quantity that is booked for its day.
 */
export function dayConflict(line: DaysOfLine, day: Day): Message | null {
  const { own, quantity, next } = line;
  if (own.some((one) => one.day === day)) return message('decisions.day.second-change', { day });
  const booked = bookedOf(line);
  const later = booked.find((one) => one.day > day);
  if (later !== undefined) {
    const isOurs = own.some((one) => one.day === later.day && decimal(one.after).equals(later.quantity));
    return message(isOurs ? 'decisions.day.own' : 'decisions.day.booked', {
      day,
      quantity: later.quantity,
      later: later.day,
    });
  }
  const last = booked.at(-1);
  return last === undefined || last.day <= next || decimal(last.quantity).equals(quantity)
    ? null
    : message('decisions.day.other-quantity', { day: last.day, booked: last.quantity, quantity });
}

/** In the order of days: also changes of ours that the PSA was not read after. */
function bookedOf({ own, booked, readAt, today }: DaysOfLine): readonly BookedChange[] {
  const unread = own.filter(
    ({ day, concludedAt }) =>
      day > today &&
      booked?.some((one) => one.day === day) !== true &&
      (booked === undefined || concludedAt === null || readAt === null || readAt <= concludedAt),
  );
  return [...(booked ?? []), ...unread.map(({ day, after }) => ({ day, quantity: after }))].sort((a, b) =>
    a.day < b.day ? -1 : 1,
  );
}
