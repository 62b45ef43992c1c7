import type { Selectable } from 'kysely';
import type { WriteIntentTable } from '../../db/core/tables.ts';
import { formerChange, isOpenConflict, type ListedWriteBack } from '../../db/lists/write-backs.ts';
import { isLive } from '../../domain/write-back/approval.ts';
import { landsOn } from '../../domain/write-back/lands-on.ts';
import { invoiceMade, landedOn } from '../../domain/write-back/revert.ts';
import { surroundingsIn } from '../../db/write-back/queue-surroundings.ts';
import { waitsFor } from '../../domain/write-back/waits-for.ts';
import { iso, isoOrNull } from '../list-answer.ts';
import { causeOf } from '../problems.ts';
import { today } from '../today.ts';

/** An approval line as the console and scripts see it. */
export function writeBackWire(row: ListedWriteBack) {
  return {
    id: row.id,
    approvalId: row.approval_id,
    integrationId: row.integration_id,
    usageLineId: row.usage_line_id,
    label: row.label,
    companyId: row.company_id,
    agreementId: row.agreement_id,
    psaLineId: row.psa_line_id,
    productIdentifier: row.product_identifier,
    decision: row.decision,
    before: row.before,
    after: row.after,
    countOn: row.count_on,
    lands: row.landing,
    invoiceDate: row.invoice_date,
    landsOn: landsOnOf(row),
    waitsFor: waitsForOf(row),
    effectPerInvoice: row.effect_per_invoice,
    effectPerMonth: row.effect_per_month,
    reason: row.reason,
    actor: { ...row.actor, name: row.actor_name },
    approvedAt: iso(row.approved_at),
    expiresAt: iso(row.expires_at),
    state: row.state,
    sendCount: row.send_count,
    sentAt: isoOrNull(row.sent_at),
    finishedAt: isoOrNull(row.finished_at),
    cause: causeOf(row.code, row.detail),
    psaShows: row.psa_quantity,
    reverts: row.reverts,
    revertedBy: row.reverted_by,
    replacedBy: row.replaced_by,
    resolved: resolvedWire(row),
    can: { cancel: row.state === 'queued', revert: canRevert(row), resolve: isOpenConflict(row) },
  };
}

export const landsOnOf = (row: Pick<ListedWriteBack, 'landing' | 'invoice_date'>): string =>
  landsOn(row.landing, row.invoice_date, today());

/** What a queued line waits for, for people; null: it is not queued. */
export const waitsForOf = (row: ListedWriteBack): string | null =>
  row.state === 'queued'
    ? waitsFor(
        {
          invoice: landsOnOf(row),
          notRead: row.decision === 'prove' ? null : row.not_read,
          due: row.due_at !== null,
          laterInvoiceDate: row.later_invoice_date,
          code: row.code,
        },
        surroundingsIn(row),
      )
    : null;

/** Whether anything of it could be taken back; the present line is judged when somebody asks (RULES 8). */
function canRevert(row: ListedWriteBack): boolean {
  const landed = landedOn(formerChange(row));
  return (
    row.state === 'confirmed' &&
    (row.decision === 'approve' || row.decision === 'adjust') &&
    row.reverted_by === null &&
    landed !== null &&
    !invoiceMade(landed, row.next_invoice_date)
  );
}

function resolvedWire(row: ListedWriteBack) {
  if (row.resolved_at === null || row.resolved_by === null || row.resolution === null) return null;
  return {
    at: iso(row.resolved_at),
    by: { ...row.resolved_by, name: row.resolved_by_name },
    reason: row.resolution,
  };
}

export const intentWire = (intent: Selectable<WriteIntentTable>) => ({
  sendNumber: intent.send_number,
  before: intent.before,
  after: intent.after,
  sentAt: iso(intent.sent_at),
  outcome: intent.outcome,
  detail: intent.detail,
  concludedAt: isoOrNull(intent.concluded_at),
});

export const hasOpenLine = (rows: readonly ListedWriteBack[]): boolean =>
  rows.some(({ state }) => isLive(state));
