import { decimal, decimalText, type DecimalText } from '../quantity.ts';
import type { ChangeableLine } from './change-effect.ts';
import type { UsageLineKind } from './line-kinds.ts';

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
 * What so many seats of a usage line cost a month: by how much its invoices fall once they are gone (RULES 9). A seat that
 * is not billed costs nothing. Null: not known.
 * @param lines those in the sum, by the id of the PSA.
 * @param targetId the line that would change; null: not chosen, or nothing changes.
 */
export function costOfSeats(
  kind: UsageLineKind,
  lines: ReadonlyMap<string, ChangeableLine>,
  targetId: string | null,
  seats: number,
): DecimalText | null {
  const billed = isBilled[kind];
  if (billed === null) return null;
  if (!billed) return '0';
  const target = targetId === null ? undefined : lines.get(targetId);
  const costs = new Set((target === undefined ? [...lines.values()] : [target]).map(costOn));
  const [cost, ...others] = costs;
  return cost === undefined || others.length > 0 ? null : cost;

  function costOn(line: ChangeableLine): DecimalText | null {
    const left = decimal(line.quantity).minus(seats);
    // What is more than one of several lines bills would come off another of them.
    if (left.isNegative() && lines.size > 1) return null;
    const { effectPerMonth } = line.effectOf(left.isNegative() ? '0' : decimalText(left));
    return effectPerMonth === null ? null : decimalText(decimal(effectPerMonth).negated());
  }
}
