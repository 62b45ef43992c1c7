import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { type IntegrationKey, systemActor } from '../../domain/keys.ts';
import { credentialsProbed } from '../../contracts/temporal/messages.ts';
import { integrationWorkflowId } from '../../contracts/temporal/names.ts';
import type { CredentialVerdict } from '../../contracts/temporal/activities.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { credentialSummaries, recordProbes } from '../../db/secrets/credentials.ts';
import type { Tx } from '../../db/core/database.ts';
import { noteProbed } from '../../db/housekeeping/housekeeping.ts';
import { type Integration, lockIntegration } from '../../db/core/integrations.ts';
import { movePhase } from '../../use-cases/runs/move-phase.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import { closeRefusals } from '../../use-cases/write-back/settled-notices.ts';
import { isRead } from '../../domain/states.ts';
import { isCredentialCode, passes, showsRefusals } from '../credential-codes.ts';
import { noteTimeZoneOf } from '../psa-time-zone.ts';
import type { ActivityDependencies } from '../dependencies.ts';

/**
 * Stores what working credentials answered. One that is refused is a notice, and puts an active integration into
 * `needs-attention` (architecture.md 4). A vendor that did not answer says nothing about a credential: it is tried
 * again with the next run. An answer about a credential that was replaced meanwhile is dropped.
 */
export async function concludeProbe(
  { db, temporal, now }: Pick<ActivityDependencies, 'db' | 'temporal' | 'now'>,
  key: IntegrationKey,
  verdicts: readonly CredentialVerdict[],
): Promise<void> {
  const moved = await db.transaction().execute(async (tx): Promise<boolean> => {
    const integration = await lockIntegration(tx, key);
    if (integration === null || !isRead(integration.phase)) return false;
    const working = (await credentialSummaries(tx, key)).filter(({ state }) => state === 'working');
    const answers = verdicts.filter(
      ({ credentialId, code }) =>
        working.some(({ id }) => id === credentialId) && (code === null || !passes(code)),
    );
    await recordProbes(tx, key, answers);
    for (const { credentialId } of answers) await noteProbed(tx, key, credentialId, now());
    const recovered = answers.filter(
      ({ ok, credentialId }) => ok && working.find(({ id }) => id === credentialId)?.failureCode != null,
    );
    await closeRefusals(
      tx,
      key,
      answers.filter(({ ok }) => ok).map(({ set }) => set),
    );
    await noteTimeZoneOf(tx, key, answers);
    const attention = await refuse(tx, integration, answers.filter(isRefusal));
    if (recovered.length > 0) await audit(tx, key, 'credentials.probe-recovered', recovered);
    return attention;
  });
  if (moved) await tellIntegration(temporal, key);
}

/** The entity re-reads its row; a lost message is made good by its daily re-reading. */
async function tellIntegration(temporal: Client, { integrationId }: IntegrationKey): Promise<void> {
  try {
    await temporal.workflow.getHandle(integrationWorkflowId(integrationId)).signal(credentialsProbed);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

type Refusal = CredentialVerdict & { readonly code: string };
const isRefusal = (verdict: CredentialVerdict): verdict is Refusal => !verdict.ok && verdict.code !== null;

/** True: the integration needs attention, for this cause. */
async function refuse(tx: Tx, integration: Integration, refusals: readonly Refusal[]): Promise<boolean> {
  if (refusals.length === 0) return false;
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  for (const { set, code, detail } of refusals) {
    await raiseNotice(tx, key, {
      code: 'CredentialProbeFailed',
      subject: set,
      detail: `${code}: ${detail ?? ''}`,
    });
  }
  const dead = refusals.find(({ code }) => isCredentialCode(code));
  const moves = dead !== undefined && showsRefusals(integration.phase);
  if (moves)
    await movePhase(tx, key, 'needs-attention', { code: dead.code, detail: dead.detail ?? '' }, new Date());
  await audit(tx, key, 'credentials.probe-refused', refusals);
  return moves;
}

const audit = (
  tx: Tx,
  key: IntegrationKey,
  action: string,
  verdicts: readonly CredentialVerdict[],
): Promise<void> =>
  recordAudit(tx, {
    tenantId: key.tenantId,
    actor: systemActor,
    action,
    objectKind: 'integration',
    objectId: key.integrationId,
    integrationId: key.integrationId,
    detail: {
      verdicts: verdicts.map(({ set, ok, code, credentialId }) => ({ set, ok, code, credentialId })),
    },
  });
