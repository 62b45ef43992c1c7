import { inEnglishOrNull } from '../../messages/english.ts';
import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { refreshStatistics } from '../../db/driver/statistics.ts';
import { concludeLoading } from '../../use-cases/lifecycle/loading.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { carryOut } from '../runtime/failures.ts';

export function createConcludeLoading({ db }: ActivityDependencies): ReconActivities['concludeLoading'] {
  return async function concludeLoadingOf(input) {
    await refreshStatistics(db);
    const { phase, cause } = await carryOut(db, (tx) => concludeLoading(tx, input));
    return cause === undefined
      ? { phase }
      : { phase, cause: { code: cause.code, text: inEnglishOrNull(cause.detail) } };
  };
}
