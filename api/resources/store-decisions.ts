import type { IntegrationKey } from '../../domain/keys.ts';
import type { ApprovalLine } from '../../db/write-back/approvals.ts';
import { insertApproval, type NewApprovalLine } from '../../db/write-back/approvals.ts';
import { endApproval, noteReplaced } from '../../use-cases/write-back/approval-ends.ts';
import type { AuditEntry } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/core/database.ts';
import { type NewLineDecision, putLineDecision, removeLineDecisions } from '../../db/usage/line-decisions.ts';
import type { LineToDecide } from '../../db/usage/usage-lines-to-decide.ts';
import { addMonths } from '../../domain/calendar.ts';
import type { Day } from '../../domain/quantity.ts';
import { ruleVersion } from '../../domain/rule-version.ts';
import { boundMapping, expiryOf } from '../../domain/write-back/approval.ts';
import type { DecidedChange, DecisionOutcome } from '../../domain/write-back/decide.ts';
import { writeStamp } from '../../domain/write-back/stamp.ts';
import type { DecisionRequest } from './decision-request.ts';
import { changeResult, type Item, refusedResult, type Result, setAsideResult } from './decision-result.ts';
import { composedByGroup, type DecisionGround, type JudgedItem, liveFor } from './judge-decisions.ts';
import { rememberTargets } from './remember-targets.ts';

interface Stored {
  readonly results: ReadonlyMap<Item, Result>;
  /** To be recorded last (architecture.md 5, lock order). */
  readonly audits: readonly AuditEntry[];
}

interface Approved {
  readonly item: Item;
  readonly line: LineToDecide;
  readonly change: DecidedChange;
}

/** Stores what was decided. Targets come first: stamps and evidence are taken from a composition that knows them. */
export async function storeDecisions(
  tx: Tx,
  key: IntegrationKey,
  ground: DecisionGround,
  judged: readonly JudgedItem[],
  request: DecisionRequest,
): Promise<Stored> {
  const results = new Map<Item, Result>();
  const remembered = await rememberTargets(tx, key, ground, judged, request);
  const audits: AuditEntry[] = [...remembered.audits];
  const approved: Approved[] = [];
  for (const { item, line, outcome } of remembered.judged) {
    if (outcome.kind === 'refused') results.set(item, refusedResult(item.usageLineId, outcome));
    else if (line === null) continue;
    else if (outcome.kind === 'approved') approved.push({ item, line, change: outcome.change });
    else if (outcome.kind === 'open') {
      await removeLineDecisions(tx, key, [line.groupKey]);
      results.set(item, setAsideResult(item.usageLineId, 'open'));
      audits.push(auditOf(key, line, 'reopened', request, { from: outcome.from, reason: outcome.reason }));
    } else {
      const { caller, now } = request;
      await putLineDecision(tx, key, line.groupKey, setAside(line, outcome, ground), caller.actor, now);
      results.set(item, setAsideResultOf(item, outcome));
      audits.push(setAsideAudit(key, line, outcome, request));
    }
  }
  const composed = remembered.input === ground.input ? ground.composed : composedByGroup(remembered.input);
  for (const one of await approve(
    tx,
    key,
    { ...ground, input: remembered.input, composed },
    approved,
    request,
  )) {
    results.set(one.item, one.result);
    audits.push(one.audit);
  }
  return { results, audits };
}

type SetAside = Exclude<DecisionOutcome, { readonly kind: 'approved' | 'refused' | 'open' }>;

function setAside(line: LineToDecide, outcome: SetAside, ground: DecisionGround): NewLineDecision {
  const variance = ground.composed.get(line.groupKey)?.variance ?? null;
  const decision = { state: outcome.kind, lineVersion: line.version, variance };
  switch (outcome.kind) {
    case 'proposed':
      return { ...decision, reason: outcome.proposal.reason, proposal: outcome.proposal };
    case 'dismissed':
      return { ...decision, reason: outcome.reason, untilDay: nextMonth(ground.input.today) };
    case 'held':
      return { ...decision, reason: outcome.reason };
  }
}

/** A dismissal holds for this month (RULES 8). */
const nextMonth = (today: Day): Day => addMonths(`${today.slice(0, 7)}-01`, 1);

const setAsideResultOf = (item: Item, outcome: SetAside): Result =>
  outcome.kind === 'proposed'
    ? changeResult(item.usageLineId, 'proposed', outcome.change)
    : setAsideResult(item.usageLineId, outcome.kind);

