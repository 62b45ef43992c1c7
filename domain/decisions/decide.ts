import { message } from '../../messages/message.ts';
import { decimal, type DecimalText } from '../quantity.ts';
import {
  type DecidedChange,
  type DecisionFacts,
  type DecisionOutcome,
  type DecisionWish,
  type Proposal,
  reject,
} from './decision.ts';
import { setQuantity } from './change.ts';
import { dayConflict, type DaysOfLine } from './day-conflict.ts';
import {
  decideBillingTarget,
  type BillingTarget,
  type BillingTargetDecision,
  namesDay,
} from '../usage/billing-target.ts';
import { decideCreate } from './decide-create.ts';
import { decideEnd } from './decide-end.ts';
import { byRules } from './rule-conflict.ts';
import { adjusted, asCounted, notApprovable, type TargetChange } from './target-change.ts';

export type { DecidedChange, DecisionFacts, DecisionOutcome, DecisionWish, Proposal } from './decision.ts';

/** Judges one decision (RULES 4–8). Pure; the caller stores what comes out in the transaction that read the facts. */
export function decideUsageLine(facts: DecisionFacts, wish: DecisionWish): DecisionOutcome {
  if (wish.lineVersion !== facts.version) {
    return reject(
      'LineChanged',
      message('decisions.line-version', { version: facts.version, seen: wish.lineVersion }),
    );
  }
  switch (wish.decision) {
    case 'dismiss':
    case 'hold':
      return setAside(facts, wish);
    case 'reopen':
      return reopen(facts, wish);
    case 'create':
    case 'end':
    case 'approve':
    case 'adjust':
      return change(facts, wish);
  }
}

function setAside({ line, liveState }: DecisionFacts, wish: DecisionWish): DecisionOutcome {
  if (liveState === 'queued') return reject('WriteWaiting', message('decisions.change-queued'));
  if (liveState !== null)
    return reject('WriteInFlight', message('decisions.change-in-flight', { state: liveState }));
  if (wish.decision === 'hold') return { kind: 'held', reason: wish.reason };
  return line.kind === 'match'
    ? reject('NothingToDismiss', message('decisions.matched'))
    : { kind: 'dismissed', reason: wish.reason };
}

/** Takes a hold or a dismissal back; a proposal is answered, an approval canceled (RULES 8). */
function reopen({ decision }: DecisionFacts, { reason }: DecisionWish): DecisionOutcome {
  return decision === 'held' || decision === 'dismissed'
    ? { kind: 'open', from: decision, reason }
    : reject('NothingToReopen', message('decisions.not-set-aside', { decision }));
}

function change(facts: DecisionFacts, wish: DecisionWish): DecisionOutcome {
  const { liveState, openConflict } = facts;
  if (!facts.timeZoneKnown) return reject('TimeZoneUnknown', message('decisions.time-zone-unknown'));
  if (liveState === 'sending' || liveState === 'unknown') {
    return reject('WriteInFlight', message('decisions.change-in-flight', { state: liveState }));
  }
  if (openConflict) return reject('WriteConflictOpen', message('decisions.conflict-open'));
  // A proposal beside a change that is on its way would be seen by nobody: the line's decision is `approved`.
  if (liveState === 'queued' && !facts.mayApprove)
    return reject('WriteWaiting', message('decisions.approver-replaces'));
  const wanted = withProposal(facts, wish);
  if (wanted.decision === 'create') return decideCreate(facts, wanted);
  if (wanted.decision === 'end') return decideEnd(facts, wanted);
  const decided = wanted.decision === 'adjust' ? adjusted(facts, wanted) : asCounted(facts, wanted);
  if ('kind' in decided) return decided;
  return landed(facts, wanted, decided);
}

/**
 * An approver confirms a proposal by a plain `approve`: what was proposed holds (RULES 8). One made on another version
 * of the line holds no longer: the line is `open` again.
 */
function withProposal({ decision, proposal }: DecisionFacts, wish: DecisionWish): DecisionWish {
  if (proposal === null || decision !== 'proposed' || wish.decision !== 'approve') return wish;
  const reason = wish.reason ?? proposal.reason;
  if (proposal.newLine !== null) {
    const quantity = decimal(proposal.quantity).toNumber();
    return { ...wish, decision: 'create', quantity, newLine: proposal.newLine, reason };
  }
  return {
    ...wish,
    decision: proposal.adjusts ? 'adjust' : 'approve',
    quantity: proposal.adjusts ? decimal(proposal.quantity).toNumber() : null,
    billingTarget: wish.billingTarget ?? proposal.billingTarget,
    targetPsaLineId: wish.targetPsaLineId ?? proposal.targetPsaLineId,
    reason,
  };
}

