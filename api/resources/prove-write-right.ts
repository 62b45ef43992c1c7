import type { IntegrationKey } from '../../domain/keys.ts';
import { insertApproval, liveOfGroups, openConflicts } from '../../db/write-back/approvals.ts';
import type { Tx } from '../../db/core/database.ts';
import { compositionInput } from '../../db/usage/composition-input.ts';
import { groupsHolding } from '../../db/usage/usage-line-sources.ts';
import { lineOfGroup } from '../../db/usage/usage-lines-to-decide.ts';
import { decimal } from '../../domain/quantity.ts';
import { ruleVersion } from '../../domain/rule-version.ts';
import { type ChangeableLine, changeableLines } from '../../domain/usage/change-effect.ts';
import { composeUsage } from '../../domain/usage/compose.ts';
import type { CompositionInput } from '../../domain/usage/composition.ts';
import { boundMapping, expiryOf } from '../../domain/write-back/approval.ts';
import { writeStamp } from '../../domain/write-back/stamp.ts';
import { Problem } from '../problems.ts';
import type { Caller } from '../sign-in/caller.ts';

export interface ProofRequest {
  readonly caller: Caller;
  readonly address: string;
  readonly requestId: string;
  readonly now: Date;
}

const proofReason = 'proof of the right to write';

/**
 * The one write that changes nothing (RULES 8): sets a line, on consent, to the quantity it has. Under all the rules of
 * an approval. Returns the approval's id.
 */
export async function approveProof(
  tx: Tx,
  key: IntegrationKey,
  psaLineId: string,
  { caller, requestId, now }: ProofRequest,
): Promise<string> {
  const groups = await groupsHolding(tx, key, { psaLineIds: [psaLineId] });
  const input = await compositionInput(tx, key, now, groups);
  const found = input === null ? null : inSum(input, psaLineId);
  if (input === null || found === null)
    throw unsuitable(`Line ${psaLineId} is no live line of a mapped product and customer.`);
  const { groupKey, line } = found;
  const quantity = decimal(line.quantity);
  if (!quantity.isInteger() || quantity.lessThanOrEqualTo(0))
    throw unsuitable(`Line ${psaLineId} has the quantity ${line.quantity}.`);
  await requireNothingUnderWay(tx, key, groupKey, psaLineId);
  const composed = composeUsage(input).find((one) => one.groupKey === groupKey);
  const stored = await lineOfGroup(tx, key, groupKey);
  const agreements = new Map(input.agreements.map((agreement) => [agreement.id, agreement]));
  const stamp = composed === undefined ? null : writeStamp(composed, psaLineId, agreements);
  const invoiceDate = line.landing.nextInvoiceDate;
  if (
    composed === undefined ||
    composed.companyId === null ||
    stored === null ||
    stamp === null ||
    invoiceDate === null
  )
    throw unsuitable(`Line ${psaLineId} is part of no usage line yet: run a sync first.`);
  const { approvalId } = await insertApproval(
    tx,
    key,
    { kind: 'proof', actor: caller.actor, at: now, requestId },
    [
      {
        groupKey,
        usageLineId: stored.id,
        lineVersion: stored.version,
        label: stored.label,
        companyId: composed.companyId,
        vendorServiceId: input.vendorServiceId,
        agreementId: line.agreementId,
        psaLineId,
        productIdentifier: line.productIdentifier,
        decision: 'prove',
        before: line.quantity,
        after: line.quantity,
        countOn: composed.vendorQuantity ?? 0,
        landing: 'next-invoice',
        invoiceDate,
        ruleVersion,
        stamp,
        evidence: { composed, mapping: boundMapping(composed), period: null },
        effectPerInvoice: '0',
        effectPerMonth: '0',
        reason: proofReason,
        expiresAt: expiryOf(now.toISOString(), 'next-invoice', invoiceDate),
        reverts: null,
      },
    ],
  );
  return approvalId;
}

const unsuitable = (detail: string): Problem => new Problem('ProofLineUnsuitable', { detail });

function inSum(
  input: CompositionInput,
  psaLineId: string,
): { readonly groupKey: string; readonly line: ChangeableLine } | null {
  for (const [groupKey, lines] of changeableLines(input)) {
    const line = lines.get(psaLineId);
    if (line !== undefined) return { groupKey, line };
  }
  return null;
}

async function requireNothingUnderWay(
  tx: Tx,
  key: IntegrationKey,
  groupKey: string,
  psaLineId: string,
): Promise<void> {
  if ((await liveOfGroups(tx, key, [groupKey], [psaLineId])).length > 0)
    throw unsuitable(`A change of line ${psaLineId} or of its customer is under way.`);
  if ((await openConflicts(tx, key)).has(psaLineId))
    throw unsuitable(`A write to line ${psaLineId} ended in conflict; resolve it first.`);
}
