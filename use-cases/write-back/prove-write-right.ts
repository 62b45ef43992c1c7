import { type Message, message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { decimal } from '../../domain/quantity.ts';
import { type ChangeableLine, changeableLines } from '../../domain/comparison/change-effect.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import type { CompositionInput } from '../../domain/usage/composition.ts';
import { setQuantity } from '../../domain/decisions/change.ts';
import { boundFacts, approvedSnapshot } from '../../domain/decisions/snapshot.ts';
import type { Tx } from '../../db/model/database.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import { compositionInput } from '../../db/usage/composition-input.ts';
import { groupsHolding } from '../../db/usage/usage-line-sources.ts';
import { lineOfGroup } from '../../db/usage/usage-lines-to-decide.ts';
import { liveOfGroups, openConflicts } from '../../db/write-back/approval-lines.ts';
import { insertApproval, type NewApprovalLine } from '../../db/write-back/approvals.ts';
import type { RequestContext } from '../request-context.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import { approvalLine } from './approval-line.ts';

/**
 * The one write that changes nothing (RULES 8): sets a line, on consent, to the quantity it has. Under all the rules of
 * an approval. Returns the approval's id.
 */
export async function approveProof(
  tx: Tx,
  keyRing: KeyRing,
  key: IntegrationKey,
  psaLineId: string,
  by: RequestContext,
): Promise<string | Rejected> {
  const line = await proofLine(tx, key, psaLineId, by.now);
  if (isRejected(line)) return line;
  return (await insertApproval(tx, keyRing, key, 'proof', by, [line])).approvalId;
}

async function proofLine(
  tx: Tx,
  key: IntegrationKey,
  psaLineId: string,
  now: Date,
): Promise<NewApprovalLine | Rejected> {
  const groups = await groupsHolding(tx, key, { psaLineIds: [psaLineId] });
  const input = await compositionInput(tx, key, now, groups);
  const found = input === null ? null : inSum(input, psaLineId);
  if (input === null || found === null)
    return unsuitable(message('rejections.proof.not-billing', { line: psaLineId }));
  const { groupKey, line } = found;
  if (line.billingTarget.dated != null) return unsuitable(message('rejections.proof.dated'));
  const quantity = decimal(line.quantity);
  if (!quantity.isInteger() || quantity.lessThanOrEqualTo(0))
    return unsuitable(message('rejections.proof.quantity', { line: psaLineId, quantity: line.quantity }));
  if ((await liveOfGroups(tx, key, [groupKey], [psaLineId])).length > 0)
    return unsuitable(message('rejections.proof.under-way', { line: psaLineId }));
  if ((await openConflicts(tx, key)).lines.has(psaLineId))
    return unsuitable(message('rejections.proof.conflict', { line: psaLineId }));
  const composed = composeUsage(input).find((one) => one.groupKey === groupKey);
  const usageLine = await lineOfGroup(tx, key, groupKey);
  const facts = boundFacts(input);
  const snapshot = composed === undefined ? null : approvedSnapshot(composed, psaLineId, facts);
  const invoiceDate = line.billingTarget.nextInvoiceDate;
  if (composed?.companyId == null || usageLine === null || snapshot === null || invoiceDate === null)
    return unsuitable(message('rejections.proof.no-usage-line', { line: psaLineId }));
  return approvalLine(
    { usageLine, vendorServiceId: input.vendorServiceId, composed, snapshot },
    {
      decision: 'prove',
      change: setQuantity,
      psaLineId,
      agreementId: line.agreementId,
      productIdentifier: line.productIdentifier,
      before: line.quantity,
      after: line.quantity,
      countOn: composed.vendorQuantity ?? 0,
      billingTarget: 'next-invoice',
      invoiceDate,
      period: null,
      currency: composed.money.currency,
      effectPerInvoice: '0',
      effectPerMonth: '0',
      reason: null,
    },
    now,
  );
}

const unsuitable = (detail: Message): Rejected => rejected('ProofLineUnsuitable', detail);

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
