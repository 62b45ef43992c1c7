import type { ReconActivities } from '../contracts/temporal/activities.ts';
import { canMove, type IntegrationPhase } from '../domain/states.ts';
import { recordAudit } from '../db/audit/audit.ts';
import { movePhase } from '../use-cases/runs/move-phase.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { pauseAsRow } from './sync-schedule.ts';
import { refusal, workCommand } from './work-command.ts';

/** Stops scheduled and running syncs at once: every activity's claim reads the phase (architecture.md 4). */
export const createPauseIntegration = (deps: ActivityDependencies): ReconActivities['pauseIntegration'] =>
  createPhaseSwitch(deps, 'paused', 'integration.paused');

/** Goes on from where a pause stopped it. */
export const createResumeIntegration = (deps: ActivityDependencies): ReconActivities['resumeIntegration'] =>
  createPhaseSwitch(deps, 'active', 'integration.resumed');

function createPhaseSwitch(
  { db, temporal, now }: ActivityDependencies,
  wanted: Extract<IntegrationPhase, 'paused' | 'active'>,
  action: string,
): ReconActivities['pauseIntegration'] {
  const from: IntegrationPhase = wanted === 'paused' ? 'active' : 'paused';
  return async function switchPhase(input) {
    const outcome = await workCommand(db, input, async (tx, integration, { actor }) => {
      if (integration.phase === wanted) return { status: 200, body: { phase: wanted } };
      if (integration.phase !== from || !canMove('integration-phase', integration.phase, wanted)) {
        return refusal('PhaseRefused', `this integration is ${integration.phase}, not ${from}`);
      }
      await movePhase(tx, input, wanted, null, now());
      await recordAudit(tx, {
        tenantId: input.tenantId,
        actor,
        action,
        objectKind: 'integration',
        objectId: input.integrationId,
        integrationId: input.integrationId,
      });
      return { status: 200, body: { phase: wanted } };
    });
    if (outcome.result.status === 200) await pauseAsRow({ db, temporal }, input, wanted === 'paused');
    return outcome;
  };
}
