import { message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import {
  type Integration,
  lockIntegrations,
  setWriteBackEnabled,
} from '../../db/integrations/integrations.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import type { RequestContext } from '../request-context.ts';
import { recomposeAffected } from '../composition/recompose-usage.ts';
import { lockedIntegration, rejectsConnected, rejectsFinished } from '../locked-integration.ts';
import { forgetWasWriteBackEnabled, instanceHold } from '../../db/integrations/instances.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import { endQueuedApprovals } from '../composition/approval-ends.ts';
import { approveProof } from './prove-write-right.ts';

/** The row as it was before, and the result. */
interface WriteBackEnabled {
  readonly integration: Integration;
  /** Of the proof, where one was asked for. */
  readonly approvalId: string | null;
}

/** Only an integration with write-back on writes; turning on write-back sends no proposal (RULES 8). */
export async function turnOnWriteBack(
  tx: Tx,
  keyRing: KeyRing,
  key: IntegrationKey,
  proveLineId: string | null,
  by: RequestContext,
): Promise<WriteBackEnabled | Rejected> {
  const integration = await lockedIntegration(tx, key, rejectsFinished);
  if (isRejected(integration)) return integration;
  const hold = await instanceHold(tx, key);
  if (hold !== null) return rejected(hold.code, hold.detail);
  const approvalId = proveLineId === null ? null : await approveProof(tx, keyRing, key, proveLineId, by);
  if (isRejected(approvalId)) return approvalId;
  await setWriteBackEnabled(tx, key, true);
  await recomposeAffected(tx, key, onlyGroups([]), by.now);
  if (!integration.writeBackEnabled || approvalId !== null) {
    const detail = { proveLineId, approvalId };
    await recordAudit(tx, {
      ...by,
      action: 'integration.write-back-enabled',
      ...aboutIntegration(key),
      detail,
    });
  }
  return { integration, approvalId };
}

interface WriteBackTurnedOff {
  readonly integration: Integration;
  /** Queued changes that were canceled. */
  readonly canceled: number;
}

/** What is being sent already goes on to its end; its outcome must be known (architecture.md 5). */
export async function turnOffWriteBack(
  tx: Tx,
  key: IntegrationKey,
  by: RequestContext,
): Promise<WriteBackTurnedOff | Rejected> {
  const integration = await lockedIntegration(tx, key, rejectsConnected);
  return isRejected(integration) ? integration : endWriting(tx, integration, by);
}

/** Every integration, in whatever phase: what is queued is canceled. Returns how many had write-back on. */
export async function turnOffAllWriteBack(tx: Tx, by: RequestContext): Promise<number> {
  let writeBackTurnedOff = 0;
  for (const key of await lockIntegrations(tx, by.tenantId)) {
    const integration = await lockedIntegration(tx, key);
    if (isRejected(integration) || !integration.writeBackEnabled) continue;
    await endWriting(tx, integration, by);
    writeBackTurnedOff += 1;
  }
  return writeBackTurnedOff;
}

async function endWriting(tx: Tx, integration: Integration, by: RequestContext): Promise<WriteBackTurnedOff> {
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  await setWriteBackEnabled(tx, key, false);
  await forgetWasWriteBackEnabled(tx, key);
  const end = { code: 'WriteBackTurnedOff', detail: message('write-back.ended.write-back-off') } as const;
  const ended = await endQueuedApprovals(tx, key, end, by);
  await recomposeAffected(tx, key, onlyGroups(ended.map(({ groupKey }) => groupKey)), by.now);
  const canceled = ended.length;
  if (integration.writeBackEnabled) {
    const detail = { canceled };
    await recordAudit(tx, {
      ...by,
      action: 'integration.write-back-turned-off',
      ...aboutIntegration(key),
      detail,
    });
  }
  return { integration, canceled };
}
