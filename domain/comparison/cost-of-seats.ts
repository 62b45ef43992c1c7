import { billableUnits } from '../billing-rules/billable-units.ts';
import { decimal, decimalText, type DecimalText } from '../quantity.ts';
import { sumByStatus } from '../seats.ts';
import type { ChangeableLine } from './change-effect.ts';
import type { ComposedLine } from '../usage/composition.ts';
import type { UsageLineKind } from '../usage/line-kinds.ts';

/** Whether somebody is billed for the seats of a line. Null: it is not known which line bills them, or how many there are. */
const isBilled: Readonly<Record<UsageLineKind, boolean | null>> = {
  increase: true,
  decrease: true,
  match: true,
  orphan: true,
  'billed-twice': true,
  'no-account': true,
  unmapped: false,
  new: false,
  'bills-nothing': false,
  'not-read': null,
  choice: null,
};

/**
 * By how many units a line is billed less once some of its seats are gone: fewer than these where a billing rule has a least,
 * packs, or a fixed quantity (RULES 13).
 */
export function unitsOfSeats(
  { accounts, rule }: Pick<ComposedLine, 'accounts' | 'rule'>,
  seats: readonly { readonly status: string }[],
): number {
  if (rule?.applied == null) return seats.length;
  const { terms } = rule.applied;
  const byStatus = { ...sumByStatus(accounts) };
  const before = billableUnits(byStatus, terms, rule.day).units;
  for (const { status } of seats) byStatus[status] = Math.max(0, (byStatus[status] ?? 0) - 1);
  return before - billableUnits(byStatus, terms, rule.day).units;
}

/**
 * What so many units of a usage line cost a month: by how much its invoices fall once they are gone (RULES 9). A seat that
 * is not billed costs nothing. Null: not known.
 * @param units of the seats that are gone ({@link unitsOfSeats})
 * @param lines those in the sum, by the id of the PSA.
 * @param targetId the line that would change; null: not chosen, or nothing changes.
 */
export function costOfSeats(
  kind: UsageLineKind,
  lines: ReadonlyMap<string, ChangeableLine>,
  targetId: string | null,
  units: number,
): DecimalText | null {
  const billed = isBilled[kind];
  if (billed === null) return null;
  if (!billed || units === 0) return '0';
  const target = targetId === null ? undefined : lines.get(targetId);
  const costs = new Set((target === undefined ? [...lines.values()] : [target]).map(costOn));
  const [cost, ...others] = costs;
  return cost === undefined || others.length > 0 ? null : cost;

  function costOn(line: ChangeableLine): DecimalText | null {
    const left = decimal(line.quantity).minus(units);
    // What is more than one of several lines bills would come off another of them.
    if (left.isNegative() && lines.size > 1) return null;
    const { effectPerMonth } = line.effectOf(left.isNegative() ? '0' : decimalText(left));
    return effectPerMonth === null ? null : decimalText(decimal(effectPerMonth).negated());
  }
}
