import type { Decimal } from 'decimal.js';
import { message } from '../../messages/message.ts';
import { decimal, decimalText, type DecimalText } from '../quantity.ts';
import type { IncludedChoice } from '../usage/composition.ts';
import type { UsageLineFlag } from '../usage/line-flags.ts';
import type { GroupLine } from './group-line.ts';

/** 0 or nothing where a line includes nothing. */
export const hasIncludedUnits = (lessIncluded: DecimalText | null): lessIncluded is DecimalText =>
  lessIncluded !== null && decimal(lessIncluded).greaterThan(0);

/** An answer holds for the free units it was given for: the PSA changed them, and it is asked again (RULES 9). */
export const answersFor = (choice: IncludedChoice, lessIncluded: DecimalText | null): boolean =>
  hasIncludedUnits(lessIncluded) && decimal(lessIncluded).equals(choice.lessIncluded);

/** Lines of a sum with free units of which nobody said what they are (RULES 9). */
export const unanswered = (inSum: readonly GroupLine[]): readonly GroupLine[] =>
  inSum.filter(({ line, included }) => hasIncludedUnits(line.lessIncluded) && included === null);

/** Units of a sum that are free beside the seats: what the PSA bills is seats and these (RULES 9). */
export const unitsBeside = (inSum: readonly GroupLine[]): Decimal =>
  inSum.reduce(
    (sum, { line, included }) =>
      included?.answer === 'beside' && line.lessIncluded !== null ? sum.plus(line.lessIncluded) : sum,
    decimal(0),
  );

export function includedFlags(inSum: readonly GroupLine[]): readonly UsageLineFlag[] {
  return unanswered(inSum).map(({ line: { id: line, quantity, lessIncluded } }) => {
    const included = decimalText(decimal(lessIncluded ?? 0));
    return {
      flag: 'included',
      reason:
        quantity === null
          ? message('usage.flag.included-of-unknown', { line, included })
          : message('usage.flag.included', { line, quantity: decimalText(decimal(quantity)), included }),
    };
  });
}
