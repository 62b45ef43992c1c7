import type { Client } from '@temporalio/client';
import { within } from '../../db/driver/deadline.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isTemporalUnavailable, Problem } from '../problems.ts';
import { underWay } from './pending-calls.ts';

/**
 * Calls Temporal within a time; late or unreachable is the problem `TemporalUnavailable`. The race beside the
 * gRPC deadline is for the first call of a lazy connection, which connects first.
 */
export async function askTemporal<T>(
  deps: ApiDependencies,
  milliseconds: number,
  ask: (client: Client) => Promise<T>,
): Promise<T> {
  const { client } = deps.temporal;
  try {
    return await within(
      milliseconds,
      underWay(
        client,
        client.withDeadline(Date.now() + milliseconds, () => ask(client)),
      ),
      () => new Problem('TemporalUnavailable'),
    );
  } catch (error) {
    if (isTemporalUnavailable(error)) throw new Problem('TemporalUnavailable', { cause: error });
    throw error;
  }
}
