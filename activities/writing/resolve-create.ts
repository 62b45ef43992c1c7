import { setTimeout as sleep } from 'node:timers/promises';
import { message } from '../../messages/message.ts';
import { recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { findOpenIntent, noteLists, type OpenIntent } from '../../db/write-back/write-intents.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import { creationOutcome, listOf } from '../../domain/write-back/created-line.ts';
import type { Psa } from '../../psa/port.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { type LineWork, unreadable, worked } from './line-work.ts';
import { type AgreementReading, isGone, readAgreement } from './read-target.ts';
import { admitUnknown, giveUpOr, lockLine, noOpenIntent } from './unknown-outcome.ts';
import { giveUnits, resolveUnits } from './second-step.ts';
import { type Created, sentLineOf, settleCreated, stopCreated } from './settle-created.ts';
import { storeAgreementReading } from './store-reading.ts';

/**
 * A creation found `sending` or `unknown` whose wait is over: all lines of the agreement are listed twice, some seconds
 * apart (RULES 16). It is confirmed by its marker, or a person decides; it is never sent again. A list that failed says
 * nothing. A line that was created without its units gets them.
 */
export async function resolveCreation(
  deps: ActivityDependencies,
  psa: Psa,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<LineWork> {
  await deps.atWritePoint('before-read-back', line.id);
  const intent = await deps.db.transaction().execute(async (tx) => {
    await admitUnknown(tx, line, deps.now());
    return findOpenIntent(tx, line);
  });
  if (intent === null) return afterFirstStep(deps, psa, line, signal);
  if (intent.change.kind !== 'create-line') return resolveUnits(deps, psa, line, intent, signal);
  const first = await readAgreement(deps, psa, line, signal);
  if (!first.ok) return giveUpOr(deps, line, unreadable(first));
  await deps.atWritePoint('read-back-once', line.id);
  await sleep(deps.writing.readBackGapMs, undefined, { signal });
  const second = await readAgreement(deps, psa, line, signal);
  if (!second.ok) return giveUpOr(deps, line, unreadable(second));
  const work = await resolve(deps, psa, line, intent, [first.value, second.value]);
  return work.kind === 'units' ? giveUnits(deps, psa, line, signal) : work;
}

/** Its creation is concluded: its units follow, unless another attempt came to an end with it. */
async function afterFirstStep(
  deps: ActivityDependencies,
  psa: Psa,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<LineWork> {
  const now = await deps.db.transaction().execute((tx) => lockLine(tx, line.tenantId, line.id));
  if (now?.state !== 'unknown') return worked;
  if (now.createdLineId === null) throw noOpenIntent();
  return giveUnits(deps, psa, now, signal);
}

const linesIn = ({ target }: AgreementReading): readonly PsaLine[] => (isGone(target) ? [] : target.lines);

const resolve = (
  deps: ActivityDependencies,
  psa: Psa,
  { tenantId, id, sentAt }: ApprovalLine,
  intent: OpenIntent,
  readings: readonly [AgreementReading, AgreementReading],
): Promise<LineWork | Created> =>
  deps.db.transaction().execute(async (tx): Promise<LineWork | Created> => {
    const line = await lockLine(tx, tenantId, id);
    // Lists from before a later sending, by another attempt, say nothing about that one.
    if (line?.state !== 'unknown' || line.sentAt?.getTime() !== sentAt?.getTime()) return worked;
    if (line.createdLineId !== null) return worked;
    const now = deps.now();
    const [first, second] = readings;
    const affected = await storeAgreementReading(tx, line, second);
    const lists = readings.map((reading) => listOf(linesIn(reading), reading.ended.at.toISOString()));
    await noteLists(tx, line, lists);
    if (isGone(first.target) || isGone(second.target)) {
      await recomposeAffected(tx, line, affected, now);
      return stopCreated(tx, line, message('write-back.created.agreement-gone'), now);
    }
    const lines = linesIn(second);
    const outcome = creationOutcome(sentLineOf(psa, line, intent), [linesIn(first), lines]);
    if (outcome.kind === 'created')
      return settleCreated(tx, psa, line, { created: outcome.line, lines, intent, affected }, now);
    await recomposeAffected(tx, line, affected, now);
    return stopCreated(tx, line, outcome.detail, now);
  });
