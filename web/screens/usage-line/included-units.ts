import { isOutside } from '../../../contracts/api/usage.ts';
import type { LineSource, UsageRow } from '../../api/usage.ts';
import { negated, signOf, sumDecimals } from '../../values/exact.ts';
import { formatCount, formatDecimal } from '../../values/format.ts';

export type IncludedAnswer = NonNullable<LineSource['included']>['answer'];

/** Null: every unit of the line is billed. */
export const includedUnits = ({ lessIncluded }: LineSource): string | null =>
  lessIncluded !== null && signOf(lessIncluded) > 0 ? lessIncluded : null;

/** Lines of a sum of which nobody said yet what their free units are (RULES 9). */
export const unanswered = (lines: readonly LineSource[]): readonly LineSource[] =>
  lines.filter(
    (line) => line.live && !isOutside(line.role) && line.included === null && includedUnits(line) !== null,
  );

/** An answer and what it would make of the numbers: "Part of the seats: 33 seats, billed 30: +3". */
export function answerWords(row: UsageRow, line: LineSource, answer: IncludedAnswer): string {
  const name = answer === 'part' ? 'Part of the seats' : 'Beside the seats';
  const units = includedUnits(line);
  const { vendorQuantity, psaQuantity, includedBeside } = row;
  if (units === null || vendorQuantity === null || psaQuantity === null) return name;
  const others =
    line.included?.answer === 'beside' ? sumDecimals([includedBeside, negated(units)]) : includedBeside;
  const beside = answer === 'part' ? others : sumDecimals([others, units]);
  const due = sumDecimals([String(vendorQuantity), beside]);
  const change = sumDecimals([due, negated(psaQuantity)]);
  const seats =
    signOf(beside) === 0
      ? `${formatCount(vendorQuantity)} seats`
      : `${formatCount(vendorQuantity)} seats and ${formatDecimal(beside)} free make ${formatDecimal(due)}`;
  const result = signOf(change) === 0 ? 'they agree' : formatDecimal(change, { signed: true });
  return `${name}: ${seats}, billed ${formatDecimal(psaQuantity)}: ${result}`;
}
