import { message } from '../../messages/message.ts';
import { decimal, decimalText } from '../quantity.ts';
import { hasIncludedUnits } from '../comparison/included-units.ts';
import type { ComposedLine, LineSource } from '../usage/composition.ts';
import { isOutside } from '../usage/line-roles.ts';
import {
  accepted,
  type DecisionResult,
  givenReason,
  type LineDecision,
  type MappingChange,
  rejected,
} from './decisions.ts';

export interface LineDecisionFacts {
  /** Whether the PSA has a line with that id at all. */
  readonly lineExists: boolean;
  /** The composed line of the company and service now; null when there is none. */
  readonly group: ComposedLine | null;
  /** That of the company's duplicates, which a person may call something else again; null when there are none. */
  readonly duplicates?: ComposedLine | null;
}

/**
 * Judges a role for a PSA line of a group (RULES 4): one `target`, others `counts` (in the sum, untouched),
 * `other-purpose` or `duplicate` (outside of the sum, with a reason). Naming a new target makes the old one `counts`. The
 * line that changes is no duplicate: another one is named first.
 */
export function decideLine(decision: LineDecision, facts: LineDecisionFacts): DecisionResult {
  if (!facts.lineExists)
    return rejected('LineUnknown', message('mapping.line-unknown', { id: decision.psaLineId }));
  const reason = givenReason(decision.reason);
  const candidates = [
    ...(facts.group?.lines ?? []),
    ...(facts.group?.alsoCandidates ?? []),
    ...(facts.duplicates?.lines ?? []),
  ].filter(({ live, beginsLater }) => live || (beginsLater === true && isOutside(decision.action)));
  const line = candidates.find(({ psaLineId }) => psaLineId === decision.psaLineId);
  if (line === undefined) {
    return rejected(
      'LineNotInGroup',
      message('mapping.line-not-candidate', { line: decision.psaLineId, of: decision.companyId }),
    );
  }
  if (isOutside(decision.action) && reason === null) {
    return rejected('ReasonRequired', message(`mapping.role-reason.${decision.action}`));
  }
  if (decision.action === 'duplicate' && isTarget(line, facts.group)) {
    return rejected('DuplicateIsTarget', message('mapping.duplicate-is-target', { line: line.psaLineId }));
  }
  if (decision.action === 'target') {
    const rejection = targetRejection(line, candidates, facts.group?.vendorQuantity ?? null);
    if (rejection !== null) return rejection;
  }
  return accepted([
    ...demotions(decision, candidates),
    giveRole(decision, decision.psaLineId, decision.action, reason),
  ]);
}

const isTarget = ({ psaLineId, role }: LineSource, group: ComposedLine | null): boolean =>
  role === 'target' || group?.target?.psaLineId === psaLineId;

/**
 * RULES 4: a target that would fall to 0 or below is rejected. While other candidates still wait for their roles, or free
 * units for what they are, the result is not known.
 */
function targetRejection(
  target: LineSource,
  candidates: readonly LineSource[],
  vendorQuantity: number | null,
): DecisionResult | null {
  if (target.quantity === null)
    return rejected('LineQuantityUnknown', message('mapping.line-no-quantity', { line: target.psaLineId }));
  const others = candidates.filter(
    ({ psaLineId, role }) => psaLineId !== target.psaLineId && !isOutside(role),
  );
  const agreements = new Set([target, ...others].map(({ agreementId }) => agreementId));
  const undecided = agreements.size > 1 && others.some(({ role }) => role === null);
  if (vendorQuantity === null || undecided) return null;
  let after = decimal(vendorQuantity);
  for (const { lessIncluded, included } of [...others, target]) {
    if (hasIncludedUnits(lessIncluded)) {
      if (included === null) return null;
      if (included.answer === 'beside') after = after.plus(lessIncluded);
    }
  }
  for (const { quantity } of others) {
    if (quantity === null) return null;
    after = after.minus(quantity);
  }
  if (after.greaterThan(0)) return null;
  return rejected(
    'TargetWouldBeZero',
    message('mapping.target-would-fall', { line: target.psaLineId, after: decimalText(after) }),
  );
}

function demotions(decision: LineDecision, candidates: readonly LineSource[]): readonly MappingChange[] {
  if (decision.action !== 'target') return [];
  return candidates
    .filter(({ psaLineId, role }) => role === 'target' && psaLineId !== decision.psaLineId)
    .map(({ psaLineId }) => giveRole(decision, psaLineId, 'counts', null));
}

function giveRole(
  { companyId, vendorServiceId }: LineDecision,
  psaLineId: string,
  role: LineDecision['action'],
  reason: string | null,
): MappingChange {
  return { change: 'give-role', companyId, vendorServiceId, psaLineId, role, reason };
}
