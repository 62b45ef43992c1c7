import { setTimeout as sleep } from 'node:timers/promises';
import { type Message, message } from '../../messages/message.ts';
import { bySystem } from '../../use-cases/request-context.ts';
import { recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import { requireSigned } from '../../use-cases/write-back/reject-unsigned.ts';
import { proveNewLines } from '../../use-cases/write-back/write-methods.ts';
import { type ApprovalLine, lockApprovalLine } from '../../db/write-back/approval-lines.ts';
import { moveApprovalLine, noteReread } from '../../db/write-back/approvals.ts';
import {
  concludeIntent,
  findOpenIntent,
  openIntent,
  type OpenIntent,
} from '../../db/write-back/write-intents.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import type { Tx } from '../../db/model/database.ts';
import { affectedGroups } from '../../db/usage/affected-groups.ts';
import { ruleVersion } from '../../domain/rule-version.ts';
import { targetAtSending } from '../../domain/usage/billing-target.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import { isCreated, secondStep, type UnitsAround } from '../../domain/write-back/created-line.ts';
import type { Psa, WriteOutcome, WritePlan } from '../../psa/port.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { rowMissing } from '../runtime/failures.ts';
import {
  auditStep,
  blocked,
  inTime,
  type LineWork,
  type TooLate,
  tooLate,
  unreadable,
  worked,
} from './line-work.ts';
import { writePermission } from './permission.ts';
import { isGone, readTarget, type TargetReading, tooOld } from './read-target.ts';
import { giveUpOr } from './unknown-outcome.ts';
import { shownOf } from './resolve-unknown-write.ts';
import { lockSent, mayBeginOn } from './send.ts';
import { settleTrouble } from './write-trouble.ts';
import { confirmCreated, newLineOf, stopCreated } from './settle-created.ts';
import { storeTargetReading } from './store-reading.ts';
import { planOf } from './write-plan.ts';

/**
 * The second write of a line that was created without its units (RULES 16): those that it has by itself are read, and the
 * difference is sent once, from the first billed day on. From here on the line can neither be canceled nor expire: its
 * units are set, or a person decides.
 */
export async function giveUnits(
  deps: ActivityDependencies,
  psa: Psa,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<LineWork> {
  return inTime(deps, line, () => tryOnce(deps, psa, line, signal));
}

/** The approval line as its reads name it: by the ID that the PSA gave the line. */
const asCreated = (line: ApprovalLine, createdLineId: string): ApprovalLine => ({
  ...line,
  psaLineId: createdLineId,
});

async function tryOnce(
  deps: ActivityDependencies,
  psa: Psa,
  { tenantId, id }: ApprovalLine,
  signal: AbortSignal,
): Promise<LineWork | TooLate> {
  const line = await deps.db.transaction().execute((tx) => lockApprovalLine(tx, tenantId, id));
  if (line?.state !== 'unknown' || line.createdLineId === null) return worked;
  if (psa.unitsAround === undefined) throw new Error('lines of this PSA have their units from the first on');
  const { firstBilledDay } = newLineOf(line);
  const ref = { agreementId: line.agreementId, lineId: line.createdLineId };
  const units = await psa.unitsAround(ref, firstBilledDay, signal);
  if (!units.ok) return giveUpOr(deps, line, unreadable(units));
  const read = await readTarget(deps, psa, asCreated(line, line.createdLineId), signal);
  if (!read.ok) return giveUpOr(deps, line, unreadable(read));
  await deps.atWritePoint('line-read', line.id);
  const around = 'gone' in units.value ? null : units.value;
  const claim = await deps.db
    .transaction()
    .execute((tx) => claimUnits(tx, deps, psa, line, around, read.value));
  if (claim.kind !== 'send') return claim;
  await deps.atWritePoint('intent-stored-again', line.id);
  return send(deps, psa, line, claim, mayBeginOn(deps, read.value), signal);
}

interface Sending {
  readonly kind: 'send';
  readonly sentAt: Date;
  readonly plan: WritePlan;
}

/** Transaction 1 of the second step. @param around null: the line is not there any more */
async function claimUnits(
  tx: Tx,
  deps: ActivityDependencies,
  psa: Psa,
  { tenantId, id, ...key }: ApprovalLine,
  around: UnitsAround | null,
  reading: TargetReading,
): Promise<LineWork | TooLate | Sending> {
  const integration = await lockIntegration(tx, { tenantId, integrationId: key.integrationId });
  if (integration === null) throw rowMissing('integration');
  const line = await lockApprovalLine(tx, tenantId, id);
  if (line?.state !== 'unknown' || line.createdLineId === null) return worked;
  // Another attempt has sent it meanwhile.
  if ((await findOpenIntent(tx, line)) !== null) return worked;
  const now = deps.now();
  const late = tooOld(deps, reading);
  if (late !== null) return tooLate(late.detail, late.slowAnswerMs);
  const affected = await storeTargetReading(tx, asCreated(line, line.createdLineId), reading);
  const { input } = await recomposeAffected(tx, line, affected, now);
  if (input === null) throw new Error('a sending outlived its vendor service');
  const created = line.createdLineId;
  const { target } = reading;
  if (around === null || isGone(target))
    return stopCreated(tx, line, message('write-back.created.removed', { line: created }), now);
  // The row says which line was created, and nothing signs that.
  const { productId, firstBilledDay: day } = newLineOf(line);
  if (!isCreated({ marker: line.psaLineId, productId }, target.line))
    return stopCreated(tx, line, message('write-back.created.not-ours', { line: created }), now);
  const step = secondStep(around, { line: created, day, units: line.after });
  if (step.kind === 'conflict') return stopCreated(tx, line, step.detail, now);
  if (step.kind === 'done') return confirmUnits(tx, line, target.line, now);
  // A person may have set them back after an earlier sending.
  if (line.mustBeUntouched) return notGiven(tx, line, message('write-back.created.units-not-known'), now);
  if (line.ruleVersion !== ruleVersion)
    return notGiven(
      tx,
      line,
      message('write-back.ended.rules', { approved: line.ruleVersion, now: ruleVersion }),
      now,
    );
  const permission = await writePermission(tx, integration, line, input, now);
  if (permission.kind === 'blocked') {
    await noteReread(tx, line, now);
    return blocked(permission.code, permission.detail);
  }
  if (permission.kind === 'ended') return notGiven(tx, line, permission.detail, now);
  const facts = psa.billingTargetFacts(target.agreement, target.parentAgreement);
  const on = targetAtSending(facts.nextInvoiceDate, line, facts.dated);
  if (on.kind === 'rejected') return notGiven(tx, line, on.detail, now);
  await requireSigned(tx, deps.keyRing, line);
  const sending = {
    change: {
      kind: 'set-quantity',
      psaLineId: created,
      before: step.before,
      after: line.after,
      lastBilledDay: null,
      knownLineIds: null,
    },
    lastUpdated: target.line.lastUpdated,
    day,
    document: null,
    method: null,
  } as const;
  const number = line.sendCount + 1;
  await openIntent(tx, line, { ...sending, number, sentAt: now, billingDay: permission.billingDay });
  await moveApprovalLine(tx, line, { to: 'sending', sendCount: number, sentAt: now }, now);
  await auditStep(tx, line, 'sending-again', message('write-back.created.as', { line: created }));
  return { kind: 'send', sentAt: now, plan: planOf(line, sending) };
}

async function send(
  deps: ActivityDependencies,
  psa: Psa,
  line: ApprovalLine,
  sending: Sending,
  mayBegin: () => boolean,
  signal: AbortSignal,
): Promise<LineWork | TooLate> {
  const afterChange = (): Promise<void> => deps.atWritePoint('change-accepted', line.id);
  const outcome = await psa.write(sending.plan, { mayBegin, afterChange, signal });
  await deps.atWritePoint('answered', line.id);
  const back =
    outcome.kind === 'accepted'
      ? await readTarget(deps, psa, asCreated(line, outcome.line.id), signal)
      : null;
  const work = await deps.db
    .transaction()
    .execute((tx) => settle(tx, line, sending, { outcome, back }, deps.now()));
  await deps.atWritePoint('outcome-stored', line.id);
  return work;
}

interface Answer {
  readonly outcome: WriteOutcome;
  /** After the PSA accepted it; null: it did not. */
  readonly back: Awaited<ReturnType<typeof readTarget>> | null;
}

async function settle(
  tx: Tx,
  sent: ApprovalLine,
  sending: Sending,
  { outcome, back }: Answer,
  at: Date,
): Promise<LineWork | TooLate> {
  const line = await lockSent(tx, sent, sending);
  if (line === null) return worked;
  if (outcome.kind === 'accepted') {
    // Else its group is one without a line until the next sync. Where it could not be read, it is.
    if (back?.ok === true) await storeTargetReading(tx, asCreated(line, outcome.line.id), back.value);
    return confirmUnits(tx, line, outcome.line, at);
  }
  if (outcome.kind !== 'rejected' || line.state === 'unknown') return settleTrouble(tx, line, outcome, at);
  await concludeIntent(tx, line, 'rejected', outcome.detail, at);
  return notGiven(tx, line, outcome.detail, at);
}

/** The second write is not known: the line is read twice, and a difference is never sent again (architecture.md 5). */
export async function resolveUnits(
  deps: ActivityDependencies,
  psa: Psa,
  line: ApprovalLine,
  intent: OpenIntent,
  signal: AbortSignal,
): Promise<LineWork> {
  const ofLine = asCreated(line, intent.change.psaLineId);
  const first = await readTarget(deps, psa, ofLine, signal);
  if (!first.ok) return giveUpOr(deps, line, unreadable(first));
  await deps.atWritePoint('read-back-once', line.id);
  await sleep(deps.writing.readBackGapMs, undefined, { signal });
  const second = await readTarget(deps, psa, ofLine, signal);
  if (!second.ok) return giveUpOr(deps, line, unreadable(second));
  const readings = [shownOf(first.value), shownOf(second.value)] as const;
  const change = { ...intent.change, after: line.after };
  const confirmation = await psa.confirm(planOf(line, { ...intent, change }), readings, signal);
  if (!confirmation.ok) return giveUpOr(deps, line, unreadable(confirmation));
  return deps.db.transaction().execute(async (tx) => {
    const now = deps.now();
    const locked = await lockSent(tx, line, { sentAt: line.sentAt ?? now });
    if (locked?.state !== 'unknown') return worked;
    await storeTargetReading(tx, ofLine, second.value);
    const { target } = second.value;
    const { verdict, detail } = confirmation.value;
    if (verdict === 'done' && !isGone(target)) return confirmUnits(tx, locked, target.line, now);
    return notGiven(tx, locked, detail, now);
  });
}

/** That its units begin on the first billed day was read by the day, whatever the line itself says of its beginning. */
async function confirmUnits(tx: Tx, line: ApprovalLine, created: PsaLine, at: Date): Promise<LineWork> {
  await proveNewLines(tx, line, null, bySystem(line, at));
  const id = line.createdLineId ?? created.id;
  await confirmCreated(tx, line, { ...created, id, effectiveDate: null }, at);
  await recomposeAffected(tx, line, await affectedGroups(tx, line, { psaLineIds: [id] }), at);
  return worked;
}

/** The line is there, and its units are not: a person sets them or cancels the line. */
const notGiven = (tx: Tx, line: ApprovalLine, why: Message, at: Date): Promise<LineWork> =>
  stopCreated(
    tx,
    line,
    message('write-back.created.units-not-set', {
      line: line.createdLineId ?? line.psaLineId,
      units: line.after,
      day: newLineOf(line).firstBilledDay,
      why,
    }),
    at,
  );
