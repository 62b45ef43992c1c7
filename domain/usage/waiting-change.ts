import { decimal } from '../quantity.ts';
import { decideLanding, type LandingDecision } from '../write-back/landing.ts';
import type { BillingGroup } from './billing-groups.ts';
import type { CompositionInput, UsageLineFlag, WaitingChange } from './composition.ts';
import type { GroupAssessment } from './group-kind.ts';
import type { GroupLine } from './line-ownership.ts';
import type { TargetLine } from './target-line.ts';

/**
 * The group as if its approved change were done already: the line shows "41 → 45 waiting", and its variance is taken
 * against 45 (RULES 6). A line that shows neither value any more is taken as it is: the approval is about to end.
 */
export function asIfDone(group: BillingGroup, change: WaitingChange | undefined): BillingGroup {
  if (change === undefined) return group;
  return {
    ...group,
    lines: group.lines.map((groupLine) =>
      isUnsent(groupLine, change)
        ? { ...groupLine, line: { ...groupLine.line, quantity: change.after } }
        : groupLine,
    ),
  };
}

function isUnsent({ line }: GroupLine, change: WaitingChange): boolean {
  return (
    line.id === change.psaLineId && line.quantity !== null && decimal(line.quantity).equals(change.before)
  );
}

/** Says what the compared sum includes, where it is not what the PSA bills now. */
export function reasonAgainst(
  reason: string,
  group: BillingGroup,
  change: WaitingChange | undefined,
): string {
  return change === undefined || !group.lines.some((line) => isUnsent(line, change))
    ? reason
    : `${reason} Compared with ${change.before} → ${change.after} done, which waits.`;
}

/** A further decision replaces what waits: it starts from what the PSA bills now. */
export function fromPresent(target: TargetLine, inSum: readonly GroupLine[]): TargetLine {
  const present = inSum.find(({ line }) => line.id === target.target?.psaLineId)?.line.quantity;
  if (target.target === null || present === undefined || present === null) return target;
  return { ...target, target: { ...target.target, before: decimal(present).toFixed() } };
}

export function waitingFlag(change: WaitingChange | undefined): readonly UsageLineFlag[] {
  return change === undefined
    ? []
    : [{ flag: 'waiting', reason: `${change.before} → ${change.after} waiting: ${change.waitsFor}` }];
}

/** Agreements without a type share one answer. */
export const agreementTypeKey = (typeId: string | null | undefined): string => typeId ?? 'none';

/** Where a change of the target line lands by default (RULES 5); null: there is no target. */
export function groupLanding(
  draft: { readonly assessment: GroupAssessment; readonly target: TargetLine },
  input: Pick<CompositionInput, 'billsIn' | 'today'>,
): LandingDecision | null {
  const { target } = draft.target;
  const line = draft.assessment.inSum.find((one) => one.line.id === target?.psaLineId);
  if (target === null || line === undefined) return null;
  const change = decimal(target.after).lessThan(target.before) ? 'decrease' : 'increase';
  return decideLanding(landingFactsOf(line, input.billsIn), change, null, input.today);
}

export function landingFactsOf({ agreement, usability }: GroupLine, billsIn: CompositionInput['billsIn']) {
  const agreementTypeId = agreementTypeKey(agreement?.typeId);
  return {
    agreementTypeId,
    nextInvoiceDate: usability?.nextInvoiceDate ?? null,
    billingCycle: usability?.billingCycle ?? null,
    billsIn: billsIn[agreementTypeId] ?? null,
    notUsable: usability === null ? 'agreement not listed' : usability.usable ? null : usability.reason,
  };
}
