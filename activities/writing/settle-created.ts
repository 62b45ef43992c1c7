import { type Message, message } from '../../messages/message.ts';
import { bySystem } from '../../use-cases/request-context.ts';
import { recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import { proveNewLines, withdrawNewLines } from '../../use-cases/write-back/write-methods.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { moveApprovalLine, noteCreatedLine } from '../../db/write-back/approvals.ts';
import { noteProven } from '../../db/write-back/wake-ups.ts';
import {
  concludeIntent,
  openIntent,
  type SendingFacts,
  sentChangeOf,
} from '../../db/write-back/write-intents.ts';
import type { Tx } from '../../db/model/database.ts';
import { closeNotices, keepNotice } from '../../db/notices/notices.ts';
import type { AffectedGroups } from '../../db/usage/affected-groups.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import { duplicatesOf } from '../../domain/comparison/billing-groups.ts';
import type { NewLine } from '../../domain/decisions/change.ts';
import {
  creationOutcome,
  differencesOfCreated,
  linesBeside,
  markedIn,
  type SentLine,
} from '../../domain/write-back/created-line.ts';
import type { OverlappingEdits, Psa } from '../../psa/port.ts';
import { auditStep, type LineWork, noticeOfLine, worked } from './line-work.ts';
import type { AgreementReading } from './read-target.ts';
import { conflict, together } from './conclude-write.ts';
import { documentChangedSince } from './write-plan.ts';

/** A line was created without its units, which are sent next. */
export interface Created {
  readonly kind: 'units';
}

/** Throws where something else was approved. */
export function newLineOf({ change }: Pick<ApprovalLine, 'change'>): NewLine {
  if (change.kind !== 'create-line') throw new Error(`no line is created by a change "${change.kind}"`);
  return change.line;
}

/** Do lines of this PSA get their units by a second write? */
const unitsFollow = (psa: Psa): boolean => psa.unitsAround !== undefined;

/** What was approved, as it must be found. */
export const sentLineOf = (
  psa: Psa,
  line: ApprovalLine,
  { change: { knownLineIds } }: SendingFacts,
): SentLine => ({
  marker: line.psaLineId,
  productId: newLineOf(line).productId,
  units: unitsFollow(psa) ? null : line.after,
  knownLineIds: knownLineIds ?? [],
});

/** A line that was found as approved, and what its sending knew. */
export interface FoundLine {
  readonly created: PsaLine;
  /** All lines of its agreement, with it. */
  readonly lines: readonly PsaLine[];
  readonly intent: SendingFacts;
  readonly affected: AffectedGroups;
  /** Absent: its answer was lost, or the PSA keeps no log of changes that could be asked. */
  readonly edits?: OverlappingEdits | undefined;
}

/** The line is there, once and as approved: done, or its units follow. The caller has locked the approval line. */
export async function settleCreated(
  tx: Tx,
  psa: Psa,
  line: ApprovalLine,
  { created, lines, intent, affected, edits }: FoundLine,
  at: Date,
): Promise<LineWork | Created> {
  const others = lines.filter(({ id }) => id !== created.id);
  const added = others.filter(({ id }) => intent.change.knownLineIds?.includes(id) === false);
  const notOurs = [...added.map(({ id }) => id), ...(edits?.byPeople ?? [])];
  const moved = documentChangedSince(intent.document, others, notOurs);
  if (moved !== null) await noticeOfLine(tx, line, 'WriteChangedOthers', moved);
  const beside = linesBeside(sentLineOf(psa, line, intent), created, others);
  if (beside.length > 0) await noteBeside(tx, line, created, beside);
  const { elsewhere = null, notKnown = null } = edits ?? {};
  if (elsewhere !== null) await noticeOfLine(tx, line, 'EditDuringWrite', elsewhere);
  if (unitsFollow(psa)) {
    await noteFirstStep(tx, line, created.id, at);
    await recomposeAffected(tx, line, affected, at);
    return { kind: 'units' };
  }
  if (moved === null) await proveNewLines(tx, line, intent.method, bySystem(line, at));
  else await withdrawNewLines(tx, line, intent.method, moved, bySystem(line, at));
  await confirmCreated(tx, line, created, at, [moved, notKnown]);
  await recomposeAffected(tx, line, affected, at);
  return worked;
}

/** Somebody added the same line, or the PSA carried the request out twice; composing says from when on it bills twice. */
async function noteBeside(
  tx: Tx,
  line: ApprovalLine,
  created: PsaLine,
  beside: readonly PsaLine[],
): Promise<void> {
  const why = message('write-back.created.beside', { line: created.id, others: beside.map(({ id }) => id) });
  const detail = message('notices.billed-twice', { companyId: line.companyId, why });
  await keepNotice(tx, line, { code: 'BilledTwice', subject: duplicatesOf(line.groupKey), detail });
}

/** The creation is over; the approval line is not, until its units are set or a person decides. */
async function noteFirstStep(tx: Tx, line: ApprovalLine, created: string, at: Date): Promise<void> {
  const detail = message('write-back.created.as', { line: created });
  await concludeIntent(tx, line, 'confirmed', detail, at);
  await noteCreatedLine(tx, line, created);
  if (line.state === 'unknown') return;
  await moveApprovalLine(tx, line, { to: 'unknown', detail }, at);
  await auditStep(tx, line, 'unknown', detail);
}

/**
 * The line exists in the PSA as approved. What the PSA set differently is noted, and raises a notice. The
 * caller recomposes.
 */
export async function confirmCreated(
  tx: Tx,
  line: ApprovalLine,
  created: PsaLine,
  at: Date,
  remarks: readonly (Message | null)[] = [],
): Promise<void> {
  const cameOut = await tellDifferences(tx, line, created);
  const detail = together(message('write-back.created.as', { line: created.id }), cameOut, ...remarks);
  await noteProven(tx, line, at);
  await noteCreatedLine(tx, line, created.id);
  await concludeIntent(tx, line, 'confirmed', detail, at);
  await moveApprovalLine(tx, line, { to: 'confirmed', detail }, at);
  await closeNotices(tx, line, 'WriteBlocked');
  await auditStep(tx, line, 'confirmed', detail);
}

/** What of the line is not as approved, with a notice; null: nothing. */
async function tellDifferences(tx: Tx, line: ApprovalLine, created: PsaLine): Promise<Message | null> {
  const differences = differencesOfCreated(newLineOf(line), created);
  if (differences.length === 0) return null;
  const cameOut = message('write-back.created.came-out', { differences });
  await noticeOfLine(tx, line, 'NewLineNotAsApproved', cameOut);
  return cameOut;
}

/** A person decides; nothing more is sent. */
export async function stopCreated(tx: Tx, line: ApprovalLine, detail: Message, at: Date): Promise<LineWork> {
  await conflict(tx, line, detail, null, at);
  return worked;
}

/**
 * A queued creation whose marker is in the PSA: the rows are older than what was done. Nothing is created again. Null: no
 * line bears it.
 */
export async function foundByMarker(
  tx: Tx,
  psa: Psa,
  line: ApprovalLine,
  { agreements }: Pick<AgreementReading, 'agreements'>,
  { affected, billingDay }: { readonly affected: AffectedGroups; readonly billingDay: string },
  at: Date,
): Promise<LineWork | Created | null> {
  const marked = markedIn(
    agreements.flatMap(({ lines }) => lines),
    line.psaLineId,
  );
  if (marked.length === 0) return null;
  const wanted = { productId: newLineOf(line).productId, units: unitsFollow(psa) ? null : line.after };
  const sent = { ...wanted, marker: line.psaLineId, knownLineIds: [] };
  const outcome = creationOutcome(sent, [marked, marked]);
  if (outcome.kind === 'conflict' || unitsFollow(psa)) {
    // It was sent, whatever the rows say: from here on it is handled like every line that was.
    await noteEarlierSending(tx, line, billingDay, at);
    const sending = { ...line, state: 'sending', sendCount: 1, sentAt: at } as const;
    if (outcome.kind === 'conflict') return stopCreated(tx, sending, outcome.detail, at);
    await noteFirstStep(tx, sending, outcome.line.id, at);
    await recomposeAffected(tx, line, affected, at);
    return { kind: 'units' };
  }
  const { line: found } = outcome;
  const cameOut = await tellDifferences(tx, line, found);
  const detail = together(message('write-back.created.found', { line: found.id }), cameOut);
  await noteCreatedLine(tx, line, found.id);
  await moveApprovalLine(tx, line, { to: 'unchanged', detail }, at);
  await auditStep(tx, line, 'unchanged', detail);
  await recomposeAffected(tx, line, affected, at);
  return worked;
}

async function noteEarlierSending(tx: Tx, line: ApprovalLine, billingDay: string, at: Date): Promise<void> {
  const unknown = { lastUpdated: null, day: null, document: null, method: null };
  await openIntent(tx, line, {
    number: 1,
    change: sentChangeOf(line, []),
    sentAt: at,
    billingDay,
    ...unknown,
  });
  await moveApprovalLine(tx, line, { to: 'sending', sendCount: 1, sentAt: at }, at);
  await auditStep(tx, line, 'sending');
}
