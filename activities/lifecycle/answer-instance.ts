import { AnswerInstance } from '../../contracts/api/commands.ts';
import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { entryOf, setsOf } from '../../domain/kinds.ts';
import { answerInstance } from '../../use-cases/lifecycle/answer-instance.ts';
import { concludeAuthentication } from '../../use-cases/lifecycle/authentication.ts';
import { isCredentialCode } from '../runtime/credential-codes.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { storedBody, workCommand } from '../runtime/work-command.ts';

export const createAnswerInstance =
  (deps: ActivityDependencies): ReconActivities['answerInstance'] =>
  (input) =>
    workCommand(deps, input, 200, (tx, integration, { by, body }) => {
      const { listedWith } = entryOf(deps.kinds.vendors, integration.vendor);
      const sets = { sets: setsOf(deps.kinds, integration), listedWith };
      return answerInstance(
        tx,
        integration,
        storedBody(AnswerInstance, 'answerInstance', body),
        input.verdicts,
        {
          sets: sets.sets,
          authenticate: () =>
            concludeAuthentication(tx, integration, sets, input.verdicts, isCredentialCode, by),
        },
        by,
      );
    });
