import type { IntegrationKey } from '../../domain/keys.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import { type Integration, lockIntegrations, setArmed } from '../../db/integrations/integrations.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import type { AskedBy } from '../asked-by.ts';
import { recomposeAffected } from '../composition/recompose-usage.ts';
import { lockedIntegration, refusesConnected, refusesFinished } from '../locked-integration.ts';
import { forgetWasArmed, instanceHold } from '../../db/integrations/instances.ts';
import { isRefused, type Refused, refused } from '../outcome.ts';
import { endQueuedApprovals } from '../composition/approval-ends.ts';
import { approveProof } from './prove-write-right.ts';

/** The row as it was before, and the result. */
interface Armed {
  readonly integration: Integration;
  /** Of the proof, where one was asked for. */
  readonly approvalId: string | null;
}

/** Only an armed integration writes; arming sends no proposal (RULES 8). */
export async function arm(
  tx: Tx,
  keyRing: KeyRing,
  key: IntegrationKey,
  proveLineId: string | null,
  by: AskedBy,
): Promise<Armed | Refused> {
  const integration = await lockedIntegration(tx, key, refusesFinished);
  if (isRefused(integration)) return integration;
  const hold = await instanceHold(tx, key);
  if (hold !== null) return refused(hold.code, hold.detail);
  const approvalId = proveLineId === null ? null : await approveProof(tx, keyRing, key, proveLineId, by);
  if (isRefused(approvalId)) return approvalId;
  await setArmed(tx, key, true);
  await recomposeAffected(tx, key, onlyGroups([]), by.now);
  if (!integration.armed || approvalId !== null) {
    const detail = { proveLineId, approvalId };
    await recordAudit(tx, { ...by, action: 'integration.armed', ...aboutIntegration(key), detail });
  }
  return { integration, approvalId };
}

interface Disarmed {
  readonly integration: Integration;
  /** Queued changes that were cancelled. */
  readonly cancelled: number;
}

/** What is being sent already goes on to its end; its outcome must be known (architecture.md 5). */
export async function disarm(tx: Tx, key: IntegrationKey, by: AskedBy): Promise<Disarmed | Refused> {
  const integration = await lockedIntegration(tx, key, refusesConnected);
  return isRefused(integration) ? integration : endWriting(tx, integration, by);
}

/** Every integration, in whatever phase: what is queued is cancelled. Returns how many were armed. */
export async function disarmAll(tx: Tx, by: AskedBy): Promise<number> {
  let disarmed = 0;
  for (const key of await lockIntegrations(tx, by.tenantId)) {
    const integration = await lockedIntegration(tx, key);
    if (isRefused(integration) || !integration.armed) continue;
    await endWriting(tx, integration, by);
    disarmed += 1;
  }
  return disarmed;
}

async function endWriting(tx: Tx, integration: Integration, by: AskedBy): Promise<Disarmed> {
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  await setArmed(tx, key, false);
  await forgetWasArmed(tx, key);
  const end = { code: 'Disarmed', detail: 'writing was disarmed' } as const;
  const ended = await endQueuedApprovals(tx, key, end, by);
  await recomposeAffected(tx, key, onlyGroups(ended.map(({ groupKey }) => groupKey)), by.now);
  const cancelled = ended.length;
  if (integration.armed) {
    const detail = { cancelled };
    await recordAudit(tx, { ...by, action: 'integration.disarmed', ...aboutIntegration(key), detail });
  }
  return { integration, cancelled };
}
