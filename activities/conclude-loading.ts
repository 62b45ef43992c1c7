import type { ReconActivities } from '../contracts/temporal/activities.ts';
import { lockIntegration, readGates, setPhase } from '../db/core/integrations.ts';
import { refreshStatistics } from '../db/core/statistics.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { rowMissing } from './failures.ts';

/** Opens mapping when every part is loaded; else the phase stays and the gates say why. */
export function createConcludeLoading({ db }: ActivityDependencies): ReconActivities['concludeLoading'] {
  return async function concludeLoading(input) {
    await refreshStatistics(db);
    return db.transaction().execute(async (tx) => {
      const integration = await lockIntegration(tx, input);
      if (integration === null) throw rowMissing('integration');
      // A disconnect may have come meanwhile: it wins.
      if (integration.phase !== 'loading') return { phase: integration.phase };
      const gates = await readGates(tx, input);
      const failed = [gates.accounts, gates.services].find((gate) => gate.status !== 'pending');
      if (failed === undefined) {
        await setPhase(tx, input, 'mapping', null);
        return { phase: 'mapping' };
      }
      const cause = { code: failed.code ?? 'LoadFailed', detail: failed.detail ?? '' };
      await setPhase(tx, input, 'loading', cause);
      return { phase: 'loading', cause };
    });
  };
}
