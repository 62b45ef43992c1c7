import { message } from '../../messages/message.ts';
import { changeState } from './change-state.ts';
import { boundFacts } from '../../domain/decisions/snapshot.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { groupsOf } from '../../domain/comparison/scheduled-twins.ts';
import type { BillingTargetFacts } from '../../domain/usage/billing-target.ts';
import { changeableLines } from '../../domain/comparison/change-effect.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import type { CompositionInput } from '../../domain/usage/composition.ts';
import { billingTargetFactsOf } from '../../domain/comparison/waiting-change.ts';
import type { RevertOutcome } from '../../domain/decisions/former-change.ts';
import { decideRevert } from '../../domain/decisions/revert.ts';
import { about, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import { findWriteBack, formerChange, type ListedWriteBack } from '../../db/lists/write-backs.ts';
import { compositionInput } from '../../db/usage/composition-input.ts';
import { removeLineDecisions } from '../../db/usage/line-decisions.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import { storedUsageLines } from '../../db/usage/usage-lines.ts';
import { liveOfGroups, openConflicts } from '../../db/write-back/approval-lines.ts';
import { insertApproval } from '../../db/write-back/approvals.ts';
import type { RequestContext } from '../request-context.ts';
import { recomposeAffected } from '../composition/recompose-usage.ts';
import { rejectsFinished } from '../locked-integration.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import { endApproval, noteReplaced } from '../composition/approval-ends.ts';
import { approvalLine } from './approval-line.ts';
import { type LineOfApproval, lockedLine } from './line-lock.ts';

/** The new approval. */
interface Reverted {
  readonly approvalId: string;
  readonly approvalLineId: string;
  readonly before: string;
  readonly after: string;
}

/**
 * A new approval that takes a confirmed change back (RULES 8). What waits for the same group or line is replaced; what
 * is being sent rejects (RULES 6).
 */
export async function revertWriteBack(
  tx: Tx,
  keyRing: KeyRing,
  of: LineOfApproval,
  reason: string | null,
  by: RequestContext,
): Promise<Reverted | Rejected> {
  const locked = await lockedLine(tx, by.tenantId, of);
  if (isRejected(locked)) return locked;
  const { integration, line } = locked;
  const former = await findWriteBack(tx, by.tenantId, line.id);
  if (former === null) return rejected('NotFound');
  const finished = rejectsFinished(integration.phase);
  if (finished !== null) return finished;
  if (!integration.writeBackEnabled) return rejected('WriteBackOff');
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  const live = await liveOfGroups(tx, key, [former.groupKey], [former.psaLineId]);
  const inFlight = live.find(({ state }) => state !== 'queued');
  if (inFlight !== undefined) return rejected('WriteInFlight', changeState(inFlight));
  const reverts = await evaluated(tx, key, former, by.now);
  if (reverts.kind === 'rejected') return rejected(reverts.code, reverts.detail);
  const [stored] = await storedUsageLines(tx, key, [former.groupKey]);
  if (stored === undefined) return rejected('NotRevertible');
  for (const one of live) {
    const end = {
      state: 'canceled',
      code: 'Replaced',
      detail: message('write-back.ended.replaced-by-revert'),
    } as const;
    await endApproval(tx, one, end, by);
  }
  const { composed, snapshot, change, psaLineId, before, after, countOn, billingTarget, period } = reverts;
  const { currency, effectPerInvoice, effectPerMonth } = reverts.effect;
  const { label, vendorServiceId } = former;
  const { approvalId, lineIds } = await insertApproval(tx, keyRing, key, 'revert', by, [
    approvalLine(
      { usageLine: { id: stored.id, version: stored.version, label }, vendorServiceId, composed, snapshot },
      {
        decision: 'revert',
        change,
        psaLineId,
        agreementId: reverts.agreementId,
        productIdentifier: reverts.productIdentifier,
        before,
        after,
        countOn,
        billingTarget,
        invoiceDate: period.invoiceDate,
        period,
        currency,
        effectPerInvoice,
        effectPerMonth,
        reason,
        reverts: former.id,
      },
      by.now,
    ),
  ]);
  const [approvalLineId] = lineIds;
  if (approvalLineId === undefined) throw new Error('an approval was stored without its line');
  await noteReplaced(tx, live, approvalLineId);
  await removeLineDecisions(tx, key, [former.groupKey]);
  // Recorded first: recomposing may end the approval, which the audit then shows after it.
  await recordAudit(tx, {
    ...by,
    action: 'write-back.revert-approved',
    ...about('approval-line', approvalLineId, key),
    detail: {
      label,
      psaLineId,
      before,
      after,
      ...('lastBilledDay' in change ? { change: change.kind, lastBilledDay: change.lastBilledDay } : {}),
      reverts: former.id,
      reason,
    },
  });
  const affected = [former.groupKey, ...live.map(({ groupKey }) => groupKey)];
  await recomposeAffected(tx, key, onlyGroups(affected), by.now);
  return { approvalId, approvalLineId, before, after };
}

/** The group as it stands without what the revert replaces: that is no longer to be done. */
async function evaluated(
  tx: Tx,
  key: IntegrationKey,
  former: ListedWriteBack,
  now: Date,
): Promise<RevertOutcome | Rejected> {
  const facts = await compositionInput(tx, key, now, [former.groupKey]);
  if (facts === null) return rejected('NotRevertible');
  if (!facts.timeZoneKnown) return rejected('TimeZoneUnknown');
  const input: CompositionInput = {
    ...facts,
    waiting: facts.waiting.filter(
      ({ groupKey, psaLineId }) => groupKey !== former.groupKey && psaLineId !== former.psaLineId,
    ),
  };
  const conflicts = await openConflicts(tx, key);
  const composed = composeUsage(input).find(({ groupKey }) => groupKey === former.groupKey) ?? null;
  return decideRevert({
    former: formerChange(former),
    nextInvoiceDate: former.nextInvoiceDate,
    composed,
    bound: boundFacts(input),
    target: changeableLines(input).get(former.groupKey)?.get(former.psaLineId),
    billing: billingOf(input, former),
    openConflict:
      conflicts.lines.has(former.psaLineId) ||
      conflicts.groups.has(former.groupKey) ||
      (composed?.lines.some(({ psaLineId }) => conflicts.lines.has(psaLineId)) ?? false),
    today: input.today,
    canceledDay: input.canceledDay ?? 'billed',
  });
}

/** When the agreement of the line bills, whether that line is in its group's total or not. */
function billingOf(
  input: CompositionInput,
  { groupKey, psaLineId, createdLineId }: ListedWriteBack,
): BillingTargetFacts | null {
  const group = groupsOf(input).find(({ key }) => key === groupKey);
  const line = group?.lines.find(({ line: { id } }) => id === (createdLineId ?? psaLineId));
  return group === undefined || line === undefined ? null : billingTargetFactsOf(line, group, input);
}
