import { type Message, message } from '../../messages/message.ts';
import { applicableRule } from '../billing-rules/applicable-rule.ts';
import { hasSameTerms } from '../billing-rules/billing-rule.ts';
import { canceledDateOf, endDates } from '../canceled-day.ts';
import type { Day, Instant } from '../quantity.ts';
import { ruleVersion } from '../rule-version.ts';
import { companyOfGroup } from '../comparison/billing-groups.ts';
import type { ComposedLine, LineSource } from '../usage/composition.ts';
import type { ApprovalBinding, BoundMapping } from '../decisions/approval.ts';
import { boundRule } from '../decisions/bound-rule.ts';
import { changeDifferences, changeMove, type LineState } from '../decisions/change-move.ts';
import { type BillsIn, targetAtSending } from '../usage/billing-target.ts';
import { invoicedThrough, nextToInvoice } from '../usage/invoiced-through.ts';
import type { Change } from '../decisions/change.ts';
import { agreementTypeKey } from '../comparison/waiting-change.ts';
import { dayAfter, stayingDoubt } from '../decisions/staying-lines.ts';
import {
  type BoundFacts,
  approvedSnapshot,
  newLineSnapshot,
  type ApprovedSnapshot,
} from '../decisions/snapshot.ts';
import { changedSinceApproval, snapshotDifferences } from './snapshot-differences.ts';
import { type ApprovalEnd, stale, void_ } from './approval-end.ts';

/** What is known now of an approval's group: the present composition and the PSA as last read. */
export interface PresentFacts extends BoundFacts {
  /** Null: the group exists no more. */
  readonly composed: ComposedLine | null;
  /** Of a duplicate, the group whose lines stay; null: it has none. Absent: no duplicate, or not composed here. */
  readonly staying?: ComposedLine | null;
  /** The PSA line by the last complete reading of any agreement; null: it was in none. */
  readonly line: { readonly lastUpdated: Instant | null } | null;
  /** Ids of the products mapped to the vendor service now. */
  readonly mappedProductIds: readonly string[];
  readonly now: Instant;
}

/**
 * Whether a queued approval still stands (RULES 2, 5, 6), asked after every composition and again before sending. Void
 * before stale: a changed mapping explains every other difference. A new count does not end it.
 */
export function approvalEnd(bound: ApprovalBinding, facts: PresentFacts): ApprovalEnd | null {
  if (bound.ruleVersion !== ruleVersion) {
    return void_(
      'RulesChanged',
      message('write-back.ended.rules', { approved: bound.ruleVersion, now: ruleVersion }),
    );
  }
  if (Date.parse(facts.now) >= Date.parse(bound.expiresAt))
    return void_('ApprovalExpired', message('write-back.ended.expired', { at: bound.expiresAt }));
  if (facts.composed === null || !sameMapping(bound.mapping, facts.composed)) {
    return void_('MappingChanged', message('write-back.ended.mapping'));
  }
  if (!facts.mappedProductIds.includes(bound.snapshot.line.productId))
    return void_('MappingChanged', message('write-back.ended.product-not-mapped'));
  if (!hasSameBillingRule(bound, facts.composed, facts))
    return void_('BillingRuleChanged', message('write-back.ended.billing-rule'));
  const canceledDay = canceledDayEnd(bound, facts);
  if (canceledDay !== null) return canceledDay;
  if (bound.change.kind === 'create-line')
    return facts.line === null ? creationEnd(bound, facts.composed, facts) : null;
  if (facts.line === null)
    return stale('LineGone', message('write-back.ended.line-gone', { line: bound.psaLineId }));
  const snapshot = approvedSnapshot(facts.composed, bound.psaLineId, facts);
  if (snapshot === null)
    return stale('LineGone', message('write-back.ended.line-elsewhere', { line: bound.psaLineId }));
  const source = facts.composed.lines.find(({ psaLineId }) => psaLineId === bound.psaLineId);
  const shown = { ...snapshot.line, booked: source?.booked };
  return (
    snapshotEnd(bound, snapshot, shown) ??
    touchedEnd(bound, shown, facts.line.lastUpdated) ??
    seatsReturned(bound, facts.composed) ??
    stayingEnd(bound, facts) ??
    invoiceEnd(bound, source, facts)
  );
}

/**
 * The canceled date of an end was approved for another reading of that day. Taking an end back removes the date that was
 * written.
 */
