import { type Message, message } from '../../messages/message.ts';
import { type ApprovalLine, lockApprovalLine } from '../../db/write-back/approval-lines.ts';
import type { Tx } from '../../db/model/database.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import type { ShownSince } from '../../db/readings/psa-lines.ts';
import { noteProven } from '../../db/write-back/wake-ups.ts';
import { snapshotDifferences } from '../../domain/write-back/snapshot-differences.ts';
import type { Instant } from '../../domain/quantity.ts';
import type { AfterChange } from '../../domain/usage/billing-target.ts';
import type { Psa, LineSnapshot, WriteOutcome, WritePlan } from '../../psa/port.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { type LineWork, noticeOfLine, type TooLate, worked } from './line-work.ts';
import { tooOld } from './read-target.ts';
import { documentChangedSince } from './write-plan.ts';
import { type ShownLine, evaluateMethod, confirm, together, conflict } from './conclude-write.ts';
import { settleTrouble } from './write-trouble.ts';

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
    const { onLine = null, elsewhere = null, notKnown = null, byPeople } = outcome.edits ?? {};
    if (elsewhere !== null) await noticeOfLine(tx, line, 'EditDuringWrite', elsewhere);
    if (onLine !== null) {
      await conflict(tx, line, message('psas.edited-during-write', { edits: onLine }), shown, at);
      return worked;
    }
    const moved = documentChangedSince(sending.plan.document, outcome.document, byPeople);
    await evaluateMethod(tx, line, sending.plan.method, moved, at);
    return answered(tx, line, shown, landed, [moved, notKnown], at);
  }
  return settleTrouble(tx, line, outcome, at);
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
