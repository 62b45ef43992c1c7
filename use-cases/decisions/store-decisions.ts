import { message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { insertApproval, type NewApprovalLine } from '../../db/write-back/approvals.ts';
import { endApproval, noteReplaced } from '../composition/approval-ends.ts';
import { about, type AuditEntry } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import { type NewLineDecision, putLineDecision, removeLineDecisions } from '../../db/usage/line-decisions.ts';
import type { LineToDecide } from '../../db/usage/usage-lines-to-decide.ts';
import { addMonths } from '../../domain/calendar.ts';
import type { Day } from '../../domain/quantity.ts';
import type { DecidedChange, DecisionOutcome } from '../../domain/decisions/decide.ts';
import type { ComposedLine } from '../../domain/usage/composition.ts';
import {
  type ApprovedSnapshot,
  approvedSnapshot,
  type BoundFacts,
  boundFacts,
  newLineSnapshot,
} from '../../domain/decisions/snapshot.ts';
import type { RequestContext } from '../request-context.ts';
import { approvalLine } from '../write-back/approval-line.ts';
import type { Item, ItemOutcome } from './decision.ts';
import { composedByGroup, type DecisionContext, type EvaluatedItem, liveFor } from './evaluate-decisions.ts';
import { rememberTargets } from './remember-targets.ts';
import { ruleDetail } from './rule-detail.ts';

interface Stored {
  readonly outcomes: ReadonlyMap<Item, ItemOutcome>;
  /** To be recorded last (architecture.md 5, lock order). */
  readonly audits: readonly AuditEntry[];
}

interface Approved {
  readonly item: Item;
  readonly line: LineToDecide;
  readonly change: DecidedChange;
}

/** Stores what was decided. Targets come first: snapshots and evidence are taken from a composition that knows them. */
export async function storeDecisions(
  tx: Tx,
  keyRing: KeyRing,
  key: IntegrationKey,
  context: DecisionContext,
  evaluated: readonly EvaluatedItem[],
  by: RequestContext,
): Promise<Stored> {
  const outcomes = new Map<Item, ItemOutcome>();
  const remembered = await rememberTargets(tx, key, context, evaluated, by);
  const audits: AuditEntry[] = [...remembered.audits];
  const approved: Approved[] = [];
  for (const { item, line, outcome } of remembered.evaluated) {
    if (outcome.kind === 'rejected') outcomes.set(item, outcome);
    else if (line === null) continue;
    else if (outcome.kind === 'approved') approved.push({ item, line, change: outcome.change });
    else if (outcome.kind === 'open') {
      await removeLineDecisions(tx, key, [line.groupKey]);
      outcomes.set(item, { kind: 'open' });
      audits.push(auditOf(key, line, 'reopened', by, { from: outcome.from, reason: outcome.reason }));
    } else {
      await putLineDecision(tx, key, line.groupKey, setAside(line, outcome, context), by.actor, by.now);
      outcomes.set(item, outcome);
      audits.push(setAsideAudit(key, line, outcome, by));
    }
  }
  const composed = remembered.input === context.input ? context.composed : composedByGroup(remembered.input);
  const ofInput = { ...context, input: remembered.input, composed };
  for (const one of await approve(tx, keyRing, key, ofInput, approved, by)) {
    outcomes.set(one.item, one.outcome);
    audits.push(one.audit);
  }
  return { outcomes, audits };
}

type SetAside = Exclude<DecisionOutcome, { readonly kind: 'approved' | 'rejected' | 'open' }>;

function setAside(line: LineToDecide, outcome: SetAside, context: DecisionContext): NewLineDecision {
  const variance = context.composed.get(line.groupKey)?.variance ?? null;
  const decision = { state: outcome.kind, lineVersion: line.version, variance };
  switch (outcome.kind) {
    case 'proposed':
      return { ...decision, reason: outcome.proposal.reason, proposal: outcome.proposal };
    case 'dismissed':
      return { ...decision, reason: outcome.reason, untilDay: nextMonth(context.input.today) };
    case 'held':
      return { ...decision, reason: outcome.reason };
  }
}

/** A dismissal holds for this month (RULES 8). */
const nextMonth = (today: Day): Day => addMonths(`${today.slice(0, 7)}-01`, 1);

function setAsideAudit(
  key: IntegrationKey,
  line: LineToDecide,
  outcome: SetAside,
  by: RequestContext,
): AuditEntry {
  return outcome.kind === 'proposed'
    ? auditOf(key, line, outcome.kind, by, changeDetail(outcome.change, line))
    : auditOf(key, line, outcome.kind, by, {
        variance: line.composed.variance,
        reason: outcome.reason,
      });
}

async function approve(
  tx: Tx,
  keyRing: KeyRing,
  key: IntegrationKey,
  context: DecisionContext,
  approved: readonly Approved[],
  by: RequestContext,
): Promise<readonly { readonly item: Item; readonly outcome: ItemOutcome; readonly audit: AuditEntry }[]> {
  if (approved.length === 0) return [];
  const replaced = new Map<Approved, readonly ApprovalLine[]>();
  for (const one of approved) replaced.set(one, await endReplaced(tx, context, one, by));
  await removeLineDecisions(
    tx,
    key,
    approved.map(({ line }) => line.groupKey),
  );
  const lines = approved.map((one) => bound(context, one, by.now));
  const { approvalId, lineIds } = await insertApproval(tx, keyRing, key, 'decision', by, lines);
  const stored = [];
  for (const [index, one] of approved.entries()) {
    const { item, line, change } = one;
    const approvalLineId = lineIds[index];
    if (approvalLineId === undefined) throw new Error('an approval was stored without its line');
    const former = replaced.get(one) ?? [];
    await noteReplaced(tx, former, approvalLineId);
    const ids = { approvalLineId, replaced: former[0]?.id ?? null };
    const verb = verbs[change.decision];
    stored.push({
      item,
      outcome: { kind: 'approved', change, approvalId, ...ids } as const,
      audit: auditOf(key, line, verb, by, { ...changeDetail(change, line), ...ids }),
    });
  }
  return stored;
}

const verbs = {
  approve: 'approved',
  adjust: 'adjusted',
  create: 'create-approved',
  end: 'end-approved',
} as const satisfies Readonly<Record<DecidedChange['decision'], string>>;

/** A new approval takes the place of a queued one in the same transaction (RULES 6). */
async function endReplaced(
  tx: Tx,
  context: DecisionContext,
  { line, change }: Approved,
  by: RequestContext,
): Promise<readonly ApprovalLine[]> {
  const queued = liveFor(context, line.groupKey, [change.psaLineId]);
  const end = {
    state: 'canceled',
    code: 'Replaced',
    detail: message('write-back.ended.replaced', { before: change.before, after: change.after }),
  } as const;
  for (const one of queued) await endApproval(tx, one, end, by);
  return queued;
}

function bound({ input, composed }: DecisionContext, { line, change }: Approved, now: Date): NewApprovalLine {
  const seen = seenFor(composed.get(line.groupKey), change);
  const facts = boundFacts(input);
  const snapshot = seen === undefined ? null : snapshotOf(seen, change, facts);
  if (seen === undefined || snapshot === null)
    throw new Error('an approved change has no line in the composition it was judged on');
  const on = { usageLine: line, vendorServiceId: input.vendorServiceId, composed: seen, snapshot };
  return approvalLine(on, { ...change, invoiceDate: change.period.invoiceDate }, now);
}

/** A created line, and a change of a chosen later invoice, follow the rule of their own first billed day. */
function seenFor(
  seen: ComposedLine | undefined,
  { newLine, ownRule = newLine?.rule }: DecidedChange,
): ComposedLine | undefined {
  if (seen === undefined || ownRule === undefined) return seen;
  const { rule: _shown, ...withoutRule } = seen;
  return ownRule === null ? withoutRule : { ...withoutRule, rule: ownRule };
}

/** A line that is to be created as it shall be. */
function snapshotOf(
  seen: ComposedLine,
  { change, psaLineId, agreementId, productIdentifier, after, currency, newLine }: DecidedChange,
  facts: BoundFacts,
): ApprovedSnapshot | null {
  if (change.kind !== 'create-line' || newLine === undefined) return approvedSnapshot(seen, psaLineId, facts);
  const { productId, billingOption, firstBilledDay } = change.line;
  const line = {
    psaLineId,
    agreementId,
    productId,
    quantity: after,
    billCustomer: billingOption,
    unitPrice: newLine.price,
    currency,
    lessIncluded: null,
    effectiveDate: firstBilledDay,
    cancelledDate: null,
    live: false,
    productIdentifier,
    agreementName: newLine.agreementName,
  };
  return newLineSnapshot(seen, line, facts);
}

const changeDetail = (
  { change, psaLineId, before, after, billingTarget, period, reason }: DecidedChange,
  { composed }: LineToDecide,
) => ({
  ...(change.kind === 'create-line' ? { newLine: change.line } : {}),
  ...('lastBilledDay' in change ? { lastBilledDay: change.lastBilledDay } : {}),
  psaLineId,
  before,
  after,
  billingTarget,
  invoiceDate: period.invoiceDate,
  reason,
  ...ruleDetail(composed),
});

const auditOf = (
  key: IntegrationKey,
  line: LineToDecide,
  verb: (typeof verbs)[DecidedChange['decision']] | 'proposed' | 'dismissed' | 'held' | 'reopened',
  by: RequestContext,
  detail: Readonly<Record<string, unknown>>,
): AuditEntry => ({
  ...by,
  action: `usage-line.${verb}`,
  ...about('usage-line', line.id, key),
  detail: { label: line.label, lineVersion: line.version, ...detail },
});
