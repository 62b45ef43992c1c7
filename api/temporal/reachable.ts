import { within } from '../deadline.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { underWay } from './under-way.ts';

/** Does the Temporal server answer at all? Bounded also while a lazy connection is still being made. */
export async function isTemporalReachable(deps: ApiDependencies, milliseconds: number): Promise<boolean> {
  const { client } = deps.temporal;
  return within(
    milliseconds,
    underWay(
      client,
      client.withDeadline(Date.now() + milliseconds, () => client.workflowService.getSystemInfo({})),
    ),
    () => new Error('late'),
  ).then(
    () => true,
    () => false,
  );
}
