import { z } from 'zod';
import { Settings } from '../../contracts/api/settings.ts';
import type { Run } from './month.ts';
import type { SeatwiseClient } from './seatwise-client.ts';

const Described = z.looseObject({
  workflowExecutionInfo: z.looseObject({ historyLength: z.coerce.number() }),
});

/** Events in the history of a run, asked of the Temporal UI's own API; null where no UI is reachable. */
export async function runHistory(client: SeatwiseClient, run: Run): Promise<number | null> {
  const { installation } = await client.read('/settings', Settings);
  if (installation.temporalUiUrl === null || run.temporalUrl === null) return null;
  const workflowPath = /\/namespaces\/([^/]+)\/workflows\/([^/?]+)/.exec(run.temporalUrl);
  if (workflowPath === null) return null;
  const [, namespace, workflowId] = workflowPath;
  try {
    const response = await fetch(
      `${new URL(run.temporalUrl).origin}/api/v1/namespaces/${namespace ?? ''}/workflows/${workflowId ?? ''}`,
    );
    return Described.parse(await response.json()).workflowExecutionInfo.historyLength;
  } catch {
    return null;
  }
}
