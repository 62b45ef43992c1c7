import type { Selectable } from 'kysely';
import { Lists, NewLine } from '../../../contracts/stored/new-line.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import type { WriteIntentTable } from '../../../db/model/tables/write-back.ts';
import { formerChange, isOpenConflict, type ListedWriteBack } from '../../../db/lists/write-backs.ts';
import { isLive } from '../../../domain/decisions/approval.ts';
import { type Message, message } from '../../../messages/message.ts';
import { storedMessage, StoredMessage } from '../../../messages/stored.ts';
import { targetInvoice } from '../../../domain/decisions/billing-target-text.ts';
import { billingTargetRejection } from '../../../domain/decisions/revert.ts';
import { waitsFor } from '../../../domain/write-back/wait-reason.ts';
import { iso, isoOrNull } from '../../list-answer.ts';
import { causesIn } from '../../problems.ts';
import { messageWire } from '../../rendering.ts';
import { ruleWire } from '../usage/line-rule-wire.ts';

/** An approval line as the console and scripts see it. */
export function writeBackWire(row: ListedWriteBack, render: Renderer) {
  const wait = waitOf(row);
  return {
    id: row.id,
    approvalId: row.approvalId,
    integrationId: row.integrationId,
    usageLineId: row.usageLineId,
    label: row.label,
    companyId: row.companyId,
    agreementId: row.agreementId,
    psaLineId: row.psaLineId,
    createdLineId: row.createdLineId,
    productIdentifier: row.productIdentifier,
    decision: row.decision,
    change: row.change,
    newLine: NewLine.nullable().parse(row.newLine),
    lastBilledDay: row.lastBilledDay,
    before: row.before,
    after: row.after,
    countOn: row.countOn,
    rule: row.rule === null ? null : ruleWire(row.rule, row.countOn, render),
    billingTarget: row.billingTarget,
    invoiceDate: row.invoiceDate,
    billsByDay: row.billsByDay,
    targetInvoice: messageWire(render, targetInvoiceOf(row)),
    // Its own code and params, and as a text by itself.
    waitsFor: wait === null ? null : { ...messageWire(render, wait), message: render(waitingText(wait)) },
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
    cause: causesIn(render)(row.code, row.detail),
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
export function waitOf(row: ListedWriteBack): Message | null {
  if (row.state !== 'queued') return null;
  const line = {
    billingTarget: row.billingTarget,
    invoiceDate: row.invoiceDate,
    notRead: row.decision !== 'prove' && row.notRead,
    due: row.dueAt !== null,
    laterInvoiceDate: row.laterInvoiceDate,
    code: row.code,
    detail: storedMessage(row.detail),
  };
  return waitsFor(line, row);
}

/** What it waits for, as a text by itself: the cause of the last attempt is one. */
export const waitingText = (wait: Message): Message =>
  wait.id === 'usage.waits.detail' ? wait : message('write-back.waiting', { for: wait });

/** What a line refers to by ID, so that its names are loaded before rendering. */
export const messagesOf = ({ detail }: Pick<ListedWriteBack, 'detail'>): readonly Message[] =>
  detail === null ? [] : [StoredMessage.parse(detail)];

/** Whether anything of it could be taken back; the present line is evaluated when somebody asks (RULES 8). */
function canRevert(row: ListedWriteBack): boolean {
  return (
    row.state === 'confirmed' &&
    row.revertedBy === null &&
    (row.decision === 'create' ||
      row.decision === 'end' ||
      ((row.decision === 'approve' || row.decision === 'adjust') &&
        billingTargetRejection(formerChange(row), row.nextInvoiceDate) === null))
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

export const intentWire = (intent: Selectable<WriteIntentTable>, render: Renderer) => ({
  sendNumber: intent.sendNumber,
  change: intent.change,
  lists: Lists.nullable().parse(intent.lists),
  before: intent.before,
  after: intent.after,
  sentAt: iso(intent.sentAt),
  outcome: intent.outcome,
  detail: intent.detail === null ? null : messageWire(render, StoredMessage.parse(intent.detail)),
  concludedAt: isoOrNull(intent.concludedAt),
});

export const hasOpenLine = (rows: readonly ListedWriteBack[]): boolean =>
  rows.some(({ state }) => isLive(state));
