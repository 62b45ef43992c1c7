import { endApproval, noteReplaced } from '../../use-cases/write-back/approval-ends.ts';
import {
  type ApprovalLine,
  insertApproval,
  liveOfGroups,
  openConflicts,
} from '../../db/write-back/approvals.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/core/database.ts';
import type { Integration } from '../../db/core/integrations.ts';
import { removeLineDecisions } from '../../db/usage/line-decisions.ts';
import type { ListedWriteBack } from '../../db/lists/write-backs.ts';
import { compositionInput } from '../../db/usage/composition-input.ts';
import { composeTouched } from '../../use-cases/composition/recompose-usage.ts';
import { onlyGroups } from '../../db/usage/touched-groups.ts';
import { storedUsageLines } from '../../db/usage/usage-lines.ts';
import { ruleVersion } from '../../domain/rule-version.ts';
import { changeableLines } from '../../domain/usage/change-effect.ts';
import { composeUsage } from '../../domain/usage/compose.ts';
import type { CompositionInput } from '../../domain/usage/composition.ts';
import { boundMapping, expiryOf } from '../../domain/write-back/approval.ts';
import { decideRevert, type RevertOutcome } from '../../domain/write-back/revert.ts';
import { Problem } from '../problems.ts';
import type { Caller } from '../sign-in/caller.ts';
import { requireFinished } from './integration-of.ts';
import { formerOf } from './write-back-wire.ts';

export interface RevertRequest {
  readonly caller: Caller;
  readonly requestId: string;
  readonly reason: string | null;
  readonly now: Date;
}

/**
 * A new approval that takes a confirmed change back (RULES 8). The caller holds the row locks of the integration and
 * of the former line. What waits for the same group or line is replaced; what is being sent refuses (RULES 6).
 */
export async function revertWriteBack(
  tx: Tx,
  integration: Integration,
  former: ListedWriteBack,
  { caller, requestId, reason, now }: RevertRequest,
) {
  requireFinished(integration.phase);
  if (!integration.armed) throw new Problem('NotArmed');
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  const live = await liveOfGroups(tx, key, [former.group_key], [former.psa_line_id]);
  requireNothingInFlight(live);
  const facts = await compositionInput(tx, key, now, [former.group_key]);
  if (facts === null) throw new Problem('NotRevertible');
  if (!facts.timeZoneKnown) throw new Problem('TimeZoneUnknown');
  const reverted = judged(facts, former, await openConflicts(tx, key));
  const [stored] = await storedUsageLines(tx, key, [former.group_key]);
  if (stored === undefined) throw new Problem('NotRevertible');
  for (const line of live) {
    const end = { state: 'cancelled', code: 'Replaced', detail: 'a revert took its place' } as const;
    await endApproval(tx, line, end, caller.actor, now, requestId);
  }
  const { composed, target, before, after, period } = reverted;
  const approval = { kind: 'revert', actor: caller.actor, at: now, requestId } as const;
  const { approvalId, lineIds } = await insertApproval(tx, key, approval, [
    {
      groupKey: former.group_key,
      usageLineId: stored.id,
      lineVersion: stored.version,
      label: former.label,
      companyId: former.company_id,
      vendorServiceId: former.vendor_service_id,
      agreementId: target.agreementId,
      psaLineId: former.psa_line_id,
      productIdentifier: target.productIdentifier,
      decision: 'revert',
      before,
      after,
      countOn: reverted.countOn,
      landing: 'next-invoice',
      invoiceDate: period.invoiceDate,
      ruleVersion,
      stamp: reverted.stamp,
      evidence: { composed, mapping: boundMapping(composed), period },
      ...effectOf(target, after),
      reason,
      expiresAt: expiryOf(now.toISOString(), 'next-invoice', period.invoiceDate),
      reverts: former.id,
    },
  ]);
  const [approvalLineId] = lineIds;
  if (approvalLineId === undefined) throw new Error('an approval was stored without its line');
  await noteReplaced(tx, live, approvalLineId);
  await removeLineDecisions(tx, key, [former.group_key]);
  const touched = [former.group_key, ...live.map(({ groupKey }) => groupKey)];
  await composeTouched(tx, key, onlyGroups(touched), now);
  await recordAudit(tx, {
    tenantId: key.tenantId,
    actor: caller.actor,
    action: 'write-back.revert-approved',
    objectKind: 'approval-line',
    objectId: approvalLineId,
    integrationId: key.integrationId,
    requestId,
    detail: { label: former.label, psaLineId: former.psa_line_id, before, after, reverts: former.id, reason },
  });
  return { approvalId, approvalLineId, before, after };
}

function requireNothingInFlight(live: readonly ApprovalLine[]): void {
  const inFlight = live.find(({ state }) => state !== 'queued');
  if (inFlight !== undefined) {
    throw new Problem('WriteInFlight', {
      detail: `${inFlight.before} → ${inFlight.after} of line ${inFlight.psaLineId} is ${inFlight.state}.`,
    });
  }
}

/** The group as it stands without what the revert replaces: that is no longer to be done. */
function judged(
  facts: CompositionInput,
  former: ListedWriteBack,
  conflicts: ReadonlySet<string>,
): Extract<RevertOutcome, { readonly kind: 'reverts' }> {
  const input = {
    ...facts,
    waiting: facts.waiting.filter(
      ({ groupKey, psaLineId }) => groupKey !== former.group_key && psaLineId !== former.psa_line_id,
    ),
  };
  const composed = composeUsage(input).find(({ groupKey }) => groupKey === former.group_key) ?? null;
  const outcome = decideRevert({
    former: formerOf(former),
    nextInvoiceDate: former.next_invoice_date,
    composed,
    agreements: new Map(input.agreements.map((agreement) => [agreement.id, agreement])),
    target: changeableLines(input).get(former.group_key)?.get(former.psa_line_id),
    openConflict:
      conflicts.has(former.psa_line_id) ||
      (composed?.lines.some(({ psaLineId }) => conflicts.has(psaLineId)) ?? false),
    today: input.today,
  });
  if (outcome.kind === 'refused') throw new Problem(outcome.code, { detail: outcome.detail });
  return outcome;
}

function effectOf(target: Extract<RevertOutcome, { readonly kind: 'reverts' }>['target'], after: string) {
  const { effectPerInvoice, effectPerMonth } = target.effectOf(after);
  return { effectPerInvoice, effectPerMonth };
}
