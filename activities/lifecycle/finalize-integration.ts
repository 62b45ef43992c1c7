import { z } from 'zod';
import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { finish } from '../../use-cases/lifecycle/finish.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { storedBody, workCommand } from '../runtime/work-command.ts';

const FinishBody = z.object({
  schedule: z.object({ hour: z.int(), minute: z.int() }).optional(),
  keepNames: z.boolean().optional(),
});

export const createFinalizeIntegration =
  (deps: ActivityDependencies): ReconActivities['finalizeIntegration'] =>
  (input) =>
    workCommand(deps, input, 200, (tx, integration, { by, body }) =>
      finish(tx, integration, input.commandId, storedBody(FinishBody, 'finish', body), by),
    );
