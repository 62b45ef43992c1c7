import { type Message, message, sentences } from '../../messages/message.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { moveApprovalLine } from '../../db/write-back/approvals.ts';
import { pipelined } from '../../db/driver/pipelined.ts';
import type { Tx } from '../../db/model/database.ts';
import { closeNotices } from '../../db/notices/notices.ts';
import { type ShownSince, storeShownLine } from '../../db/readings/psa-lines.ts';
import { bySystem } from '../../use-cases/request-context.ts';
import { noteMethodKeeps, proveMethod, withdrawMethod } from '../../use-cases/write-back/write-methods.ts';
import { recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import { both, onlyGroups, type AffectedGroups, affectedGroups } from '../../db/usage/affected-groups.ts';
import { concludeIntent } from '../../db/write-back/write-intents.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import type { Confirmation } from '../../domain/write-back/confirmation.ts';
import { type AfterChange, laterInvoice } from '../../domain/usage/billing-target.ts';
import { auditStep, noticeOfLine } from './line-work.ts';

/** What the PSA showed of the line, and when. */
export interface ShownLine {
  readonly line: PsaLine;
  readonly shownSince: ShownSince;
}

/**
 * What a confirmed sending shows of its method: a proof, that everything else is kept; a change, that a new quantity is
 * stored. Neither where more than the line changed.
 */
export async function evaluateMethod(
  tx: Tx,
  line: ApprovalLine,
  method: string | null,
  moved: Message | null,
  at: Date,
): Promise<void> {
  if (moved !== null) await tellMoved(tx, line, method, moved, at);
  else if (method !== null)
    await (line.decision === 'prove' ? noteMethodKeeps : proveMethod)(tx, line, method, bySystem(line, at));
}

/** Other lines of the document changed too: a person corrects them, and the method is not used again. */
async function tellMoved(
  tx: Tx,
  line: ApprovalLine,
  method: string | null,
  moved: Message,
  at: Date,
): Promise<void> {
  await noticeOfLine(tx, line, 'WriteChangedOthers', moved);
  if (method !== null) await withdrawMethod(tx, line, method, moved, bySystem(line, at));
}

/**
 * The PSA shows the approved value (architecture.md 5). Other changes on the line are noted.
 */
export async function confirm(
  tx: Tx,
  line: ApprovalLine,
  shown: ShownLine,
  after: AfterChange | null,
  at: Date,
  remarks: Message | null = null,
  confirmation: Confirmation | null = null,
): Promise<void> {
  const landed =
    after === null || line.decision === 'prove' ? null : laterInvoice(line.invoiceDateAtSending, after);
  const later = landed === null ? null : billedLater(line, landed);
  if (later !== null) await noticeOfLine(tx, line, 'BilledLater', later);
  const detail = together(remarks, later);
  const move = landed === null ? {} : { landedInvoiceDate: landed.invoiceDate };
  const [affected] = await pipelined(tx, (together) =>
    Promise.all([
      storeShown(together, line, shown),
      concludeIntent(together, line, 'confirmed', detail, at),
      moveApprovalLine(together, line, { to: 'confirmed', detail, ...move }, at),
      closeNotices(together, line, 'WriteBlocked'),
      auditStep(together, line, 'confirmed', detail, confirmation),
    ]),
  );
  await recomposeAffected(tx, line, affected, at);
}

export const together = (...all: readonly (Message | null)[]): Message | null =>
  sentences(all.filter((one) => one !== null));

const billedLater = (
  { invoiceDateAtSending, invoiceDate: approved }: ApprovalLine,
  { invoiceDate: invoice, certain }: { readonly invoiceDate: string; readonly certain: boolean },
): Message =>
  message(certain ? 'write-back.billed-later' : 'write-back.billed-later-unless', {
    expected: invoiceDateAtSending ?? approved,
    invoice,
  });

/** A person decides: both values stand in the line and in the notice. */
export async function conflict(
  tx: Tx,
  line: ApprovalLine,
  detail: Message,
  shown: ShownLine | null,
  at: Date,
  confirmation: Confirmation | null = null,
): Promise<void> {
  await concludeIntent(tx, line, 'conflict', detail, at);
  await moveApprovalLine(tx, line, { to: 'conflict', code: 'WriteConflict', detail }, at);
  const affected = shown === null ? onlyGroups([line.groupKey]) : await storeShown(tx, line, shown);
  await noticeOfLine(tx, line, 'WriteConflict', detail);
  await auditStep(tx, line, 'conflict', detail, confirmation);
  await recomposeAffected(tx, line, affected, at);
}

/** Makes what the PSA shows of the line the stored one; returns the groups that it touches. */
async function storeShown(
  tx: Tx,
  line: ApprovalLine,
  { line: shown, shownSince }: ShownLine,
): Promise<AffectedGroups> {
  await storeShownLine(tx, line, shown, shownSince);
  // It stays on its agreement, so that one look finds whom it touches.
  const affected = await affectedGroups(tx, line, { psaLineIds: [line.psaLineId] });
  return both(affected, onlyGroups([line.groupKey]));
}