function landed(facts: DecisionFacts, wish: DecisionWish, decided: TargetChange): DecisionOutcome {
  const { psaLineId, target, after } = decided;
  const before = target.quantity;
  if (decimal(after).equals(before)) {
    const id = facts.liveState === null ? 'decisions.already-billed' : 'decisions.already-billed-cancel';
    return reject('NothingToChange', message(id, { quantity: before }));
  }
  if (facts.selection === 'all' && falls(facts, target.groupSumWith(after))) {
    return reject('DecreaseNotTicked', message('decisions.decrease-selected-together'));
  }
  const direction = decimal(after).greaterThan(before) ? 'increase' : 'decrease';
  const billingTarget = decideBillingTarget(target.billingTarget, direction, wish.billingTarget, facts.today);
  if (billingTarget.kind === 'not-set') {
    return reject('BillingTargetNotSet', message('decisions.billing-target-not-set'), {
      agreementTypeId: billingTarget.agreementTypeId,
    });
  }
  if (billingTarget.kind === 'cannot') {
    return reject(
      billingTarget.offer.length > 0 ? 'BillingTargetNotOffered' : 'CannotLand',
      billingTarget.reason,
      {
        offer: billingTarget.offer,
      },
    );
  }
  const { line, waiting } = facts;
  if (line.vendorQuantity === null) return notApprovable(line);
  const ofDay = dayRejection(facts, billingTarget.billingTarget);
  if (ofDay !== null) return ofDay;
  const ruled = byRules(facts, wish, decided, billingTarget);
  if ('kind' in ruled) return ruled;
  const conflict = conflictRejection(facts, decided, billingTarget);
  if (conflict !== null) return conflict;
  if (
    waiting?.psaLineId === psaLineId &&
    waiting.billingTarget === billingTarget.billingTarget &&
    billingTarget.billingTarget !== 'from-day' &&
    decimal(after).equals(waiting.after)
  )
    return reject('NothingToChange', message('decisions.already-approved', { before, after }));
  const effect = target.effectOf(after);
  const change: DecidedChange = {
    decision: wish.decision === 'adjust' ? 'adjust' : 'approve',
    change: setQuantity,
    psaLineId,
    agreementId: target.agreementId,
    productIdentifier: target.productIdentifier,
    before,
    after,
    countOn: line.vendorQuantity,
    billingTarget: billingTarget.billingTarget,
    period: billingTarget.period,
    currency: effect.currency,
    effectPerInvoice: effect.effectPerInvoice,
    effectPerMonth: effect.effectPerMonth,
    reason: wish.reason,
    rememberTarget: wish.targetPsaLineId !== null && wish.targetPsaLineId !== line.target?.psaLineId,
    ...ruled,
  };
  if (facts.writeBackEnabled && facts.mayApprove) return { kind: 'approved', change };
  const proposal: Proposal = {
    adjusts: change.decision === 'adjust',
    quantity: after,
    billingTarget: wish.billingTarget === null ? null : change.billingTarget,
    targetPsaLineId: wish.targetPsaLineId,
    newLine: null,
    reason: wish.reason,
  };
  return { kind: 'proposed', proposal, change };
}

/** A chosen day is an approver's (RULES 5). */
function dayRejection(
  { writeBackEnabled, mayApprove }: DecisionFacts,
  billingTarget: BillingTarget,
): DecisionOutcome | null {
  if (billingTarget !== 'from-day' || (writeBackEnabled && mayApprove)) return null;
  return reject('BillingTargetNotOffered', message('decisions.approver-chooses-day'), {
    offer: ['next-period'],
  });
}

/** A day on which a change would meet another one is rejected (RULES 5); days that are open are offered. */
function conflictRejection(
  { ownChanges, writeBackEnabled, mayApprove, line, today }: DecisionFacts,
  { psaLineId, target }: TargetChange,
  {
    billingTarget,
    period,
    days = [],
    later = [],
  }: Extract<BillingTargetDecision, { readonly kind: 'billing-target' }>,
): DecisionOutcome | null {
  const next = target.billingTarget.nextInvoiceDate;
  if (!namesDay(billingTarget) || next === null) return null;
  const ofLine: DaysOfLine = {
    own: ownChanges?.get(psaLineId) ?? [],
    booked: target.billingTarget.dated?.booked?.[psaLineId],
    readAt: line.lines.find((source) => source.psaLineId === psaLineId)?.readAt ?? null,
    quantity: target.quantity,
    next,
    today,
  };
  const conflict = dayConflict(ofLine, period.invoiceDate);
  if (conflict === null) return null;
  const choices = writeBackEnabled && mayApprove ? [...days, ...later].map(({ day }) => day) : [];
  const offer = [next, ...choices].filter((day) => dayConflict(ofLine, day) === null);
  return offer.length > 0
    ? reject('BillingTargetNotOffered', message('decisions.choose-another-day', { conflict }), { offer })
    : reject('CannotLand', message('decisions.wait-for-day', { conflict }), { offer });
}

/** Below what the PSA bills, or will bill once the change that waits was sent (RULES 6, 7). */
function falls({ line }: DecisionFacts, sum: DecimalText | null): boolean {
  if (sum === null || line.psaQuantity === null) return true;
  const willBe = line.onceDone?.psaQuantity ?? line.psaQuantity;
  return decimal(sum).lessThan(line.psaQuantity) || decimal(sum).lessThan(willBe);
}
