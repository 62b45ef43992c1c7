import type { Decimal } from 'decimal.js';
import { type Message, message } from '../../messages/message.ts';
import { decimal, decimalText } from '../quantity.ts';
import type { ComposedLine } from '../usage/composition.ts';
import type { GroupAssessment } from './group-kind.ts';
import type { GroupLine } from './group-line.ts';

export interface TargetLine {
  readonly target: ComposedLine['target'];
  readonly needsTarget: boolean;
  /** The named target would fall to 0 or below (RULES 4): choose another, or mark a duplicate. */
  readonly warning: Message | null;
}

const none = (needsTarget: boolean, warning: Message | null = null): TargetLine => ({
  target: null,
  needsTarget,
  warning,
});

/**
 * The line that would change (RULES 4): the one a person named `target`, else the only line of the sum.
 * `after = target + variance`; neighbors stay untouched. A match needs no target unless somebody adjusts it.
 */
export function targetLine({ kind, variance, inSum }: GroupAssessment): TargetLine {
  if (kind === 'choice') return none(true);
  if ((kind !== 'match' && kind !== 'increase' && kind !== 'decrease') || variance === null)
    return none(false);
  const line = namedTarget(inSum);
  if (line === null) return none(kind !== 'match');
  if (line.line.quantity === null) return none(true, message('usage.warning.target-without-quantity'));
  if (line.line.locked !== undefined)
    return kind === 'match'
      ? none(false)
      : none(true, message('usage.warning.target-locked', { line: line.line.id, why: line.line.locked }));
  const before = decimal(line.line.quantity);
  const after = before.plus(variance);
  if (kind !== 'match' && after.lessThanOrEqualTo(0)) {
    return none(
      true,
      message('usage.warning.target-would-be', { line: line.line.id, quantity: decimalText(after) }),
    );
  }
  return {
    target: { psaLineId: line.line.id, before: decimalText(before), after: decimalText(after) },
    needsTarget: false,
    warning: null,
  };
}

/** The one a person named, else the only one of the sum; null: a person must choose. */
export function namedTarget(inSum: readonly GroupLine[]): GroupLine | null {
  const named = inSum.find((line) => line.role === 'target');
  if (named !== undefined) return named;
  const [only] = inSum;
  return inSum.length === 1 && only !== undefined && only.role === null ? only : null;
}

/** Lines that could still take the change, with what each would become; those that would fall to 0 or below cannot. */
export function possibleTargets(
  { inSum, variance }: GroupAssessment,
  chosen: ComposedLine['target'],
): readonly { readonly line: GroupLine; readonly after: Decimal }[] {
  if (variance === null) return [];
  return inSum.flatMap((line) => {
    if (line.line.quantity === null) return [];
    if (chosen !== null && line.line.id !== chosen.psaLineId) return [];
    const after = decimal(line.line.quantity).plus(variance);
    return after.greaterThan(0) || variance.isZero() ? [{ line, after }] : [];
  });
}