function canceledDayEnd(
  { change }: ApprovalBinding,
  { canceledDay = 'billed' }: PresentFacts,
): ApprovalEnd | null {
  if (change.kind !== 'end-line') return null;
  const [approved, day] = [change, endDates(change.lastBilledDay, canceledDay)].map(canceledDateOf);
  return approved === undefined || day === undefined || approved === day
    ? null
    : stale('CanceledDayChanged', message('write-back.ended.canceled-day', { approved, day }));
}

/** A line that is still to be created has none to compare, only what surrounds it (RULES 16). */
function creationEnd(
  bound: ApprovalBinding,
  composed: ComposedLine,
  facts: PresentFacts,
): ApprovalEnd | null {
  // It waits for a complete reading.
  if (composed.notRead !== null) return null;
  // Not advised: what was found, or vanished and was not confirmed to be gone, may bill the seats (RULES 8).
  const { kind, advice, reason: why } = composed;
  if (kind !== 'new' || advice === null)
    return stale('NoLongerNew', message('write-back.ended.no-longer-new', { why }));
  const now = newLineSnapshot(composed, bound.snapshot.line, facts);
  if (now === null)
    return stale(
      'SnapshotChanged',
      message('write-back.ended.agreement-gone', { agreementId: bound.agreementId }),
    );
  const differences = snapshotDifferences(bound.snapshot, now, 'create-line');
  return differences.length === 0
    ? firstDayEnd(bound, facts)
    : stale('SnapshotChanged', changedSinceApproval(differences));
}

/** The first billed day was invoiced without the line: nothing would bill it (RULES 16). */
function firstDayEnd(
  { change, agreementId, evidence }: ApprovalBinding,
  facts: PresentFacts,
): ApprovalEnd | null {
  if (change.kind !== 'create-line' || facts.agreements.get(agreementId)?.dated != null) return null;
  const { firstBilledDay: day } = change.line;
  const through = invoicedNow(agreementId, facts, 'advance');
  const { invoicedThrough: approved } = evidence;
  if (through === null || through < day || (approved !== undefined && approved >= day)) return null;
  return stale('InvoiceChanged', message('write-back.target.first-day-invoiced', { day, through }));
}

/**
 * Through which day an agreement is invoiced; null: not known.
 *
 * @param unanswered how it bills where no administrator has said so
 */
function invoicedNow(
  agreementId: string,
  { agreements, billsIn }: PresentFacts,
  unanswered: BillsIn | null,
): Day | null {
  const agreement = agreements.get(agreementId);
  const parent = agreements.get(agreement?.parentAgreementId ?? '');
  const own = agreement?.nextInvoiceDate ?? parent?.nextInvoiceDate ?? null;
  const next = nextToInvoice(own, parent?.nextInvoiceDate);
  const cycle = agreement?.billingCycle ?? parent?.billingCycle;
  const way = billsIn[agreementTypeKey(agreement?.typeId)] ?? unanswered;
  return next === null || cycle == null || way === null ? null : invoicedThrough(next, cycle, way);
}

/**
 * A line ends because no seat is left (RULES 17); of a duplicate, because another line bills the seats. A revert ends a line
 * that was created, whatever its seats.
 */
function seatsReturned(bound: ApprovalBinding, composed: ComposedLine): ApprovalEnd | null {
  const { kind, vendorQuantity: now, notRead } = composed;
  if (bound.decision !== 'end' || isDuplicate(bound) || notRead !== null) return null;
  if (now === null || now === 0 || kind === 'orphan') return null;
  return stale('SeatsReturned', message('write-back.ended.seats-returned', { count: now }));
}

/** The lines that stay have to bill the seats all the time (RULES 17); what was not read waits. */
function stayingEnd(bound: ApprovalBinding, { staying }: PresentFacts): ApprovalEnd | null {
  if (bound.decision !== 'end' || !isDuplicate(bound) || staying === undefined) return null;
  const doubt = stayingDoubt(staying, dayAfter(bound));
  return doubt === null || doubt.kind === 'not-read' ? null : stale('SnapshotChanged', doubt.why);
}

const isDuplicate = ({ evidence }: ApprovalBinding): boolean => evidence.composed.kind === 'billed-twice';

