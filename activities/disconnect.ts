import { systemActor } from '../domain/keys.ts';
import type { ReconActivities } from '../contracts/temporal/activities.ts';
import { outlivesDisconnect } from '../domain/notices.ts';
import { canMove } from '../domain/states.ts';
import { endOrphan } from '../use-cases/runs/end-orphan.ts';
import { bySystem } from '../use-cases/asked-by.ts';
import { endQueuedApprovals } from '../use-cases/write-back/approval-ends.ts';
import { recordAudit } from '../db/audit/audit.ts';
import { eraseCredentials } from '../db/secrets/credentials.ts';
import { lockIntegration, setArmed, setPhase } from '../db/core/integrations.ts';
import { closeNoticesOfOtherCauses } from '../db/notices/notices.ts';
import { composeTouched } from '../use-cases/composition/recompose-usage.ts';
import { onlyGroups } from '../db/usage/touched-groups.ts';
import { activeRun, requestCancel } from '../db/runs/sync-runs.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { rowMissing } from './failures.ts';
import { cancelWorkflow, workflowIsOpen } from '../contracts/temporal/sync-workflow.ts';
import { deleteSchedule, setSchedulePaused } from './sync-schedule.ts';
import { refusal, workCommand } from './work-command.ts';

/** Possible from every phase; does not queue behind other work (architecture.md 4). */
export function createBeginDisconnect({ db, now }: ActivityDependencies): ReconActivities['beginDisconnect'] {
  return function beginDisconnect(input) {
    return workCommand(db, input, async (tx, integration, { actor }) => {
      if (integration.phase === 'disconnecting') return { status: 202, body: { phase: 'disconnecting' } };
      if (!canMove('integration-phase', integration.phase, 'disconnecting')) {
        return refusal('PhaseRefused', `this integration is ${integration.phase}`);
      }
      await setPhase(tx, input, 'disconnecting', null);
      await setArmed(tx, input, false);
      const ended = { code: 'Disconnected', detail: 'the integration was disconnected' } as const;
      // Their lines are open again; without them nothing was approved, and nothing is to compose.
      const lines = await endQueuedApprovals(tx, input, ended, { ...bySystem(input, now()), actor });
      if (lines.length > 0)
        await composeTouched(tx, input, onlyGroups(lines.map(({ groupKey }) => groupKey)), now());
      await recordAudit(tx, {
        tenantId: input.tenantId,
        actor,
        action: 'integration.disconnect-requested',
        objectKind: 'integration',
        objectId: input.integrationId,
        integrationId: input.integrationId,
      });
      return { status: 202, body: { phase: 'disconnecting' } };
    });
  };
}

/** Pauses the Schedule first, so that nothing new starts, then asks the running sync to end. */
export function createStopSyncs({ db, temporal }: ActivityDependencies): ReconActivities['stopSyncs'] {
  return async function stopSyncs(input) {
    await setSchedulePaused(temporal, input.integrationId, true, 'disconnecting');
    const run = await activeRun(db, input);
    if (run === null) return { active: false };
    if (await workflowIsOpen(temporal, run.workflowId)) {
      await db.transaction().execute((tx) => requestCancel(tx, run));
      await cancelWorkflow(temporal, run.workflowId);
      return { active: true };
    }
    await db.transaction().execute(async (tx) => {
      await lockIntegration(tx, input);
      await endOrphan(tx, run);
    });
    return { active: false };
  };
}

/**
 * The Schedule, every secret and the notices go, but those that a person still sees to; mappings and history stay for
 * connecting again.
 */
export function createConcludeDisconnect({
  db,
  temporal,
}: ActivityDependencies): ReconActivities['concludeDisconnect'] {
  return async function concludeDisconnect(input) {
    await deleteSchedule(temporal, input.integrationId);
    await db.transaction().execute(async (tx) => {
      const integration = await lockIntegration(tx, input);
      if (integration === null) throw rowMissing('integration');
      // A restore may have brought back the row of before the disconnect: its credentials stay.
      if (integration.phase !== 'disconnecting') return;
      await eraseCredentials(tx, input);
      await setPhase(tx, input, 'disconnected', null);
      await closeNoticesOfOtherCauses(tx, input, outlivesDisconnect);
      await recordAudit(tx, {
        tenantId: input.tenantId,
        actor: systemActor,
        action: 'integration.disconnected',
        objectKind: 'integration',
        objectId: input.integrationId,
        integrationId: input.integrationId,
      });
    });
  };
}
