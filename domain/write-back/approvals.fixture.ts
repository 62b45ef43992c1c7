import { message } from '../../messages/message.ts';
import { ruleVersion } from '../rule-version.ts';
import { changeableLines } from '../comparison/change-effect.ts';
import { composeUsage } from '../comparison/compose.ts';
import type { ComposedLine, CompositionInput, WaitingChange } from '../usage/composition.ts';
import { customerAlone, groupOf, withoutCheckOnMany } from '../comparison/customers.fixture.ts';
import { type ApprovalBinding, boundMapping, expiryOf } from '../decisions/approval.ts';
import {
  type DecidedChange,
  type DecisionFacts,
  type DecisionOutcome,
  type DecisionWish,
  decideUsageLine,
} from '../decisions/decide.ts';
import type { PresentFacts } from './status.ts';
import { sameNumber } from '../decisions/line-fields.ts';
import { boundFacts, approvedSnapshot, type ApprovedSnapshot } from '../decisions/snapshot.ts';
import { snapshotDifferences } from './snapshot-differences.ts';

/** Decisions and approvals on composed scenarios, as the API and the worker make them from rows. */

/** Every agreement type answered "in advance", as the tour does it. */
export const inAdvance = (input: CompositionInput): CompositionInput => ({
  ...input,
  billsIn: { 1: 'advance' },
});

/** Acme alone, with one account and one line. */
export const acmeAlone = (seats: number, quantity: string | null, line: object = {}): CompositionInput =>
  inAdvance(
    withoutCheckOnMany(customerAlone({ name: 'Acme', seats: [seats], lines: [{ quantity, ...line }] })),
  );

export const composedOf = (input: CompositionInput, name: string): ComposedLine =>
  composeUsage(input).find(({ groupKey }) => groupKey === groupOf(name))!;

/** An approver looks at the line of an integration with write-back on. */
export function decisionFacts(
  input: CompositionInput,
  name: string,
  change: Partial<DecisionFacts> = {},
): DecisionFacts {
  return {
    line: composedOf(input, name),
    version: 7,
    decision: 'open',
    proposal: null,
    changeable: changeableLines(input).get(groupOf(name)) ?? new Map(),
    accepted: input.accepted.find(({ groupKey }) => groupKey === groupOf(name)) ?? null,
    limits: input.limits,
    ownCurrency: input.currencies.own,
    currencies: input.currencies,
    today: input.today,
    timeZoneKnown: input.timeZoneKnown,
    canceledDay: input.canceledDay ?? 'billed',
    writeBackEnabled: true,
    mayApprove: true,
    mayCreateFirst: false,
    mayEnd: false,
    selection: 'ticked',
    waiting: waitingOf(input, groupOf(name)),
    liveState: input.waiting.some(({ groupKey }) => groupKey === groupOf(name)) ? 'queued' : null,
    openConflict: false,
    creation: null,
    ending: null,
    ...change,
  };
}

function waitingOf(input: CompositionInput, groupKey: string): DecisionFacts['waiting'] {
  const change = input.waiting.find((one) => one.groupKey === groupKey);
  return change === undefined ? null : { ...change, billingTarget: 'next-invoice' };
}

export const wishOf = (change: Partial<DecisionWish> = {}): DecisionWish => ({
  decision: 'approve',
  lineVersion: 7,
  quantity: null,
  billingTarget: null,
  targetPsaLineId: null,
  newLine: null,
  end: null,
  reason: null,
  ...change,
});

export const adjustTo = (quantity: number, change: Partial<DecisionWish> = {}): DecisionWish =>
  wishOf({ decision: 'adjust', quantity, reason: 'as agreed', ...change });

export function decide(
  input: CompositionInput,
  name: string,
  wish: Partial<DecisionWish> = {},
  change: Partial<DecisionFacts> = {},
): DecisionOutcome {
  return decideUsageLine(decisionFacts(input, name, change), wishOf(wish));
}

export function approvedChange(outcome: DecisionOutcome): DecidedChange {
  if (outcome.kind !== 'approved') throw new Error(`not approved: ${JSON.stringify(outcome)}`);
  return outcome.change;
}

/** The approval line that an approved change binds, at the instant of the composition. */
export function bind(input: CompositionInput, name: string, change: DecidedChange): ApprovalBinding {
  const composed = composedOf(input, name);
  const facts = boundFacts(input);
  return {
    groupKey: composed.groupKey,
    agreementId: change.agreementId,
    psaLineId: change.psaLineId,
    decision: change.decision,
    change: change.change,
    before: change.before,
    after: change.after,
    countOn: change.countOn,
    billingTarget: change.billingTarget,
    invoiceDate: change.period.invoiceDate,
    ruleVersion,
    snapshot: approvedSnapshot(composed, change.psaLineId, facts)!,
    lastUpdated: input.lines.find(({ id }) => id === change.psaLineId)!.lastUpdated,
    mustBeUntouched: false,
    mapping: boundMapping(composed),
    evidence: { composed, period: change.period },
    approvedAt: input.now,
    expiresAt: expiryOf(input.now, change.billingTarget, change.period.invoiceDate),
  };
}

export const approve = (
  input: CompositionInput,
  name: string,
  wish: Partial<DecisionWish> = {},
): ApprovalBinding => bind(input, name, approvedChange(decide(input, name, wish)));

/** The same scenario while the approved change waits. */
export const whileWaiting = (input: CompositionInput, bound: ApprovalBinding): CompositionInput => ({
  ...input,
  waiting: [waitingChange(bound)],
});

const waitingChange = ({
  groupKey,
  psaLineId,
  before,
  after,
  invoiceDate,
}: ApprovalBinding): WaitingChange => ({
  groupKey,
  psaLineId,
  before,
  after,
  waitsFor: message('usage.waits.invoice-after', { day: invoiceDate }),
});

export function presentFacts(input: CompositionInput, bound: ApprovalBinding): PresentFacts {
  return {
    composed: composeUsage(input).find(({ groupKey }) => groupKey === bound.groupKey) ?? null,
    ...boundFacts(input),
    line: input.lines.find(({ id }) => id === bound.psaLineId) ?? null,
    mappedProductIds: input.mappedProductIds,
    now: input.now,
  };
}

/** Nothing differs that an approval binds: its own quantity, and everything of which a difference is told (RULES 6). */
export const sameSnapshot = (approved: ApprovedSnapshot, now: ApprovedSnapshot): boolean =>
  sameNumber(approved.line.quantity, now.line.quantity) && snapshotDifferences(approved, now).length === 0;
