import { message } from '../../messages/message.ts';
import { recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import { type ApprovalLine, lockApprovalLine } from '../../db/write-back/approval-lines.ts';
import { type SendingFacts, sentChangeOf } from '../../db/write-back/write-intents.ts';
import { chosenMethods } from '../../db/write-back/write-methods.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import type { Tx } from '../../db/model/database.ts';
import { keepNotice, raiseNotice } from '../../db/notices/notices.ts';
import { entryOf } from '../../domain/kinds.ts';
import { targetAtSending } from '../../domain/usage/billing-target.ts';
import { creationOutcome } from '../../domain/write-back/created-line.ts';
import type { ApprovalEnd } from '../../domain/write-back/approval-end.ts';
import { countAtSending } from '../../domain/write-back/count-at-sending.ts';
import { methodOfNewLine } from '../../domain/write-back/write-methods.ts';
import { foundBy } from '../../psa/failures.ts';
import type { Gone, Psa, PsaResult, WriteOutcome, WritePlan } from '../../psa/port.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { rowMissing } from '../runtime/failures.ts';
import { type Created, foundByMarker, sentLineOf, settleCreated } from './settle-created.ts';
import { giveUnits } from './second-step.ts';
import {
  type Blocked,
  blocked,
  inTime,
  type LineWork,
  notReadCompletely,
  type TooLate,
  tooLate,
  unreadable,
  worked,
} from './line-work.ts';
import { endQueued, storeFirstSending, waitsForDay } from './claim.ts';
import { writePermission } from './permission.ts';
import { waitsForMethod, waitsForProof } from './proof-waits.ts';
import { type AgreementReading, companyMoved, isGone, readAgreement, tooOld } from './read-target.ts';
import { waitsForSecondSync } from './second-sync.ts';
import { lockSent, mayBeginOn } from './send.ts';
import { settleTrouble } from './write-trouble.ts';
import { storeAgreementReading } from './store-reading.ts';
import { planOf } from './write-plan.ts';

/** A creation whose intent is stored. */
interface Creation {
  readonly kind: 'send';
  readonly sentAt: Date;
  readonly plan: WritePlan;
  readonly intent: SendingFacts;
}

/** `units`: the line is there, and gets its units next. */
type Claim = LineWork | TooLate | Creation | Created;

/**
 * A queued creation (RULES 16): its agreement is read again with all its lines, everything is evaluated once more, the
 * intent is stored, and one request leaves. A line that bears the marker was created already, and nothing is sent.
 */
export async function createQueued(
  deps: ActivityDependencies,
  psa: Psa,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<LineWork> {
  return inTime(deps, line, () => tryOnce(deps, psa, line, signal));
}

async function tryOnce(
  deps: ActivityDependencies,
  psa: Psa,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<LineWork | TooLate> {
  await deps.atWritePoint('before-reading', line.id);
  const read = await readAgreement(deps, psa, line, signal);
  if (!read.ok) return unreadable(read);
  await deps.atWritePoint('line-read', line.id);
  const claim = await deps.db.transaction().execute((tx) => claimCreation(tx, deps, psa, line, read.value));
  if (claim.kind === 'units') return giveUnits(deps, psa, line, signal);
  if (claim.kind !== 'send') return claim;
  await deps.atWritePoint('intent-stored', line.id);
  return send(deps, psa, line, claim, mayBeginOn(deps, read.value), signal);
}

/** Transaction 1: what is approved must still be so by what was just read; then the intent. */
async function claimCreation(
  tx: Tx,
  deps: ActivityDependencies,
  psa: Psa,
  { tenantId, id, ...key }: ApprovalLine,
  reading: AgreementReading,
): Promise<Claim> {
  const integration = await lockIntegration(tx, { tenantId, integrationId: key.integrationId });
  if (integration === null) throw rowMissing('integration');
  const queued = await lockApprovalLine(tx, tenantId, id);
  if (queued?.state !== 'queued' || queued.dueAt === null) return worked;
  // Only now: the wait for the lock is over.
  const now = deps.now();
  const late = tooOld(deps, reading);
  if (late !== null) return tooLate(late.detail, late.slowAnswerMs);
  const affected = await storeAgreementReading(tx, queued, reading);
  const end = (why: Pick<ApprovalEnd, 'state' | 'code' | 'detail'>): Promise<LineWork> =>
    endQueued(tx, queued, why, affected, now);
  const { target } = reading;
  if (isGone(target)) return end(agreementGone(queued, target));
  // Composing ends what no longer holds: no longer new, another mapping or agreement, an expired approval (RULES 6, 16).
  const { lines, input } = await recomposeAffected(tx, queued, affected, now);
  const line = await lockApprovalLine(tx, tenantId, id);
  if (line?.state !== 'queued') return worked;
  if (input === null) throw new Error('a queued approval outlived its vendor service');

  const permission = await writePermission(tx, integration, line, input, now);
  if (permission.kind === 'ended')
    return end({ state: 'canceled', code: permission.code, detail: permission.detail });
  if (permission.kind === 'blocked') return blocked(permission.code, permission.detail);
  const found = await foundByMarker(
    tx,
    psa,
    line,
    reading,
    { affected, billingDay: permission.billingDay },
    now,
  );
  if (found !== null) return found;
  if (line.mustBeUntouched) return waitsForAdministrator(tx, line);

  const composed = lines.find(({ groupKey }) => groupKey === line.groupKey);
  if (composed === undefined) throw new Error('a queued approval outlived its usage line');
  const count = countAtSending(line, composed);
  if (count === 'wait') return blocked('LineNotRead', notReadCompletely, { scope: 'line' });
  if (count !== null) return end(count);
  // Composed once more, it may be of another kind.
  const awaited = await waitsForSecondSync(tx, line, deps.writing);
  if (awaited !== null) return awaited;
  const moved = companyMoved(line, reading);
  if (moved !== null) return end({ state: 'stale', code: 'SnapshotChanged', detail: moved });
  const facts = psa.billingTargetFacts(target.agreement, target.parentAgreement);
  if (facts.dated != null) {
    const day = targetAtSending(facts.nextInvoiceDate, line, facts.dated);
    if (day.kind === 'rejected') return end({ state: 'stale', code: day.code, detail: day.detail });
  }

  const { writeChoices: choices = [], newLines } = entryOf(deps.kinds.psas, integration.psa);
  const method = methodOfNewLine(choices, await chosenMethods(tx, line));
  if (method?.withdrawn === true) {
    const why = message('write-back.method.withdrawn', { method: method.name });
    return blocked('WriteMethodNotProven', why, { scope: 'line' });
  }
  const proof =
    (await waitsForProof(tx, integration, line, { day: null, today: input.today })) ??
    (method === null || method.proven ? null : await waitsForMethod(tx, line, method.id, method.name));
  if (proof !== null) return blocked('WriteProving', proof, { scope: 'line' });
  const full = await waitsForDay(tx, line, permission.billingDay, input);
  if (full !== null) return full;
  const intent = {
    change: sentChangeOf(
      line,
      target.lines.map(({ id: lineId }) => lineId),
    ),
    sentAt: now,
    billingDay: permission.billingDay,
    lastUpdated: null,
    day: null,
    document: newLines.withDocument === true ? target.lines : null,
    method: method?.id ?? null,
  };
  await storeFirstSending(tx, deps, line, intent, facts.nextInvoiceDate);
  return { kind: 'send', sentAt: now, plan: planOf(line, intent), intent };
}

/** What was sent since is not known, and a line that was created and removed since leaves no trace (RULES 6). */
async function waitsForAdministrator(tx: Tx, line: ApprovalLine): Promise<Blocked> {
  const doubt = { code: 'CreationInDoubt', detail: message('write-back.created.not-known') } as const;
  // Counted once for each line: nobody acknowledges more lines than they have seen.
  const tell = line.code === doubt.code ? keepNotice : raiseNotice;
  await tell(tx, line, { ...doubt, subject: 'writes' });
  return blocked(doubt.code, doubt.detail, { scope: 'line' });
}

const agreementGone = ({ agreementId }: ApprovalLine, { movedTo }: Gone) =>
  ({
    state: 'stale',
    code: 'SnapshotChanged',
    detail: message('write-back.ended.agreement-gone', { agreementId: movedTo ?? agreementId }),
  }) as const;

/** One request; then the agreement is read once more: the answer alone proves neither the marker nor the units. */
async function send(
  deps: ActivityDependencies,
  psa: Psa,
  line: ApprovalLine,
  creation: Creation,
  mayBegin: () => boolean,
  signal: AbortSignal,
): Promise<LineWork | TooLate> {
  const afterChange = (): Promise<void> => deps.atWritePoint('change-accepted', line.id);
  const outcome = await psa.write(creation.plan, { mayBegin, afterChange, signal });
  await deps.atWritePoint('answered', line.id);
  const back = outcome.kind === 'accepted' ? await readAgreement(deps, psa, line, signal) : null;
  const work = await deps.db
    .transaction()
    .execute((tx) => settle(tx, deps, psa, line, creation, { outcome, back }));
  await deps.atWritePoint('outcome-stored', line.id);
  return work.kind === 'units' ? giveUnits(deps, psa, line, signal) : work;
}

interface Answer {
  readonly outcome: WriteOutcome;
  readonly back: PsaResult<AgreementReading> | null;
}

/** Transaction 2. What was accepted and does not read back as approved is not known, and listed twice after its wait. */
async function settle(
  tx: Tx,
  deps: ActivityDependencies,
  psa: Psa,
  sent: ApprovalLine,
  creation: Creation,
  { outcome, back }: Answer,
): Promise<LineWork | TooLate | Created> {
  const line = await lockSent(tx, sent, creation);
  if (line === null) return worked;
  const now = deps.now();
  if (outcome.kind !== 'accepted') return settleTrouble(tx, line, outcome, now);
  const unknown = { kind: 'unknown', scope: 'line', code: 'PsaAnswerUnreadable' } as const;
  if (back === null || !back.ok)
    return settleTrouble(
      tx,
      line,
      { ...unknown, detail: back === null ? message('psas.agreement-not-read-after') : foundBy(back) },
      now,
    );
  const affected = await storeAgreementReading(tx, line, back.value);
  const { target } = back.value;
  const lines = isGone(target) ? [] : target.lines;
  const found = creationOutcome(sentLineOf(psa, line, creation.intent), [lines, lines]);
  if (found.kind === 'conflict') {
    await recomposeAffected(tx, line, affected, now);
    return settleTrouble(tx, line, { ...unknown, detail: found.detail }, now);
  }
  const { edits } = outcome;
  return settleCreated(
    tx,
    psa,
    line,
    { created: found.line, lines, intent: creation.intent, affected, edits },
    now,
  );
}
