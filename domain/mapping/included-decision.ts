import { message } from '../../messages/message.ts';
import { isOutside } from '../usage/line-roles.ts';
import { decimal, decimalText } from '../quantity.ts';
import { hasIncludedUnits } from '../comparison/included-units.ts';
import { accepted, type DecisionResult, givenReason, type IncludedDecision, rejected } from './decisions.ts';
import type { LineDecisionFacts } from './line-decision.ts';

/**
 * Judges what the free units of a line are (RULES 9): asked once for each line in a group's sum, and again when the PSA
 * changes how many they are. The answer is bound to the number that was looked at.
 */
export function decideIncluded(decision: IncludedDecision, facts: LineDecisionFacts): DecisionResult {
  const { companyId, vendorServiceId, psaLineId, action: answer } = decision;
  if (!facts.lineExists) return rejected('LineUnknown', message('mapping.line-unknown', { id: psaLineId }));
  const line = facts.group?.lines.find((source) => source.psaLineId === psaLineId);
  if (line === undefined || !line.live || isOutside(line.role))
    return rejected('LineNotInGroup', message('mapping.line-not-in-sum', { line: psaLineId, of: companyId }));
  const { lessIncluded, included } = line;
  if (!hasIncludedUnits(lessIncluded))
    return rejected('NothingIncluded', message('mapping.no-included', { line: psaLineId }));
  const units = decimalText(decimal(lessIncluded));
  if (!decimal(lessIncluded).equals(decision.lessIncluded))
    return rejected('IncludedChanged', message('mapping.included-changed', { line: psaLineId, units }));
  const reason = givenReason(decision.reason);
  if (reason === null) return rejected('ReasonRequired', message('mapping.included-reason'));
  if (included?.answer === answer && included.reason === reason) return accepted([]);
  return accepted([
    { change: 'answer-included', companyId, vendorServiceId, psaLineId, lessIncluded: units, answer, reason },
  ]);
}
