import { type Message, message } from '../../messages/message.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApprovalLine, lockApprovalLine } from '../../db/write-back/approval-lines.ts';
import type { Tx } from '../../db/model/database.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import { both, onlyGroups } from '../../db/usage/affected-groups.ts';
import { noteProven } from '../../db/write-back/wake-ups.ts';
import { findOpenIntent, type OpenIntent } from '../../db/write-back/write-intents.ts';
import { withStaying } from '../../domain/comparison/billing-groups.ts';
import type { Confirmation, ShownLine } from '../../domain/write-back/confirmation.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import { sameNumber } from '../../domain/decisions/line-fields.ts';
import { boundFacts, approvedSnapshot } from '../../domain/decisions/snapshot.ts';
import { neededRight, type ReadBack, resolveUnknown } from '../../domain/write-back/write-outcome.ts';
import type { AfterChange } from '../../domain/usage/billing-target.ts';
import type { Psa, LineSnapshot } from '../../psa/port.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { rowMissing } from '../runtime/failures.ts';
import {
  type LineWork,
  inTime,
  noticeOfLine,
  type TooLate,
  tooLate,
  unreadable,
  worked,
} from './line-work.ts';
import {
  companyMoved,
  isGone,
  readTarget,
  targetShownSince,
  type TargetReading,
  tooOld,
} from './read-target.ts';
import { storeTargetReading } from './store-reading.ts';
import { confirm, conflict, evaluateMethod } from './conclude-write.ts';
import { mayBeginOn, send, updatedOf } from './send.ts';
import { documentChangedSince, planOf } from './write-plan.ts';
import { noOpenIntent, admitUnknown, lockLine, giveUpOr } from './unknown-outcome.ts';
import { asSigned, type Back, type Claim, sendAgain, lineGone, endNotDone } from './send-again.ts';

/**
 * A line found `sending` or `unknown` whose wait is over: read twice, some seconds apart, then confirmed, sent once
 * more, or given to a person (architecture.md 5). Also where nothing may be sent any more: reading is always allowed.
 */
