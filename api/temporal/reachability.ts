import { within } from '../../db/driver/deadline.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { underWay } from './pending-calls.ts';

/** Rejects unless the Temporal server answers. Bounded also while a lazy connection is still being made. */
export async function temporalAnswers(deps: ApiDependencies, milliseconds: number): Promise<void> {
  const { client } = deps.temporal;
  await within(
    milliseconds,
    underWay(
      client,
      client.withDeadline(Date.now() + milliseconds, () => client.workflowService.getSystemInfo({})),
    ),
    () => new Error('late'),
  );
}

export const isTemporalReachable = (deps: ApiDependencies, milliseconds: number): Promise<boolean> =>
  temporalAnswers(deps, milliseconds).then(
    () => true,
    () => false,
  );
