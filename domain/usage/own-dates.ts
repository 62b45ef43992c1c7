import { type Message, message } from '../../messages/message.ts';
import { addDays } from '../calendar.ts';
import { canceledDateOf } from '../canceled-day.ts';
import type { BookedChange, PsaAgreement, PsaLine } from '../psa-facts.ts';
import { type Day, decimal } from '../quantity.ts';
import type { AgreementUsability } from './agreement-usability.ts';
import { shiftByCycle } from './billing-cycle.ts';

/** Days that Seatwise wrote on a line of the PSA, as confirmed and not taken back (RULES 16, 17). */
export interface OwnDates {
  readonly psaLineId: string;
  /** Of a line that it created. */
  readonly firstBilledDay?: Day;
  /** Of a line that it ended. */
  readonly lastBilledDay?: Day;
  /** That it wrote to end it; absent: the last billed day. */
  readonly canceledDate?: Day | undefined;
}

/** Which of them the PSA still shows as they were written. */
export interface ShownDates {
  /** First billed day, later than today. */
  readonly begins?: Day;
  /** Last billed day, past ones too. */
  readonly ends?: Day;
}

/**
 * Returns `undefined` when the PSA shows none of them: nothing was written, or it was changed since. Where changes
 * name a day, a line has no dates, and units are booked in their place; a created one begins with its first units.
 */
export function shownDates(
  line: PsaLine,
  agreement: PsaAgreement | null,
  { firstBilledDay, lastBilledDay, canceledDate }: Omit<OwnDates, 'psaLineId'>,
  today: Day,
): ShownDates | undefined {
  const booked = bookedOf(line, agreement);
  const begins =
    firstBilledDay !== undefined &&
    firstBilledDay > today &&
    (line.effectiveDate === firstBilledDay ||
      booked?.some(({ day, quantity }) => day === firstBilledDay && !isZero(quantity)) === true);
  const ends =
    lastBilledDay !== undefined &&
    (booked === null
      ? line.cancelledDate === canceledDateOf({ lastBilledDay, canceledDate }) || isEndedByZero(line)
      : hasNoUnitsAfter(line, booked, lastBilledDay));
  if (!begins && !ends) return undefined;
  return { ...(begins ? { begins: firstBilledDay } : {}), ...(ends ? { ends: lastBilledDay } : {}) };
}

/** A line whose units the PSA keeps elsewhere has no last day: ended, it has none. */
const isEndedByZero = ({ keptIn, quantity }: PsaLine): boolean =>
  keptIn !== undefined && quantity !== null && isZero(quantity);

/** `null`: changes of its agreement name no day, or the PSA bills it by its own dates. */
const bookedOf = (line: PsaLine, agreement: PsaAgreement | null): readonly BookedChange[] | null =>
  agreement?.dated == null || line.cancelledDate !== null ? null : (agreement.dated.booked?.[line.id] ?? []);

/** The last thing that is booked is that it has none from the next day on, or it has none now and nothing is booked. */
function hasNoUnitsAfter(line: PsaLine, booked: readonly BookedChange[], lastBilledDay: Day): boolean {
  const last = booked.at(-1);
  return last === undefined
    ? line.quantity !== null && isZero(line.quantity)
    : isZero(last.quantity) && last.day === addDays(lastBilledDay, 1);
}

/**
 * Whether a line that Seatwise has ended is not history yet: the period after its last billed one is not over, so that its
 * end may be undone (RULES 17), also where it has no units any more.
 */
export function mayBeUndone(own: ShownDates | undefined, usability: AgreementUsability | null): boolean {
  if (own?.ends === undefined || usability === null || usability.billingCycle === null) return false;
  const { nextInvoiceDate: next, billingCycle } = usability;
  return next === null || shiftByCycle(next, billingCycle, -1) <= addDays(own.ends, 1);
}

/**
 * Where changes name a day, no line is ever deleted: without units on its agreement's next invoice date it is none, until
 * the first later day for which the PSA has some booked. It is then as it will be on that day, and its units are not set
 * before that.
 *
 * @returns `null` when it has no units on any day that is known
 */
export function asBooked(line: PsaLine, agreement: PsaAgreement | null): PsaLine | null {
  const booked = bookedOf(line, agreement);
  if (booked === null || line.quantity === null || !isZero(line.quantity)) return line;
  const from = agreement?.nextInvoiceDate ?? null;
  const first = booked.find(({ day, quantity }) => (from === null || day > from) && !isZero(quantity));
  if (first === undefined) return null;
  const locked: Message = message('usage.locked.begins', { day: first.day });
  return { ...line, quantity: first.quantity, effectiveDate: first.day, locked: line.locked ?? locked };
}

/**
 * Whether a line that Seatwise ended by units on an earlier day has none on any day that is known, so that it bills again
 * once its units are set.
 */
export const isIdle = (
  line: PsaLine,
  agreement: PsaAgreement | null,
  own: ShownDates | undefined,
  today: Day,
): boolean =>
  own?.ends !== undefined &&
  own.ends < today &&
  line.quantity !== null &&
  isZero(line.quantity) &&
  agreement?.dated?.booked?.[line.id]?.length === 0;

const isZero = (quantity: BookedChange['quantity']): boolean => decimal(quantity).isZero();
