import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { applyDecisions } from '../../use-cases/mapping/apply-decisions.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { carryOut } from '../runtime/failures.ts';

export const createApplyMappingCommand =
  ({ db, now }: ActivityDependencies): ReconActivities['applyMappingCommand'] =>
  (command) =>
    carryOut(db, (tx) => applyDecisions(tx, command, command.commandId, now()));
