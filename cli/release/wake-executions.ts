import { type Client, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { deploymentChanged } from '../../contracts/temporal/messages.ts';
import { workflowType } from '../../contracts/temporal/starts.ts';
import { openElsewhere } from './deployment.ts';

/** Signals under way at a time. */
const atOnce = 20;

/**
 * Wakes every integration and approval that runs on another version than this one: it sees that it is superseded, and
 * continues as new on the current version. Syncs and housekeeping end on the version that began them. Returns the number
 * of signals that Temporal took. One that it did not take is sent by the next `release drain`; repeating is harmless.
 */
export async function wakeExecutions(
  client: Client,
  version: { readonly deploymentName: string; readonly buildId: string },
): Promise<number> {
  const types = [workflowType.integration, workflowType.writeBack].map((type) => `'${type}'`).join(', ');
  const query = `WorkflowType IN (${types}) AND ${openElsewhere(version)}`;
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
