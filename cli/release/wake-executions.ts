import { type Client, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { deploymentChanged } from '../../contracts/temporal/messages.ts';
import { workflowType } from '../../contracts/temporal/starts.ts';
import { type Deployment, openElsewhere } from './deployment.ts';

/** Signals under way at a time. */
const atOnce = 20;

/**
 * Wakes every integration and approval that runs on another version than this one: it sees that it is superseded, and
 * continues as new on the current version. Syncs and housekeeping end on the version that began them. Returns the number
 * of signals that Temporal took. One that it did not take is sent by the next `release drain`; repeating is harmless
 * where workers take it, so those of versions without workers, whose histories would only grow, are left out.
 *
 * @param buildId of the current version; `null`: the workers without versions
 */
export async function wakeExecutions(
  client: Client,
  { name: deploymentName, versions }: Deployment,
  buildId: string | null,
): Promise<number> {
  const types = [workflowType.integration, workflowType.writeBack].map((type) => `'${type}'`).join(', ');
  const asleep = versions.filter(({ runsWorkflows, isDrained }) => !runsWorkflows && !isDrained);
  const elsewhere = openElsewhere(
    { deploymentName, buildId },
    asleep.map((version) => version.buildId),
  );
  const query = `WorkflowType IN (${types}) AND ${elsewhere}`;
  let woken = 0;
  let batch: string[] = [];
  const send = async (): Promise<void> => {
    const sent = await Promise.all(batch.map((workflowId) => wake(client, workflowId)));
    woken += sent.filter(Boolean).length;
    batch = [];
  };
  for await (const { workflowId } of client.workflow.list({ query })) {
    batch.push(workflowId);
    if (batch.length === atOnce) await send();
  }
  await send();
  return woken;
}

/** False when it has ended meanwhile, or Temporal is too busy. */
async function wake(client: Client, workflowId: string): Promise<boolean> {
  try {
    await client.workflow.getHandle(workflowId).signal(deploymentChanged);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || error instanceof ServiceError) return false;
    throw error;
  }
}
