import { message } from '../../messages/message.ts';
import { instanceSides } from '../../domain/instances.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { outlivesDisconnect } from '../../domain/notices.ts';
import { canMove } from '../../domain/states.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import {
  findIntegration,
  type Integration,
  lockIntegration,
  setWriteBackEnabled,
  setPhase,
} from '../../db/integrations/integrations.ts';
import { closeNoticesOfOtherCauses } from '../../db/notices/notices.ts';
import { eraseCredentials } from '../../db/secrets/credentials.ts';
import { dropInstanceQuestion, endMove } from '../../db/integrations/instances.ts';
import { forgetMethods } from '../../db/write-back/write-methods.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import { type RequestContext, bySystem } from '../request-context.ts';
import { recomposeAffected } from '../composition/recompose-usage.ts';
import { phaseName, lockedIntegration } from '../locked-integration.ts';
import { connectSuccessor, handOverCredentials } from './successor-integration.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import { endQueuedApprovals } from '../composition/approval-ends.ts';

/** Possible from every phase; does not queue behind other work (architecture.md 4). */
export async function beginDisconnect(
  tx: Tx,
  { tenantId, id: integrationId, phase }: Integration,
  by: RequestContext,
  ended: Parameters<typeof endQueuedApprovals>[2] = {
    code: 'Disconnected',
    detail: message('write-back.ended.disconnected'),
  },
): Promise<{ readonly phase: 'disconnecting' } | Rejected> {
  if (phase === 'disconnecting') return { phase };
  if (!canMove('integration-phase', phase, 'disconnecting'))
    return rejected('PhaseRejected', message('rejections.phase', { phase: phaseName(phase) }));
  const key = { tenantId, integrationId };
  await setPhase(tx, key, 'disconnecting', null);
  await setWriteBackEnabled(tx, key, false);
  await forgetMethods(tx, key);
  await endMove(tx, key);
  // Their lines are open again; without them nothing was approved, and nothing is to compose.
  const lines = await endQueuedApprovals(tx, key, ended, by);
  if (lines.length > 0)
    await recomposeAffected(tx, key, onlyGroups(lines.map(({ groupKey }) => groupKey)), by.now);
  await recordAudit(tx, { ...by, action: 'integration.disconnect-requested', ...aboutIntegration(key) });
  return { phase: 'disconnecting' };
}

/**
 * Every secret and the notices go, but those that a person still sees to; mappings and history stay for connecting
 * again. Returns the integration that takes its place, which is connected in the same transaction; null: there is none.
 */
export async function concludeDisconnect(
  tx: Tx,
  key: IntegrationKey,
  now: Date,
): Promise<IntegrationKey | null | Rejected> {
  const integration = await lockedWithSuccessor(tx, key);
  if (isRejected(integration)) return integration;
  // A restore may have brought back the row of before the disconnect: its credentials stay.
  if (integration.phase !== 'disconnecting') return null;
  await handOverCredentials(tx, integration);
  await eraseCredentials(tx, key);
  for (const side of instanceSides) await dropInstanceQuestion(tx, key, side);
  await setPhase(tx, key, 'disconnected', null);
  await closeNoticesOfOtherCauses(tx, key, outlivesDisconnect);
  await recordAudit(tx, {
    ...bySystem(key, now),
    action: 'integration.disconnected',
    ...aboutIntegration(key),
  });
  return connectSuccessor(tx, integration, now);
}

/** Both rows are locked in the one order in which several are (architecture.md 5). */
async function lockedWithSuccessor(tx: Tx, key: IntegrationKey): Promise<Integration | Rejected> {
  const successorId = (await findIntegration(tx, key))?.successorId ?? null;
  if (successorId !== null && successorId < key.integrationId)
    await lockIntegration(tx, { ...key, integrationId: successorId });
  return lockedIntegration(tx, key);
}
