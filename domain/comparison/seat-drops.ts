import { decimal, decimalText } from '../quantity.ts';
import { isComparing } from '../usage/line-kinds.ts';
import {
  type AcceptedCount,
  billableOf,
  type ComposedLine,
  type CompositionInput,
  type SeatDrop,
} from '../usage/composition.ts';
import { acceptedBase, hasFallen, isOverridden } from '../usage/checks.ts';

export const noSeatDrop: SeatDrop = { compared: 0, falling: 0, held: 0, count: 0, accepted: '0' };

/** Null: the group is not compared, so it counts neither way. */
export function seatDropOf(line: ComposedLine, accepted: AcceptedCount | undefined): SeatDrop | null {
  const { kind, accounts, vendorQuantity, variance, flags, notRead } = line;
  if (
    !isComparing(kind) ||
    notRead !== null ||
    vendorQuantity === null ||
    variance === null ||
    accepted === undefined
  )
    return null;
  const units = decimal(billableOf(line) ?? vendorQuantity);
  const each = { seats: decimal(vendorQuantity), units, accepted };
  const base = acceptedBase(each);
  if (base === null) return null;
  // An override leaves the accepted count as it is (RULES 7), but a person looked at the fall.
  const overridden = isOverridden('drop', each) || isOverridden('shrink-of-many', each);
  return {
    compared: accounts.length,
    falling: hasFallen(each) ? accounts.length : 0,
    held: flags.some((flag) => flag.flag === 'held' && flag.check === 'shrink-of-many') ? 1 : 0,
    count: vendorQuantity,
    accepted: decimalText(overridden ? each.seats : base),
  };
}

/** By the group key of the line; lines whose group is not compared are absent. */
export function seatDropsOf(
  lines: readonly ComposedLine[],
  accepted: readonly AcceptedCount[],
): ReadonlyMap<string, SeatDrop> {
  const byGroup = new Map(accepted.map((one) => [one.groupKey, one]));
  return new Map(
    lines.flatMap((line) => {
      const fall = seatDropOf(line, byGroup.get(line.groupKey));
      return fall === null ? [] : [[line.groupKey, fall] as const];
    }),
  );
}

export const sumSeatDrops = (falls: Iterable<SeatDrop>): SeatDrop =>
  [...falls].reduce((sum, fall) => plusFall(sum, fall, 1), noSeatDrop);

export const subtractSeatDrops = (sum: SeatDrop, falls: Iterable<SeatDrop>): SeatDrop =>
  [...falls].reduce((rest, fall) => plusFall(rest, fall, -1), sum);

/** Of all groups: those that were composed, and of a part, all others. */
export const fallOfAll = (
  { part }: Pick<CompositionInput, 'part'>,
  composed: ReadonlyMap<string, SeatDrop>,
): SeatDrop => sumSeatDrops([part?.elsewhere ?? noSeatDrop, ...composed.values()]);

const plusFall = (a: SeatDrop, b: SeatDrop, sign: 1 | -1): SeatDrop => ({
  compared: a.compared + sign * b.compared,
  falling: a.falling + sign * b.falling,
  held: a.held + sign * b.held,
  count: a.count + sign * b.count,
  accepted: decimalText(decimal(a.accepted).plus(decimal(b.accepted).times(sign))),
});