function hasSameBillingRule(
  bound: ApprovalBinding,
  composed: ComposedLine,
  { rules, today }: PresentFacts,
): boolean {
  const binding = boundRule(bound, today);
  if (binding === null) return true;
  const { groupKey, psaLineId, snapshot } = bound;
  const continues = composed.lines.find((line) => line.psaLineId === psaLineId)?.continues ?? [];
  const subject = {
    companyId: companyOfGroup(groupKey) ?? '',
    psaLineIds: [psaLineId, ...continues],
    agreementTypeId: agreementTypeKey(snapshot.agreement.typeId),
    productId: snapshot.line.productId,
  };
  return hasSameTerms(binding.rule, applicableRule(rules, subject, binding.day));
}

/**
 * A line that left the group took its role along: no person changed the choice, and the snapshot misses the line. An answer
 * about free units that holds no more was given for others than the PSA has now: the snapshot says so.
 */
function sameMapping({ accountIds, roles, included }: BoundMapping, composed: ComposedLine): boolean {
  const accounts = new Set(composed.accounts.map(({ accountId }) => accountId));
  const bound = new Map(roles.map(({ psaLineId, role }) => [psaLineId, role]));
  const answers = new Map(included.map(({ psaLineId, answer }) => [psaLineId, answer]));
  return (
    accounts.size === accountIds.length &&
    accountIds.every((id) => accounts.has(id)) &&
    composed.lines.every(({ psaLineId, role }) => role === (bound.get(psaLineId) ?? null)) &&
    composed.lines.every(
      ({ psaLineId, included: said }) => said === null || said.answer === answers.get(psaLineId),
    )
  );
}

/** The line may be as approved already, all else equal: nothing to send, and nothing stale (`unchanged`). */
function snapshotEnd(bound: ApprovalBinding, now: ApprovedSnapshot, shown: LineState): ApprovalEnd | null {
  const differences = [...snapshotDifferences(bound.snapshot, now, bound.change.kind)];
  if (changeMove(bound, shown) === 'elsewhere') differences.unshift(...changeDifferences(bound, shown));
  return differences.length === 0 ? null : stale('SnapshotChanged', changedSinceApproval(differences));
}

/**
 * Where rows may know less than was sent, the old value may be one that a person set back after our change: only the
 * `lastUpdated` that stood with the approval says that nobody touched the line. Two snapshots of the PSA are compared.
 */
function touchedEnd(
  bound: ApprovalBinding,
  shown: LineState,
  lastUpdated: Instant | null,
): ApprovalEnd | null {
  if (!bound.mustBeUntouched || changeMove(bound, shown) !== 'before') return null;
  if (
    bound.lastUpdated !== null &&
    lastUpdated !== null &&
    Date.parse(bound.lastUpdated) === Date.parse(lastUpdated)
  )
    return null;
  const said = (at: Instant | null): Message =>
    at === null ? message('write-back.value.not-given') : message('write-back.value.instant', { at });
  return stale(
    'SnapshotChanged',
    message('write-back.ended.touched', { approved: said(bound.lastUpdated), now: said(lastUpdated) }),
  );
}

function invoiceEnd(
  bound: ApprovalBinding,
  source: LineSource | undefined,
  facts: PresentFacts,
): ApprovalEnd | null {
  const { change } = bound;
  if ('lastBilledDay' in change && source?.billsByDay !== true) return lastDayEnd(change, bound, facts);
  // A day that a person chose is evaluated by what the PSA says right before it is sent.
  if (bound.decision === 'prove' || bound.billingTarget === 'from-day') return null;
  const billingTarget = targetAtSending(source?.nextInvoiceDate ?? null, {
    billingTarget: bound.billingTarget,
    invoiceDate: bound.invoiceDate,
  });
  return billingTarget.kind === 'rejected' ? stale(billingTarget.code, billingTarget.detail) : null;
}

/** No invoiced day is removed, and none is restored for which an invoice was created without the line (RULES 17). */
function lastDayEnd(
  { lastBilledDay: day }: Extract<Change, { readonly lastBilledDay: Day }>,
  { agreementId }: ApprovalBinding,
  facts: PresentFacts,
): ApprovalEnd | null {
  const through = invoicedNow(agreementId, facts, null);
  if (through === null)
    return stale('InvoiceChanged', message('write-back.target.invoiced-unknown', { day }));
  return through <= day
    ? null
    : stale('InvoiceChanged', message('write-back.target.invoiced', { day, through }));
}
