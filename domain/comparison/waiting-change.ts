import { type Message, message, sentences } from '../../messages/message.ts';
import { dayIn } from '../billing-day.ts';
import { type Day, decimal, decimalText } from '../quantity.ts';
import {
  decideBillingTarget,
  type BillingTargetDecision,
  type BillingTargetFacts,
} from '../usage/billing-target.ts';
import type { BillingGroup } from './billing-groups.ts';
import type { ComposedLine, CompositionInput, NotReadCause, WaitingChange } from '../usage/composition.ts';
import type { UsageLineFlag } from '../usage/line-flags.ts';
import type { GroupAssessment } from './group-kind.ts';
import type { GroupLine } from './group-line.ts';
import type { TargetLine } from './target-line.ts';

/**
 * The group as if its approved change were done already: what differs even then is a further decision (RULES 6). A line
 * that shows neither value any more is taken as it is: the approval is about to end.
 */
export function asIfDone(group: BillingGroup, change: WaitingChange): BillingGroup {
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

/** The sum and the variance once the approved change is done; null: nothing waits, or a side is missing. */
export function onceDone(
  done: GroupAssessment,
  change: WaitingChange | undefined,
): NonNullable<ComposedLine['onceDone']> | null {
  if (change === undefined) return null;
  if (change.creates !== undefined && done.kind === 'new' && done.units !== null)
    return { psaQuantity: change.after, variance: decimalText(decimal(done.units).minus(change.after)) };
  if (done.psa === null || done.variance === null) return null;
  return { psaQuantity: decimalText(done.psa), variance: decimalText(done.variance) };
}

/** "41 → 45 waiting", and what differs from 45 apart (RULES 6); while the group is not read, it says so (RULES 2). */
export function waitingFlag(
  change: WaitingChange | undefined,
  further: ComposedLine['onceDone'] | null,
  notRead: NotReadCause | null,
): readonly UsageLineFlag[] {
  if (change === undefined) return [];
  const { before, after, waitsFor } = change;
  const said: Message[] = [
    // A sentence by itself.
    waitsFor.id === 'usage.waits.detail'
      ? message('usage.flag.waiting-because', { before, after, detail: waitsFor })
      : message('usage.flag.waiting', { before, after, for: waitsFor }),
  ];
  if (notRead !== null) said.push(message('usage.flag.waiting-to-be-read'));
  if (further !== null && further !== undefined && !decimal(further.variance).isZero())
    said.push(message('usage.flag.waiting-further', { change: further.variance }));
  const reason = sentences(said);
  return reason === null ? [] : [{ flag: 'waiting', reason }];
}

/** Agreements without a type share one answer. */
export const agreementTypeKey = (typeId: string | null | undefined): string => typeId ?? 'none';

/** Where a change of the target line lands by default (RULES 5); null: there is no target. */
export function groupBillingTarget(
  draft: {
    readonly group: Pick<BillingGroup, 'accounts'>;
    readonly assessment: GroupAssessment;
    readonly target: TargetLine;
  },
  input: Pick<CompositionInput, 'billsIn' | 'today' | 'timeZone'>,
): BillingTargetDecision | null {
  const { target } = draft.target;
  const line = draft.assessment.inSum.find((one) => one.line.id === target?.psaLineId);
  if (target === null || line === undefined) return null;
  const change = decimal(target.after).lessThan(target.before) ? 'decrease' : 'increase';
  return decideBillingTarget(billingTargetFactsOf(line, draft.group, input), change, null, input.today);
}

export function billingTargetFactsOf(
  { agreement, usability }: Pick<GroupLine, 'agreement' | 'usability'>,
  { accounts }: Pick<BillingGroup, 'accounts'>,
  { billsIn, timeZone }: Pick<CompositionInput, 'billsIn' | 'timeZone'>,
): BillingTargetFacts {
  const agreementTypeId = agreementTypeKey(agreement?.typeId);
  return {
    agreementTypeId,
    nextInvoiceDate: usability?.nextInvoiceDate ?? null,
    ...(usability?.usable !== true || usability.parentNextInvoiceDate === undefined
      ? {}
      : { parentNextInvoiceDate: usability.parentNextInvoiceDate }),
    billingCycle: usability?.billingCycle ?? null,
    billsIn: billsIn[agreementTypeId] ?? null,
    dated: agreement?.dated ?? null,
    countedOn: agreement?.dated == null ? null : countedOn(accounts, timeZone),
    startDate: agreement?.startDate ?? null,
    endDate: agreement?.endDate ?? null,
    notUsable:
      usability === null ? message('usage.agreement.not-listed') : usability.usable ? null : usability.reason,
  };
}

/** The day since which every reading of every account has found what is counted now; null: one was not counted. */
function countedOn(accounts: BillingGroup['accounts'], timeZone: string): Day | null {
  const instants = accounts.map(
    ({ lastComplete }) => lastComplete?.firstReadAt ?? lastComplete?.readAt ?? null,
  );
  const newest = instants.reduce((a, b) => (a === null || b === null ? null : a > b ? a : b), '');
  return newest === null || newest === '' ? null : dayIn(timeZone, newest);
}
