import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { setGate } from '../../db/integrations/gates.ts';
import { keepInstance } from '../../db/integrations/instances.ts';
import {
  connectAgain,
  formerWithInstance,
  insertSuccessor,
  type Integration,
  lockIntegration,
  setPhase,
  setSuccessor,
} from '../../db/integrations/integrations.ts';
import { moveCredentials, promoteCandidates } from '../../db/secrets/credentials.ts';
import type { Instance } from '../../domain/instances.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type RequestContext, bySystem } from '../request-context.ts';

/**
 * The integration for another instance, made ready while the former one is being disconnected: IDs of two instances never
 * meet in one integration (RULES 14). It is the former one with that instance, if there was one, else a new one.
 *
 * @param found what the PSA credential belongs to
 * @param isAboutList another list of accounts or companies showed it, whatever the PSA's ID, so nothing former fits
 */
export async function prepareSuccessor(
  tx: Tx,
  integration: Integration,
  { found, isAboutList }: { readonly found: Instance; readonly isAboutList: boolean },
  by: RequestContext,
): Promise<IntegrationKey> {
  const former =
    found.id === null || isAboutList ? null : await formerWithInstance(tx, integration, found.id);
  const successor = former ?? (await insertSuccessor(tx, integration));
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  await moveCredentials(tx, key, successor, 'candidate');
  if (former === null) await keepInstance(tx, successor, 'psa', found, by.now);
  await setSuccessor(tx, key, successor.integrationId);
  return successor;
}

/** Connects the successor with the credentials that were verified when the question was answered. Null: there is none. */
export async function connectSuccessor(
  tx: Tx,
  { tenantId, id, successorId }: Integration,
  now: Date,
): Promise<IntegrationKey | null> {
  if (successorId === null) return null;
  const key = { tenantId, integrationId: successorId };
  const successor = await lockIntegration(tx, key);
  await setSuccessor(tx, { tenantId, integrationId: id }, null);
  if (successor?.phase !== 'disconnected') return null;
  await connectAgain(tx, key);
  await promoteCandidates(tx, key);
  await setGate(tx, key, 'integration', { status: 'pending', loaded: {}, code: null, detail: null });
  await setPhase(tx, key, 'loading', null);
  const { vendor, module, psa } = successor;
  const detail = { vendor, module, psa, predecessor: id };
  await recordAudit(tx, {
    ...bySystem(key, now),
    action: 'integration.connected',
    ...aboutIntegration(key),
    detail,
  });
  return key;
}

/** Of each set that was not replaced, the credential in use is taken over; the others are erased with the former one. */
export async function handOverCredentials(tx: Tx, { tenantId, id, successorId }: Integration): Promise<void> {
  if (successorId === null) return;
  await moveCredentials(
    tx,
    { tenantId, integrationId: id },
    { tenantId, integrationId: successorId },
    'working',
  );
}
