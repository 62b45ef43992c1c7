import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { matchExactNames } from '../../use-cases/mapping/match-exact-names.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { carryOut } from '../runtime/failures.ts';

export const createMatchExactNames =
  ({ db }: ActivityDependencies): ReconActivities['matchExactNames'] =>
  (key) =>
    carryOut(db, (tx) => matchExactNames(tx, key));
