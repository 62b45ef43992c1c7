import { decimal, type Instant } from '../quantity.ts';
import { ruleVersion } from '../rule-version.ts';
import type { ComposedLine } from '../usage/composition.ts';
import type { ApprovalBinding, BoundMapping } from './approval.ts';
import { targetAtSending } from '../usage/billing-target.ts';
import {
  type BoundFacts,
  describeDifferences,
  quantityMove,
  snapshotDifferences,
  snapshotName,
  approvedSnapshot,
  type ApprovedSnapshot,
} from './snapshot.ts';

/** Why an approval that was not sent yet ends; codes stand in contracts/errors.ts. */
export interface ApprovalEnd {
  readonly state: 'stale' | 'canceled';
  readonly code:
    | 'SnapshotChanged'
    | 'LineGone'
    | 'InvoiceChanged'
    | 'CountChanged'
    | 'MappingChanged'
    | 'RulesChanged'
    | 'ApprovalExpired'
    | 'ApproverRoleLost'
    | 'WriteBackTurnedOff'
    | 'Disconnected';
  readonly detail: string;
}

const stale = (code: ApprovalEnd['code'], detail: string): ApprovalEnd => ({ state: 'stale', code, detail });
const void_ = (code: ApprovalEnd['code'], detail: string): ApprovalEnd => ({
  state: 'canceled',
  code,
  detail,
});

/** What is known now of an approval's group: the present composition and the PSA as last read. */
export interface PresentFacts extends BoundFacts {
  /** Null: the group exists no more. */
  readonly composed: ComposedLine | null;
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
      `approved under rules ${bound.ruleVersion}, in force are rules ${ruleVersion}`,
    );
  }
  if (Date.parse(facts.now) >= Date.parse(bound.expiresAt))
    return void_('ApprovalExpired', `it was good until ${bound.expiresAt}`);
  if (facts.composed === null || !sameMapping(bound.mapping, facts.composed)) {
    return void_(
      'MappingChanged',
      'mapping, mark, choice of lines or what free units are changed after the approval',
    );
  }
  if (!facts.mappedProductIds.includes(bound.snapshot.line.productId))
    return void_('MappingChanged', 'the product of the line is no longer mapped');
  if (facts.line === null)
    return stale('LineGone', `${snapshotName(bound.snapshot.line)} is no longer in the PSA`);
  const snapshot = approvedSnapshot(facts.composed, bound.psaLineId, facts);
  if (snapshot === null)
    return stale(
      'LineGone',
      `${snapshotName(bound.snapshot.line)} is no longer on an agreement or product of this customer`,
    );
  return (
    snapshotEnd(bound, snapshot) ??
    affectedEnd(bound, snapshot, facts.line.lastUpdated) ??
    invoiceEnd(bound, facts.composed)
  );
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

/** The quantity may be the approved one already, all else equal: nothing to send, and nothing stale (`unchanged`). */
function snapshotEnd(bound: ApprovalBinding, now: ApprovedSnapshot): ApprovalEnd | null {
  const differences = [...snapshotDifferences(bound.snapshot, now)];
  if (quantityMove(now.line.quantity, bound) === 'elsewhere') {
    differences.unshift({ field: 'quantity', approved: bound.before, now: now.line.quantity });
  }
  return differences.length === 0 ? null : stale('SnapshotChanged', describeDifferences(differences));
}

/**
 * Where rows may know less than was sent, the old value may be one that a person set back after our change: only the
 * `lastUpdated` that stood with the approval says that nobody touched the line. Two snapshots of the PSA are compared.
 */
function affectedEnd(
  bound: ApprovalBinding,
  now: ApprovedSnapshot,
  lastUpdated: Instant | null,
): ApprovalEnd | null {
  if (!bound.mustBeUntouched || quantityMove(now.line.quantity, bound) !== 'before') return null;
  if (
    bound.lastUpdated !== null &&
    lastUpdated !== null &&
    Date.parse(bound.lastUpdated) === Date.parse(lastUpdated)
  )
    return null;
  const said = (at: Instant | null): string => at ?? 'not said';
  return stale(
    'SnapshotChanged',
    `last changed in the PSA: ${said(bound.lastUpdated)} at the approval, ${said(lastUpdated)} now; ` +
      'what was sent since is not known, so the change is not sent again',
  );
}

function invoiceEnd(bound: ApprovalBinding, composed: ComposedLine): ApprovalEnd | null {
  // A day that a person chose is evaluated by what the PSA says right before it is sent.
  if (bound.decision === 'prove' || bound.billingTarget === 'from-day') return null;
  const source = composed.lines.find(({ psaLineId }) => psaLineId === bound.psaLineId);
  const billingTarget = targetAtSending(source?.nextInvoiceDate ?? null, {
    billingTarget: bound.billingTarget,
    invoiceDate: bound.invoiceDate,
  });
  return billingTarget.kind === 'rejected' ? stale(billingTarget.code, billingTarget.detail) : null;
}

/**
 * At sending only (RULES 6): a decrease goes out only where the newest complete group count is not above the count it
 * was approved on, an increase only where it is not below. `wait`: the group has no complete and fresh count just now.
 */
export function countAtSending(bound: ApprovalBinding, composed: ComposedLine): ApprovalEnd | 'wait' | null {
  if (bound.decision === 'prove') return null;
  // RULES 7: a count that is too old for a decision is too old for a write.
  const old = composed.flags.some((flag) => flag.flag === 'held' && flag.check === 'age');
  if (composed.kind === 'not-read' || composed.vendorQuantity === null || old) return 'wait';
  const increases = decimal(bound.after).greaterThan(bound.before);
  const count = composed.vendorQuantity;
  const moved = increases ? count < bound.countOn : count > bound.countOn;
  if (!moved) return null;
  return stale('CountChanged', `approved on a count of ${bound.countOn}, the newest is ${count}`);
}
