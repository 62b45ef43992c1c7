import { type Message, message } from '../../messages/message.ts';
import { decimal, type Day } from '../quantity.ts';
import type { ComposedLine, LineSource } from '../usage/composition.ts';
import type { UsageLineFlag } from '../usage/line-flags.ts';
import { isHolding } from '../usage/line-flags.ts';
import { setQuantity } from './change.ts';
import { dayConflict } from './day-conflict.ts';
import type { FormerChange, RevertFacts, RevertOutcome } from './former-change.ts';
import { decideLineRevert, otherQuantity } from './revert-line.ts';
import { decideBillingTarget, namesDay } from '../usage/billing-target.ts';
import { quantityMove } from './change-move.ts';
import { approvedSnapshot } from './snapshot.ts';

/**
 * On which invoice a sent change landed: the one it was approved for, or the one that was next when it was sent
 * (RULES 5). Null: not known.
 */
export function landedOn(
  former: Pick<FormerChange, 'billingTarget' | 'invoiceDate' | 'invoiceDateAtSending' | 'landedInvoiceDate'>,
): Day | null {
  if (former.landedInvoiceDate != null) return former.landedInvoiceDate;
  return former.billingTarget === 'invoice-after' ? former.invoiceDateAtSending : former.invoiceDate;
}

/** An invoice was made once the agreement's next one is later than it. */
export const invoiceMade = (landed: Day | null, nextInvoiceDate: Day | null): boolean =>
  landed !== null && nextInvoiceDate !== null && nextInvoiceDate > landed;

/** Why a change is not taken back any more, or not yet, by where it landed; null: it may be. */
export function billingTargetRejection(
  former: Pick<FormerChange, 'billingTarget' | 'invoiceDate' | 'invoiceDateAtSending' | 'landedInvoiceDate'>,
  nextInvoiceDate: Day | null,
): Extract<RevertOutcome, { readonly kind: 'rejected' }> | null {
  const landed = landedOn(former);
  if (landed === null) return reject(message('decisions.revert.invoice-unknown'));
  if (namesDay(former.billingTarget)) {
    // What was billed since its day stays; the next open period is put right.
    return nextInvoiceDate === null || nextInvoiceDate > landed
      ? null
      : reject(message('decisions.revert.acts-from', { day: landed }));
  }
  if (nextInvoiceDate === landed) return null;
  if (nextInvoiceDate === null)
    return reject(message('decisions.revert.next-invoice-unknown', { invoice: landed }));
  const detail = message('decisions.revert.next-invoice', { invoice: landed, next: nextInvoiceDate });
  return invoiceMade(landed, nextInvoiceDate)
    ? { kind: 'rejected', code: 'InvoiceMade', detail }
    : reject(detail);
}

/**
 * Takes a confirmed change back (RULES 8): after := the former before, under all rules, rejected once the invoice it
 * landed on was made. The checks drop, jump and shrink do not hold it: they keep a doubtful count from being billed,
 * and a revert is not drawn from a count; its base is the value that stood before. What makes the PSA side or the
 * readings doubtful (age, unknown, zero, scheduled) holds it as it holds an adjusted quantity.
 */
export function decideRevert(facts: RevertFacts): RevertOutcome {
  if (facts.former.change === 'create-line' || facts.former.change === 'end-line')
    return decideLineRevert(facts);
  return rejectionOfFormer(facts) ?? onPresent(facts);
}

function rejectionOfFormer({ former, nextInvoiceDate, openConflict }: RevertFacts): RevertOutcome | null {
  if (former.state !== 'confirmed') return reject(message('decisions.revert.not-confirmed'));
  if (former.decision !== 'approve' && former.decision !== 'adjust')
    return reject(message('decisions.revert.not-an-approval'));
  if (former.reverted) return reject(message('decisions.revert.already'));
  const elsewhere = billingTargetRejection(former, nextInvoiceDate);
  if (elsewhere !== null) return elsewhere;
  if (openConflict) return reject(message('decisions.revert.conflict'));
  const after = decimal(former.before);
  return after.isInteger() && after.greaterThan(0)
    ? null
    : reject(message('decisions.revert.former-quantity', { quantity: former.before }));
}

function onPresent({ former, composed, bound, target, today }: RevertFacts): RevertOutcome {
  if (composed === null) return reject(message('decisions.revert.no-usage-line'));
  const shown = composed.lines.find(({ psaLineId }) => psaLineId === former.psaLineId);
  if (shown === undefined) return reject(message('decisions.revert.line-gone', { line: former.psaLineId }));
  if (quantityMove(shown.quantity, former) !== 'after') return reject(otherQuantity(former, shown.quantity));
  const held = heldRejection(composed);
  if (held !== null) return held;
  const snapshot = approvedSnapshot(composed, former.psaLineId, bound);
  if (target === undefined || snapshot === null) return reject(notInSum(shown));
  const after = decimal(former.before).toFixed();
  const change = decimal(after).greaterThan(target.quantity) ? 'increase' : 'decrease';
  const billingTarget = decideBillingTarget(
    target.billingTarget,
    change,
    target.billingTarget.dated == null ? 'next-invoice' : null,
    today,
  );
  if (billingTarget.kind === 'not-set') return reject(message('decisions.billing-target-not-set'));
  if (billingTarget.kind === 'cannot') return reject(billingTarget.reason);
  if (composed.vendorQuantity === null) return reject(composed.reason);
  const day = billingTarget.period.invoiceDate;
  // Its own change lies behind, and what others booked may lie ahead (RULES 5).
  const booked = target.billingTarget.dated?.booked?.[former.psaLineId];
  const conflict = dayConflict(
    { own: [], booked, readAt: null, quantity: target.quantity, next: day, today },
    day,
  );
  if (conflict !== null) return reject(conflict);
  return {
    kind: 'reverts',
    composed,
    snapshot,
    change: setQuantity,
    psaLineId: former.psaLineId,
    agreementId: target.agreementId,
    productIdentifier: target.productIdentifier,
    effect: target.effectOf(after),
    before: target.quantity,
    after,
    countOn: composed.vendorQuantity,
    billingTarget: billingTarget.billingTarget,
    period: billingTarget.period,
  };
}

const approvableKinds: ReadonlySet<ComposedLine['kind']> = new Set(['match', 'increase', 'decrease']);
const blockingChecks: ReadonlySet<string> = new Set(['zero', 'age', 'unknown']);

function heldRejection({ kind, flags, reason, notRead }: ComposedLine): RevertOutcome | null {
  if (!approvableKinds.has(kind) || notRead !== null) return reject(reason);
  const holding = flags.find(holds);
  return holding === undefined ? null : reject(holding.reason);
}

const holds = (flag: UsageLineFlag): boolean =>
  flag.flag === 'held' ? blockingChecks.has(flag.check) : isHolding(flag);

const notInSum = ({ psaLineId: line, notLiveReason }: LineSource): Message =>
  notLiveReason === null
    ? message('decisions.not-in-sum', { line })
    : message('decisions.revert.not-in-sum', { line, reason: notLiveReason });

const reject = (detail: Message) => ({ kind: 'rejected', code: 'NotRevertible', detail }) as const;
