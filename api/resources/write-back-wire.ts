import type { Selectable } from 'kysely';
import type { CalledIfKnown } from '../../domain/called.ts';
import type { Message } from '../../messages/message.ts';
import type { Renderer } from '../../messages/rendering/renderer.ts';
import type { WriteIntentTable } from '../../db/model/tables.ts';
import { formerChange, isOpenConflict, type ListedWriteBack } from '../../db/lists/write-backs.ts';
import { isLive } from '../../domain/write-back/approval.ts';
import { targetInvoice } from '../../domain/write-back/billing-target-on.ts';
import { billingTargetRejection } from '../../domain/write-back/revert.ts';
import { waitsFor } from '../../domain/write-back/waits-for.ts';
import { iso, isoOrNull } from '../list-answer.ts';
import { causeOf } from '../problems.ts';

/** An approval line as the console and scripts see it. */
export function writeBackWire(row: ListedWriteBack, called: CalledIfKnown | null, render: Renderer) {
  return {
    id: row.id,
    approvalId: row.approvalId,
    integrationId: row.integrationId,
    usageLineId: row.usageLineId,
    label: row.label,
    companyId: row.companyId,
    agreementId: row.agreementId,
    psaLineId: row.psaLineId,
    productIdentifier: row.productIdentifier,
    decision: row.decision,
    before: row.before,
    after: row.after,
    countOn: row.countOn,
    billingTarget: row.billingTarget,
    invoiceDate: row.invoiceDate,
    targetInvoice: render(targetInvoiceOf(row)),
    waitsFor: waitsForOf(row, render),
    currency: row.currency,
    effectPerInvoice: row.effectPerInvoice,
    effectPerMonth: row.effectPerMonth,
    reason: row.reason,
    actor: { ...row.actor, name: row.actorName },
    approvedAt: iso(row.approvedAt),
    expiresAt: iso(row.expiresAt),
    state: row.state,
    sendCount: row.sendCount,
    sentAt: isoOrNull(row.sentAt),
    finishedAt: isoOrNull(row.finishedAt),
    cause: causeOf(row.code, row.detail, called),
    psaShows: row.psaQuantity,
    reverts: row.reverts,
    revertedBy: row.revertedBy,
    replacedBy: row.replacedBy,
    resolved: resolvedWire(row),
    can: { cancel: row.state === 'queued', revert: canRevert(row), resolve: isOpenConflict(row) },
  };
}

export const targetInvoiceOf = ({
  billingTarget,
  invoiceDate,
  landedInvoiceDate,
}: Pick<ListedWriteBack, 'billingTarget' | 'invoiceDate' | 'landedInvoiceDate'>): Message =>
  landedInvoiceDate === null
    ? targetInvoice(billingTarget, invoiceDate)
    : targetInvoice('next-invoice', landedInvoiceDate);

/** What a queued line waits for; null: it is not queued. */
export const waitsForOf = (row: ListedWriteBack, render: Renderer): string | null =>
  row.state === 'queued'
    ? render(
        waitsFor(
          {
            billingTarget: row.billingTarget,
            invoiceDate: row.invoiceDate,
            notRead: row.decision !== 'prove' && row.notRead,
            due: row.dueAt !== null,
            laterInvoiceDate: row.laterInvoiceDate,
            code: row.code,
            detail: row.detail,
          },
          row,
        ),
      )
    : null;

/** Whether anything of it could be taken back; the present line is evaluated when somebody asks (RULES 8). */
function canRevert(row: ListedWriteBack): boolean {
  return (
    row.state === 'confirmed' &&
    (row.decision === 'approve' || row.decision === 'adjust') &&
    row.revertedBy === null &&
    billingTargetRejection(formerChange(row), row.nextInvoiceDate) === null
  );
}

function resolvedWire(row: ListedWriteBack) {
  if (row.resolvedAt === null || row.resolvedBy === null || row.resolution === null) return null;
  return {
    at: iso(row.resolvedAt),
    by: { ...row.resolvedBy, name: row.resolvedByName },
    reason: row.resolution,
  };
}

export const intentWire = (intent: Selectable<WriteIntentTable>) => ({
  sendNumber: intent.sendNumber,
  before: intent.before,
  after: intent.after,
  sentAt: iso(intent.sentAt),
  outcome: intent.outcome,
  detail: intent.detail,
  concludedAt: isoOrNull(intent.concludedAt),
});

export const hasOpenLine = (rows: readonly ListedWriteBack[]): boolean =>
  rows.some(({ state }) => isLive(state));
