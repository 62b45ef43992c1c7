import { isOutside } from '../../../contracts/api/usage.ts';
import type { LineSource, UsageRow } from '../../api/usage.ts';
import { negated, signOf, sumDecimals } from '../../values/decimals.ts';

export type IncludedAnswer = NonNullable<LineSource['included']>['answer'];

/** Null: every unit of the line is billed. */
export const includedUnits = ({ lessIncluded }: LineSource): string | null =>
  lessIncluded !== null && signOf(lessIncluded) > 0 ? lessIncluded : null;

/** Lines of a sum of which nobody said yet what their free units are (RULES 9). */
export const unanswered = (lines: readonly LineSource[]): readonly LineSource[] =>
  lines.filter(
    (line) => line.live && !isOutside(line.role) && line.included === null && includedUnits(line) !== null,
  );

/** What an answer makes of the numbers; null: one of them is not known. */
export function resultOf(
  { billableUnits, psaQuantity, includedBeside }: UsageRow,
  line: LineSource,
  answer: IncludedAnswer,
): {
  /** What is billed for the seats: as many, or what a billing rule makes of them. */
  readonly billable: number;
  /** Units that are needed in addition to these. */
  readonly beside: string;
  /** Both together. */
  readonly total: string;
  readonly billed: string;
  /** From what is billed to the total. */
  readonly change: string;
} | null {
  const units = includedUnits(line);
  if (units === null || billableUnits === null || psaQuantity === null) return null;
  const others =
    line.included?.answer === 'beside' ? sumDecimals([includedBeside, negated(units)]) : includedBeside;
  const beside = answer === 'part' ? others : sumDecimals([others, units]);
  const total = sumDecimals([String(billableUnits), beside]);
  const change = sumDecimals([total, negated(psaQuantity)]);
  return { billable: billableUnits, beside, total, billed: psaQuantity, change };
}
