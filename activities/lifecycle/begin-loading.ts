import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { beginLoading } from '../../use-cases/lifecycle/loading.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { workCommand } from '../runtime/work-command.ts';

export const createBeginLoading =
  (deps: ActivityDependencies): ReconActivities['beginLoading'] =>
  (input) =>
    workCommand(deps, input, 202, (tx, integration, { by }) => beginLoading(tx, integration, by));
