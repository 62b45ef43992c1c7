import type { IntegrationKey } from '../../domain/keys.ts';
import type { CredentialVerdict } from '../../contracts/temporal/activities.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import { credentialSummaries, recordProbes } from '../../db/secrets/credentials.ts';
import type { Tx } from '../../db/core/database.ts';
import { noteProbed } from '../../db/housekeeping/housekeeping.ts';
import { type Integration, lockIntegration } from '../../db/core/integrations.ts';
import { bySystem } from '../asked-by.ts';
import { movePhase } from '../runs/move-phase.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import { closeRefusals } from '../write-back/settled-notices.ts';
import { isRead, showsRefusals } from '../../domain/states.ts';
import { noteTimeZoneOf } from './psa-time-zone.ts';

/**
 * Stores what working credentials answered. One that is refused is a notice, and puts an active integration into
 * `needs-attention` (architecture.md 4). An answer about a credential that was replaced meanwhile is dropped. True: the
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
  if (integration === null || !isRead(integration.phase)) return false;
  const working = (await credentialSummaries(tx, key)).filter(({ state }) => state === 'working');
  const answers = verdicts.filter(({ credentialId }) => working.some(({ id }) => id === credentialId));
  await recordProbes(tx, key, answers);
  for (const { credentialId } of answers) await noteProbed(tx, key, credentialId, now);
  const recovered = answers.filter(
    ({ ok, credentialId }) => ok && working.find(({ id }) => id === credentialId)?.failureCode != null,
  );
  await closeRefusals(
    tx,
    key,
    answers.filter(({ ok }) => ok).map(({ set }) => set),
  );
  await noteTimeZoneOf(tx, key, answers);
  const attention = await refuse(tx, integration, answers.filter(isRefusal), isFinal, now);
  if (recovered.length > 0) await audit(tx, key, 'credentials.probe-recovered', recovered, now);
  return attention;
}

type Refusal = CredentialVerdict & { readonly code: string };
const isRefusal = (verdict: CredentialVerdict): verdict is Refusal => !verdict.ok && verdict.code !== null;

/** True: the integration needs attention, for this cause. */
async function refuse(
  tx: Tx,
  integration: Integration,
  refusals: readonly Refusal[],
  isFinal: (code: string) => boolean,
  now: Date,
): Promise<boolean> {
  if (refusals.length === 0) return false;
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  for (const { set, code, detail } of refusals) {
    await raiseNotice(tx, key, {
      code: 'CredentialProbeFailed',
      subject: set,
      detail: `${code}: ${detail ?? ''}`,
    });
  }
  const dead = refusals.find(({ code }) => isFinal(code));
  const moves = dead !== undefined && showsRefusals(integration.phase);
  if (moves) await movePhase(tx, key, 'needs-attention', { code: dead.code, detail: dead.detail ?? '' }, now);
  await audit(tx, key, 'credentials.probe-refused', refusals, now);
  return moves;
}

const audit = (
  tx: Tx,
  key: IntegrationKey,
  action: string,
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
