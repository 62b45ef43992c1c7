import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { syncStart, type SyncWorkflow, workflowType } from '../../contracts/temporal/starts.ts';
import type { SyncRun } from '../../db/sync-runs.ts';

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

/** `open`: it runs. `closed`: it ended. `none`: Temporal does not know it. */
export async function workflowState(client: Client, workflowId: string): Promise<'open' | 'closed' | 'none'> {
  try {
    const description = await client.workflow.getHandle(workflowId).describe();
    return description.status.name === 'RUNNING' ? 'open' : 'closed';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'none';
    throw error;
  }
}

/**
 * Asks the workflow to end; false when there is none that runs. Looked up first, because Temporal takes a cancel
 * for a closed workflow without a word.
 */
export async function cancelSyncWorkflow(client: Client, workflowId: string): Promise<boolean> {
  if ((await workflowState(client, workflowId)) !== 'open') return false;
  try {
    await client.workflow.getHandle(workflowId).cancel();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
