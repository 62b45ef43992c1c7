import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { syncStart, type SyncWorkflow, workflowType } from '../contracts/temporal/starts.ts';
import type { SyncRun } from '../db/sync-runs.ts';

/** Starts the workflow of a queued run; a second start of the same run is none. */
export async function startSyncWorkflow(client: Client, run: SyncRun): Promise<void> {
  try {
    await client.workflow.start<SyncWorkflow>(
      workflowType.sync,
      syncStart(run.workflowId, {
        tenantId: run.tenantId,
        integrationId: run.integrationId,
        trigger: run.trigger,
        mode: run.mode,
        ...(run.ofRunId === null ? {} : { ofRunId: run.ofRunId }),
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** `none`: Temporal does not know it, because it was never started or its data are gone. */
export async function workflowState(client: Client, workflowId: string): Promise<'open' | 'closed' | 'none'> {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING'
      ? 'open'
      : 'closed';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'none';
    throw error;
  }
}

export const workflowIsOpen = async (client: Client, workflowId: string): Promise<boolean> =>
  (await workflowState(client, workflowId)) === 'open';

export async function cancelWorkflow(client: Client, workflowId: string): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId).cancel();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
