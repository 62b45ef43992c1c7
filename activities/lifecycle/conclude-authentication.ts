import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { entryOf, setsOf } from '../../domain/kinds.ts';
import { concludeAuthentication } from '../../use-cases/lifecycle/authentication.ts';
import { isCredentialCode } from '../runtime/credential-codes.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { workCommand } from '../runtime/work-command.ts';

export const createConcludeAuthentication =
  (deps: ActivityDependencies): ReconActivities['concludeAuthentication'] =>
  (input) =>
    workCommand(deps, input, 200, (tx, integration, { by }) =>
      concludeAuthentication(
        tx,
        integration,
        {
          sets: setsOf(deps.kinds, integration),
          listedWith: entryOf(deps.kinds.vendors, integration.vendor).listedWith,
        },
        input.verdicts,
        isCredentialCode,
        by,
      ),
    );
