import type { IntegrationKey } from '../../domain/keys.ts';
import type { CredentialVerdict } from '../../contracts/temporal/activities.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import { credentialSummaries, recordProbes } from '../../db/secrets/credentials.ts';
import type { Tx } from '../../db/model/database.ts';
import { noteProbed } from '../../db/housekeeping/housekeeping.ts';
import { readGates, setGate } from '../../db/integrations/gates.ts';
import { type Integration, lockIntegration, touchIntegration } from '../../db/integrations/integrations.ts';
import { bySystem } from '../request-context.ts';
import { compareInstances, forgetQuestionOf, keepInstances } from './instances.ts';
import { movePhase } from './move-phase.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import { closeRejections } from '../notices/settled-notices.ts';
import { isProbed, phasesBeforeFinish, showsRejections } from '../../domain/states.ts';
import { causeWithCode } from '../cause-message.ts';
import { noteTimeZoneOf } from './psa-time-zone.ts';

/**
 * Stores what working credentials answered. One that is rejected is a notice, puts an active integration into
 * `needs-attention` and closes gate one of one in set-up (architecture.md 4). An answer about a credential that was replaced meanwhile is dropped. True: the
 * integration needs attention by it.
 * @param isFinal of a code: nothing works until a person changes the credential
 */
export async function noteProbe(
  tx: Tx,
  key: IntegrationKey,
  verdicts: readonly CredentialVerdict[],
  isFinal: (code: string) => boolean,
  now: Date,
): Promise<boolean> {
  const integration = await lockIntegration(tx, key);
  if (integration === null || !isProbed(integration.phase)) return false;
  const { working, answers } = await aboutWorking(tx, key, verdicts, now);
  await recordProbes(tx, key, answers);
  for (const { credentialId } of answers) await noteProbed(tx, key, credentialId, now);
  const recovered = answers.filter(
    ({ ok, credentialId }) => ok && working.find(({ id }) => id === credentialId)?.failureCode != null,
  );
  await closeRejections(
    tx,
    key,
    answers.filter(({ ok }) => ok).map(({ set }) => set),
  );
  await noteTimeZoneOf(tx, key, answers);
  await setGateOne(tx, integration, answers, isFinal);
  const attention = await reject(tx, integration, answers.filter(isRejection), isFinal, now);
  if (recovered.length > 0) await audit(tx, key, 'credentials.probe-recovered', recovered, now);
  return attention;
}

/**
 * After a rejection at work: the credential says so and, before Finish, gate one. What the work itself makes of it, notices
 * and phase, is said by its end.
 */
export async function noteRejectedAtWork(
  tx: Tx,
  key: IntegrationKey,
  verdicts: readonly CredentialVerdict[],
  isFinal: (code: string) => boolean,
  now: Date,
): Promise<void> {
  const integration = await lockIntegration(tx, key);
  if (integration === null || !isProbed(integration.phase)) return;
  const { answers } = await aboutWorking(tx, key, verdicts, now);
  await recordProbes(tx, key, answers);
  await setGateOne(tx, integration, answers, isFinal);
  await touchIntegration(tx, key);
}

/**
 * What they say of working credentials. One that belongs to another instance reads as rejected; at another address it
 * works, and writing waits for an answer. What an integration belongs to is kept where nothing was before, and what was
 * asked about a credential that answers as before is over.
 */
async function aboutWorking(tx: Tx, key: IntegrationKey, verdicts: readonly CredentialVerdict[], now: Date) {
  const working = (await credentialSummaries(tx, key)).filter(({ state }) => state === 'working');
  const given = verdicts.filter(({ credentialId }) => working.some(({ id }) => id === credentialId));
  const differing = await compareInstances(tx, key, given, bySystem(key, now));
  const same = given.filter(({ ok, set }) => ok && !differing.some((one) => one.set === set));
  await keepInstances(tx, key, same, null, now);
  await forgetQuestionOf(
    tx,
    key,
    same.map(({ credentialId }) => credentialId),
  );
  const answers = given.map((verdict) => {
    const other = differing.find(({ set, code }) => set === verdict.set && code === 'OtherInstance');
    return other === undefined ? verdict : { ...verdict, ok: false, code: other.code, detail: other.detail };
  });
  return { working, answers };
}

/** Before Finish the indicator says what working credentials answered last; afterwards the phase does. */
async function setGateOne(
  tx: Tx,
  { tenantId, id: integrationId, phase }: Integration,
  answers: readonly CredentialVerdict[],
  isFinal: (code: string) => boolean,
): Promise<void> {
  if (!phasesBeforeFinish.includes(phase)) return;
  const key = { tenantId, integrationId };
  const dead = answers.filter(isRejection).find(({ code }) => isFinal(code));
  if (dead !== undefined) {
    const { code, detail } = dead;
    await setGate(tx, key, 'integration', { status: 'error', loaded: {}, code, detail });
    return;
  }
  const failing = (await credentialSummaries(tx, key)).some(
    ({ state, failureCode }) => state === 'working' && failureCode !== null,
  );
  if (!failing && (await readGates(tx, key)).integration.status === 'error')
    await setGate(tx, key, 'integration', { status: 'pending', loaded: {}, code: null, detail: null });
}

type Rejection = CredentialVerdict & { readonly code: string };
const isRejection = (verdict: CredentialVerdict): verdict is Rejection =>
  !verdict.ok && verdict.code !== null;

/** True: the integration needs attention, for this cause. */
async function reject(
  tx: Tx,
  integration: Integration,
  rejections: readonly Rejection[],
  isFinal: (code: string) => boolean,
  now: Date,
): Promise<boolean> {
  if (rejections.length === 0) return false;
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  for (const { set, code, detail } of rejections) {
    await raiseNotice(tx, key, {
      code: 'CredentialProbeFailed',
      subject: set,
      detail: causeWithCode(code, detail),
    });
  }
  const dead = rejections.find(({ code }) => isFinal(code));
  const moves = dead !== undefined && showsRejections(integration.phase);
  if (moves) {
    const { code, detail } = dead;
    await movePhase(tx, key, 'needs-attention', { code, detail }, now);
  }
  await audit(tx, key, 'credentials.probe-rejected', rejections, now);
  return moves;
}

const audit = (
  tx: Tx,
  key: IntegrationKey,
  action: 'credentials.probe-rejected' | 'credentials.probe-recovered',
  verdicts: readonly CredentialVerdict[],
  now: Date,
): Promise<void> =>
  recordAudit(tx, {
    ...bySystem(key, now),
    action,
    ...aboutIntegration(key),
    detail: {
      verdicts: verdicts.map(({ set, ok, code, credentialId }) => ({ set, ok, code, credentialId })),
    },
  });