function setAsideAudit(
  key: IntegrationKey,
  line: LineToDecide,
  outcome: SetAside,
  request: DecisionRequest,
): AuditEntry {
  return outcome.kind === 'proposed'
    ? auditOf(key, line, outcome.kind, request, changeDetail(outcome.change))
    : auditOf(key, line, outcome.kind, request, {
        variance: line.composed.variance,
        reason: outcome.reason,
      });
}

async function approve(
  tx: Tx,
  key: IntegrationKey,
  ground: DecisionGround,
  approved: readonly Approved[],
  request: DecisionRequest,
): Promise<readonly { readonly item: Item; readonly result: Result; readonly audit: AuditEntry }[]> {
  if (approved.length === 0) return [];
  const { caller, now, requestId } = request;
  const replaced = new Map<Approved, readonly ApprovalLine[]>();
  for (const one of approved) replaced.set(one, await endReplaced(tx, ground, one, request));
  await removeLineDecisions(
    tx,
    key,
    approved.map(({ line }) => line.groupKey),
  );
  const lines = approved.map((one) => approvalLine(ground, one, now));
  const approval = { kind: 'decision', actor: caller.actor, at: now, requestId } as const;
  const { approvalId, lineIds } = await insertApproval(tx, key, approval, lines);
  const stored = [];
  for (const [index, one] of approved.entries()) {
    const { item, line, change } = one;
    const approvalLineId = lineIds[index];
    if (approvalLineId === undefined) throw new Error('an approval was stored without its line');
    const former = replaced.get(one) ?? [];
    await noteReplaced(tx, former, approvalLineId);
    const replacedId = former[0]?.id ?? null;
    stored.push({
      item,
      result: changeResult(item.usageLineId, 'approved', change, {
        approvalId,
        approvalLineId,
        replaced: replacedId,
      }),
      audit: auditOf(key, line, change.decision === 'adjust' ? 'adjusted' : 'approved', request, {
        ...changeDetail(change),
        approvalLineId,
        replaced: replacedId,
      }),
    });
  }
  return stored;
}

/** A new approval takes the place of a queued one in the same transaction (RULES 6). */
async function endReplaced(
  tx: Tx,
  ground: DecisionGround,
  { line, change }: Approved,
  { caller, now, requestId }: DecisionRequest,
): Promise<readonly ApprovalLine[]> {
  const queued = liveFor(ground, line.groupKey, [change.psaLineId]);
  const end = {
    state: 'cancelled',
    code: 'Replaced',
    detail: `${change.before} → ${change.after} took its place`,
  } as const;
  for (const one of queued) await endApproval(tx, one, end, caller.actor, now, requestId);
  return queued;
}

function approvalLine(
  { input, composed }: DecisionGround,
  { line, change }: Approved,
  now: Date,
): NewApprovalLine {
  const seen = composed.get(line.groupKey);
  const agreements = new Map(input.agreements.map((agreement) => [agreement.id, agreement]));
  const stamp = seen === undefined ? null : writeStamp(seen, change.psaLineId, agreements);
  if (seen === undefined || stamp === null || seen.companyId === null)
    throw new Error('an approved change has no line in the composition it was judged on');
  return {
    groupKey: line.groupKey,
    usageLineId: line.id,
    lineVersion: line.version,
    label: line.label,
    companyId: seen.companyId,
    vendorServiceId: input.vendorServiceId,
    agreementId: change.agreementId,
    psaLineId: change.psaLineId,
    productIdentifier: change.productIdentifier,
    decision: change.decision,
    before: change.before,
    after: change.after,
    countOn: change.countOn,
    landing: change.landing,
    invoiceDate: change.period.invoiceDate,
    ruleVersion,
    stamp,
    evidence: { composed: seen, mapping: boundMapping(seen), period: change.period },
    effectPerInvoice: change.effectPerInvoice,
    effectPerMonth: change.effectPerMonth,
    reason: change.reason,
    expiresAt: expiryOf(now.toISOString(), change.landing, change.period.invoiceDate),
    reverts: null,
  };
}

const changeDetail = ({ psaLineId, before, after, landing, period, reason }: DecidedChange) => ({
  psaLineId,
  before,
  after,
  landing,
  invoiceDate: period.invoiceDate,
  reason,
});

const auditOf = (
  key: IntegrationKey,
  line: LineToDecide,
  verb: 'approved' | 'adjusted' | 'proposed' | 'dismissed' | 'held' | 'reopened',
  { caller, requestId }: DecisionRequest,
  detail: Readonly<Record<string, unknown>>,
): AuditEntry => ({
  tenantId: key.tenantId,
  actor: caller.actor,
  action: `usage-line.${verb}`,
  objectKind: 'usage-line',
  objectId: line.id,
  integrationId: key.integrationId,
  detail: { label: line.label, lineVersion: line.version, ...detail },
  requestId,
});