export async function resolveWrite(
  deps: ActivityDependencies,
  psa: Psa,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<LineWork> {
  await deps.atWritePoint('before-read-back', line.id);
  await deps.db.transaction().execute((tx) => admitUnknown(tx, line, deps.now()));
  const first = await readTarget(deps, psa, line, signal);
  if (!first.ok) return giveUpOr(deps, line, unreadable(first));
  const sent = await deps.db.transaction().execute(async (tx) => {
    const { back } = await readBack(tx, deps, line, first.value);
    const intent = await findOpenIntent(tx, line);
    if (intent !== null) return { back, shown: shownOf(first.value), intent };
    const now = await lockApprovalLine(tx, line.tenantId, line.id);
    if (now?.state === 'unknown') throw noOpenIntent();
    return null;
  });
  // Another attempt came to an end with it.
  if (sent === null) return worked;
  await deps.atWritePoint('read-back-once', line.id);
  await sleep(deps.writing.readBackGapMs, undefined, { signal });
  return inTime(deps, line, () => readAgain(deps, psa, line, sent, signal));
}

/** The open sending, and what the first reading after it showed. */
interface Sent {
  readonly back: ReadBack;
  readonly shown: ShownLine;
  readonly intent: OpenIntent;
}

/** The second reading, and what follows from both. What came too late is evaluated by a fresh one. */
async function readAgain(
  deps: ActivityDependencies,
  psa: Psa,
  line: ApprovalLine,
  sent: Sent,
  signal: AbortSignal,
): Promise<LineWork | TooLate> {
  const second = await readTarget(deps, psa, line, signal);
  if (!second.ok) return giveUpOr(deps, line, unreadable(second));
  const plan = planOf(line, asSigned(line, sent.intent));
  const confirmation = await psa.confirm(plan, [sent.shown, shownOf(second.value)], signal);
  if (!confirmation.ok) return giveUpOr(deps, line, unreadable(confirmation));
  const claim = await deps.db
    .transaction()
    .execute((tx) => resolve(tx, deps, psa, line, sent.back, second.value, confirmation.value));
  if (claim.kind !== 'send') return claim;
  await deps.atWritePoint('intent-stored-again', line.id);
  return send(deps, psa, line, claim, mayBeginOn(deps, second.value), signal);
}

/** What a reading shows of the line; null: it is gone. */
export const shownOf = ({ target }: TargetReading): ShownLine => (isGone(target) ? null : target.line);

async function readBack(
  tx: Tx,
  deps: ActivityDependencies,
  line: ApprovalLine,
  reading: TargetReading,
): Promise<Back> {
  const now = deps.now();
  const integration = await lockIntegration(tx, line);
  if (integration === null) throw rowMissing('integration');
  const groupKeys = withStaying(line.groupKey);
  const affected = both(await storeTargetReading(tx, line, reading), onlyGroups(groupKeys));
  const { lines, input } = await recomposeAffected(tx, line, affected, now);
  const [composed = null, staying = null] = groupKeys.map((its) =>
    lines.find(({ groupKey }) => groupKey === its),
  );
  if (input === null) throw new Error('a sending outlived its vendor service');
  const bound = boundFacts(input);
  const known = { integration, composed, staying, bound, input, companyMoved: companyMoved(line, reading) };
  if (isGone(reading.target)) return { ...known, back: { kind: 'gone' }, whole: true };
  const { quantity, cancelledDate, lastUpdated } = reading.target.line;
  const snapshot = composed === null ? null : approvedSnapshot(composed, line.psaLineId, bound);
  if (snapshot !== null) return { ...known, back: { kind: 'snapshot', snapshot, lastUpdated }, whole: true };
  // Remapped meanwhile: its group cannot be compared, but what the line shows still tells whether it was done.
  const shown = { ...line.snapshot, line: { ...line.snapshot.line, quantity, cancelledDate } };
  return { ...known, back: { kind: 'snapshot', snapshot: shown, lastUpdated }, whole: false };
}

async function resolve(
  tx: Tx,
  deps: ActivityDependencies,
  psa: Psa,
  { tenantId, id, sentAt }: ApprovalLine,
  firstBack: ReadBack,
  reading: TargetReading,
  confirmation: Confirmation,
): Promise<Claim> {
  const known = await lockLine(tx, tenantId, id);
  if (known === null) return worked;
  const second = await readBack(tx, deps, known, reading);
  const line = await lockApprovalLine(tx, tenantId, id);
  // Readings from before a later sending, by another attempt, say nothing about that one.
  if (line?.state !== 'unknown' || line.sentAt?.getTime() !== sentAt?.getTime()) return worked;
  const now = deps.now();
  const late = tooOld(deps, reading);
  if (late !== null) return tooLate(late.detail, late.slowAnswerMs);
  const overtakenBy = overtaken(reading, second.input.lines);
  if (overtakenBy !== null) return tooLate(overtakenBy);
  const intent = await findOpenIntent(tx, line);
  if (intent === null) throw noOpenIntent();
  const target = isGone(reading.target) ? null : reading.target;
  const shown = target === null ? null : { line: target.line, shownSince: targetShownSince(reading) };
  const byDifference = shown !== null && psa.waysOf(shown.line).quantity === 'delta';
  const outcome = resolveUnknown(
    { change: line.change, snapshot: line.snapshot, answeredNotFound: intent.answeredNotFound, byDifference },
    confirmation,
    [firstBack, second.back],
    line.sendCount,
  );
  const moved = target === null ? null : documentChangedSince(intent.document, target.document);
  switch (outcome.kind) {
    case 'confirmed':
      if (shown !== null) await confirm(tx, line, shown, afterIn(psa, target), now, moved, confirmation);
      // Of a proof the readings show nothing: the line had that quantity before.
      if (moved !== null || line.decision !== 'prove')
        await evaluateMethod(tx, line, intent.method, moved, now);
      if (confirmation.elsewhere != null)
        await noticeOfLine(tx, line, 'EditDuringWrite', confirmation.elsewhere);
      // A difference that begins on its very day, or an end, is ours: it proves what an answer would have.
      if ((byDifference && intent.day !== null) || neededRight(line.change.kind) !== 'write')
        await noteProven(tx, line, now);
      return worked;
    case 'conflict':
      await conflict(tx, line, outcome.detail, shown, now, confirmation);
      return worked;
    case 'gone':
      return endNotDone(tx, line, lineGone, now);
    case 'send-again':
      if (moved === null) return sendAgain(tx, deps, line, second, intent, confirmation, now);
      await conflict(
        tx,
        line,
        message('core.both', { first: confirmation.detail, second: moved }),
        shown,
        now,
        confirmation,
      );
      return worked;
  }
}

/** What the agreement shows now of where a change landed that was made some time ago; null: changes name a day. */
function afterIn(psa: Psa, target: LineSnapshot | null): AfterChange | null {
  if (target === null || psa.waysOf(target.line).dated !== 'no') return null;
  return {
    nextInvoiceDate: psa.billingTargetFacts(target.agreement, target.parentAgreement).nextInvoiceDate,
    agreementUpdatedBefore: null,
    agreementUpdated: updatedOf(target),
    lineUpdated: target.line.lastUpdated,
  };
}

/**
 * A newer reading of the line was stored meanwhile, so that the verdict is about an older one.
 *
 * @param stored as the PSA gave them: the composition shows a line without units as it will be once it has some
 */
function overtaken({ target }: TargetReading, stored: readonly PsaLine[]): Message | null {
  if (isGone(target)) return null;
  const { line } = target;
  const now = stored.find(({ id }) => id === line.id);
  return now === undefined ||
    (sameNumber(line.quantity, now.quantity) && line.cancelledDate === now.cancelledDate)
    ? null
    : message('write-back.too-late.changed');
}
