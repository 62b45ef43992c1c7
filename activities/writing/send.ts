import { type Message, message, sentences } from '../../messages/message.ts';
import { type ApprovalLine, lockApprovalLine } from '../../db/write-back/approval-lines.ts';
import { moveApprovalLine, noteWriteRight } from '../../db/write-back/approvals.ts';
import { pipelined } from '../../db/driver/pipelined.ts';
import type { Tx } from '../../db/model/database.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { closeNotices } from '../../db/notices/notices.ts';
import { type ShownSince, storeShownLine } from '../../db/readings/psa-lines.ts';
import { bySystem } from '../../use-cases/request-context.ts';
import { noteMethodKeeps, proveMethod, withdrawMethod } from '../../use-cases/write-back/write-methods.ts';
import { recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import { both, onlyGroups, type AffectedGroups, affectedGroups } from '../../db/usage/affected-groups.ts';
import { noteProven, wakeNextProof } from '../../db/write-back/wake-ups.ts';
import { concludeIntent, noteNotFound, reopenIntent } from '../../db/write-back/write-intents.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import type { Confirmation } from '../../domain/write-back/confirmation.ts';
import { snapshotDifferences } from '../../domain/write-back/snapshot-differences.ts';
import { neededRight } from '../../domain/write-back/write-outcome.ts';
import type { Instant } from '../../domain/quantity.ts';
import { type AfterChange, laterInvoice } from '../../domain/usage/billing-target.ts';
import type { Psa, LineSnapshot, WriteOutcome, WritePlan, WriteTrouble } from '../../psa/port.ts';
import type { ActivityDependencies } from '../attempt/dependencies.ts';
import {
  auditStep,
  blocked,
  type LineWork,
  noticeOfLine,
  type TooLate,
  tooLate,
  worked,
} from './line-work.ts';
import { tooOld } from './read-target.ts';
import { documentChangedSince } from './write-plan.ts';

/** A sending whose intent is stored. */
export interface Sending {
  readonly sentAt: Date;
  readonly plan: WritePlan;
  /** When the PSA had last changed the agreement that says the next invoice, by the reading right before; null: not said. */
  readonly agreementUpdated: Instant | null;
}

/**
 * One request for an intent that is stored, and its outcome (architecture.md 5, transaction 2). The client never repeats
 * it; a crash from here on leaves `sending`, which the next attempt resolves by reading.
 */
export async function send(
  deps: ActivityDependencies,
  psa: Psa,
  line: ApprovalLine,
  sending: Sending,
  mayBegin: () => boolean,
  signal: AbortSignal,
): Promise<LineWork | TooLate> {
  let acceptedAt = sending.sentAt;
  const afterChange = (): Promise<void> => {
    acceptedAt = deps.now();
    return deps.atWritePoint('change-accepted', line.id);
  };
  const outcome = unlessReadAfter(await psa.write(sending.plan, { mayBegin, afterChange, signal }));
  const shownSince = { from: sending.sentAt, writtenAt: acceptedAt };
  await deps.atWritePoint('answered', line.id);
  const landed = outcome.kind === 'accepted' ? landedAfter(psa, outcome, sending) : null;
  const work = await deps.db
    .transaction()
    .execute((tx) => settle(tx, line, sending, { outcome, landed, shownSince }, deps.now()));
  await deps.atWritePoint('outcome-stored', line.id);
  return work;
}

/** An accepted change whose agreement could not be read after it is read back: only that tells which invoice bills it. */
const unlessReadAfter = (outcome: WriteOutcome): WriteOutcome =>
  outcome.kind === 'accepted' && outcome.after === null
    ? {
        kind: 'unknown',
        scope: 'line',
        code: 'PsaUnreachable',
        detail: message('psas.agreement-not-read-after'),
      }
    : outcome;

/** What the agreement shows after the change, where changes act on its next invoice; null: it was not read. */
function landedAfter(
  psa: Psa,
  { after, line }: Extract<WriteOutcome, { readonly kind: 'accepted' }>,
  { agreementUpdated: agreementUpdatedBefore }: Sending,
): AfterChange | null {
  if (after == null || psa.waysOf(line).dated !== 'no') return null;
  return {
    nextInvoiceDate: psa.billingTargetFacts(after.agreement, after.parentAgreement).nextInvoiceDate,
    agreementUpdatedBefore,
    agreementUpdated: updatedOf(after),
    lineUpdated: line.lastUpdated,
  };
}

/** When the agreement that says the next invoice was last changed: its parent, where it has no date of its own. */
export const updatedOf = ({
  agreement,
  parentAgreement,
}: Pick<LineSnapshot, 'agreement' | 'parentAgreement'>): Instant | null =>
  (agreement.nextInvoiceDate === null ? parentAgreement : agreement)?.lastUpdated ?? null;

/** What the PSA showed of the line, and when. */
interface ShownLine {
  readonly line: PsaLine;
  readonly shownSince: ShownSince;
}

/** May the request of a decision on this reading still leave? Asked right before it does. */
export const mayBeginOn =
  (deps: Parameters<typeof tooOld>[0], reading: Parameters<typeof tooOld>[1]) => (): boolean =>
    tooOld(deps, reading) === null;

interface Answer {
  readonly outcome: WriteOutcome;
  readonly landed: AfterChange | null;
  readonly shownSince: ShownSince;
}

/** The line locked, where its present sending is still this one; null: it was resolved meanwhile. */
export async function lockSent(
  tx: Tx,
  sent: ApprovalLine,
  { sentAt }: Pick<Sending, 'sentAt'>,
): Promise<ApprovalLine | null> {
  await lockIntegration(tx, sent);
  const line = await lockApprovalLine(tx, sent.tenantId, sent.id);
  const isOurs =
    line !== null &&
    (line.state === 'sending' || line.state === 'unknown') &&
    line.sentAt?.getTime() === sentAt.getTime();
  return isOurs ? line : null;
}

/** Stores the outcome, unless this very sending was resolved meanwhile. */
async function settle(
  tx: Tx,
  sent: ApprovalLine,
  sending: Sending,
  { outcome, landed, shownSince }: Answer,
  at: Date,
): Promise<LineWork | TooLate> {
  const line = await lockSent(tx, sent, sending);
  if (line === null) return worked;
  if (outcome.kind === 'accepted') {
    const shown = { line: outcome.line, shownSince };
    const { onLine = null, elsewhere = null, notKnown = null } = outcome.edits ?? {};
    if (elsewhere !== null) await noticeOfLine(tx, line, 'EditDuringWrite', elsewhere);
    if (onLine !== null) {
      await conflict(tx, line, message('psas.edited-during-write', { edits: onLine }), shown, at);
      return worked;
    }
    const moved = documentChangedSince(sending.plan.document, outcome.document);
    await evaluateMethod(tx, line, sending.plan.method, moved, at);
    return answered(tx, line, shown, landed, [moved, notKnown], at);
  }
  return settleTrouble(tx, line, outcome, at);
}

/** What was not accepted; the caller has locked the line, and knows that the outcome is of its present sending. */
export async function settleTrouble(
  tx: Tx,
  line: ApprovalLine,
  outcome: Exclude<WriteOutcome, { readonly kind: 'accepted' }>,
  at: Date,
): Promise<LineWork | TooLate> {
  // Another attempt has begun to read it back already: what the PSA shows decides, not this late answer.
  if (line.state === 'unknown') return worked;
  const { detail } = outcome;
  switch (outcome.kind) {
    case 'unknown':
      await moveApprovalLine(tx, line, { to: 'unknown', code: 'WriteOutcomeUnknown', detail }, at);
      if (outcome.code === 'PsaNotFound') await noteNotFound(tx, line);
      await auditStep(tx, line, 'unknown', detail);
      return goesOn(outcome);
    case 'withheld':
      await backToQueue(tx, line, { code: 'SeatwiseBusy', detail }, at);
      return tooLate(detail);
    case 'not-sent':
      return notSent(tx, line, outcome, at);
    case 'rejected':
      return rejected(tx, line, outcome, at);
  }
}

/** This line is done with for now; others would meet the same, where what it met reaches further than itself. */
const goesOn = ({ scope, code, detail }: WriteTrouble): LineWork =>
  scope === 'line' ? worked : blocked(code, detail, { scope });

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

/** Other lines of its document are not as they were: a person sees to them, and nothing more is written so. */
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

async function answered(
  tx: Tx,
  line: ApprovalLine,
  shown: ShownLine,
  after: AfterChange | null,
  remarks: readonly (Message | null)[],
  at: Date,
): Promise<LineWork> {
  const { line: answer } = shown;
  const shownNow = {
    ...line.snapshot,
    line: {
      ...line.snapshot.line,
      agreementId: answer.agreementId,
      productId: answer.productId,
      billCustomer: answer.billCustomer,
      unitPrice: answer.unitPrice,
      lessIncluded: answer.lessIncluded,
      ...(answer.minimum === undefined ? {} : { minimum: answer.minimum }),
      effectiveDate: answer.effectiveDate,
      cancelledDate: answer.cancelledDate,
    },
  };
  const differences = snapshotDifferences(line.snapshot, shownNow, line.change.kind);
  await noteProven(tx, line, at);
  const changed = differences.length === 0 ? null : message('write-back.changed-meanwhile', { differences });
  await confirm(tx, line, shown, after, at, together(changed, ...remarks));
  return worked;
}

/**
 * The approved value stands in the PSA (architecture.md 5), whatever else somebody changed on the line: that is noted.
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

/** Provably without effect: as if it had not been tried. After an unknown first sending that one is still to be resolved. */
async function notSent(
  tx: Tx,
  line: ApprovalLine,
  outcome: Extract<WriteOutcome, { readonly kind: 'not-sent' }>,
  at: Date,
): Promise<LineWork> {
  const { code, detail, scope, retryAfterMs } = outcome;
  await backToQueue(tx, line, outcome, at);
  return outcome.needsPerson
    ? blocked('WriteBlocked', detail, { scope })
    : blocked(code, detail, { scope, retryAfterMs });
}

async function backToQueue(
  tx: Tx,
  line: ApprovalLine,
  { code, detail }: { readonly code: string; readonly detail: Message },
  at: Date,
): Promise<void> {
  await concludeIntent(tx, line, 'not-sent', detail, at);
  const sendCount = line.sendCount - 1;
  if (sendCount > 0) await reopenIntent(tx, line, sendCount);
  await moveApprovalLine(
    tx,
    line,
    { to: sendCount === 0 ? 'queued' : 'unknown', code, detail, sendCount },
    at,
  );
  await auditStep(tx, line, 'not-sent', detail);
}

async function rejected(
  tx: Tx,
  line: ApprovalLine,
  outcome: Extract<WriteOutcome, { readonly kind: 'rejected' }>,
  at: Date,
): Promise<LineWork> {
  const { code, detail } = outcome;
  await concludeIntent(tx, line, 'rejected', detail, at);
  // What is unknown may still take effect, so "rejected" would say too much.
  if (line.sendCount > 1 || line.state === 'unknown') {
    await moveApprovalLine(tx, line, { to: 'conflict', code: 'WriteConflict', detail }, at);
    await noticeOfLine(
      tx,
      line,
      'WriteConflict',
      message('write-back.conflict.rejected-later', { why: detail }),
    );
    await auditStep(tx, line, 'conflict', detail);
  } else {
    await moveApprovalLine(tx, line, { to: 'rejected', code, detail }, at);
    await noticeOfLine(tx, line, 'WriteRejected', detail);
    await auditStep(tx, line, 'rejected', detail);
    await wakeNextProof(tx, line);
  }
  if (code === 'PsaRightMissing')
    await noteWriteRight(tx, line, neededRight(line.change.kind), 'rejected', at);
  await closeNotices(tx, line, 'WriteBlocked');
  await recomposeAffected(tx, line, onlyGroups([line.groupKey]), at);
  return goesOn(outcome);
}
