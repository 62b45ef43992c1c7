import type { ReconActivities } from '../contracts/temporal/activities.ts';
import { recordAudit } from '../db/audit/audit.ts';
import { setGate, setPhase } from '../db/core/integrations.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { refusal, workCommand } from './work-command.ts';

/** Answers `load`: reads accounts and PSA anew before Finish; afterwards every sync does. */
export function createBeginLoading({ db }: ActivityDependencies): ReconActivities['beginLoading'] {
  return function beginLoading(input) {
    return workCommand(db, input, async (tx, integration, { actor }) => {
      if (integration.phase !== 'loading' && integration.phase !== 'mapping') {
        return refusal('PhaseRefused', `loading belongs to set-up; this integration is ${integration.phase}`);
      }
      for (const part of ['accounts', 'services'] as const) {
        await setGate(tx, input, part, { status: 'waiting', loaded: {}, code: null, detail: null });
      }
      await setPhase(tx, input, 'loading', null);
      await recordAudit(tx, {
        tenantId: input.tenantId,
        actor,
        action: 'integration.load-requested',
        objectKind: 'integration',
        objectId: input.integrationId,
        integrationId: input.integrationId,
      });
      return { status: 202, body: { phase: 'loading' } };
    });
  };
}
