import { type Day, decimal } from '../quantity.ts';
import type { BillingGroup } from './billing-groups.ts';
import type { ComposedLine } from '../usage/composition.ts';
import type { GroupAssessment } from './group-kind.ts';
import type { GroupLine } from './group-line.ts';
import { isOutside } from '../usage/line-roles.ts';

/** Those that Seatwise has not ended: what is left to end. */
export const notEnding = (lines: readonly GroupLine[]): readonly GroupLine[] =>
  lines.filter(({ own }) => own?.ends === undefined);

/**
 * Whether a line that Seatwise has ended is still billed. Where changes name a day, it is in no total from its last period
 * on, and that its units end is booked until then.
 */
export const isEnding = ({ line, agreement, status, own, role }: GroupLine): boolean =>
  own?.ends !== undefined &&
  !isOutside(role) &&
  ((status === 'live' && !(line.quantity !== null && decimal(line.quantity).isZero())) ||
    (agreement?.dated?.booked?.[line.id] ?? []).length > 0);

/** Days of a group that Seatwise wrote and that settle it (RULES 17); each is absent where nothing is to come. */
export type SettledDays = Pick<ComposedLine, 'beginsOn' | 'endsOn'>;

/** Of duplicates, if none of them bills before it begins. */
function firstDays(inSum: readonly GroupLine[]): readonly Day[] {
  const days = inSum.map(
    ({ line, status, own, excess }) =>
      excess?.from ?? (status === 'future' ? line.effectiveDate : (own?.begins ?? null)),
  );
  return days.includes(null) ? [] : days.flatMap((day) => day ?? []);
}

/**
 * The first billed day of what was created, or of duplicates that all begin later, the first of several; and the last billed day of a group that is to bill
 * nothing, the last of several, once each of its lines ends.
 */
export function settledDays(
  { lines, billedTwice }: Pick<BillingGroup, 'lines' | 'billedTwice'>,
  { kind, units, inSum }: GroupAssessment,
): SettledDays {
  if (kind === 'not-read' || kind === 'choice') return {};
  const begin = billedTwice ? firstDays(inSum) : inSum.flatMap(({ own }) => own?.begins ?? []);
  const [beginsOn] = begin.toSorted();
  const isToEnd = kind === 'billed-twice' || kind === 'no-account' || units === 0;
  const none = billedTwice ? lines : lines.filter(isEnding);
  const ending = inSum.length > 0 ? inSum : none;
  const endsOn =
    isToEnd && notEnding(ending).length === 0
      ? ending
          .flatMap(({ own }) => own?.ends ?? [])
          .sort()
          .at(-1)
      : undefined;
  return {
    ...(beginsOn === undefined ? {} : { beginsOn }),
    ...(endsOn === undefined ? {} : { endsOn }),
  };
}
