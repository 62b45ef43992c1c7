import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { SyncMode, SyncTrigger } from '../../domain/sync-runs.ts';
import { syncStart, type SyncWorkflow, workflowType } from './starts.ts';

/** What the row of a run says of its workflow. */
export interface StoredRun {
  readonly tenantId: string;
  readonly integrationId: string;
  readonly workflowId: string;
  readonly trigger: SyncTrigger;
  readonly mode: SyncMode;
  readonly ofRunId: string | null;
  readonly groupKey: string | null;
}

/** Starts the workflow of a queued run; a second start of the same run is none. */
export async function startSyncWorkflow(client: Client, run: StoredRun, label: string): Promise<void> {
  try {
    await client.workflow.start<SyncWorkflow>(
      workflowType.sync,
      syncStart(
        run.workflowId,
        {
          tenantId: run.tenantId,
          integrationId: run.integrationId,
          trigger: run.trigger,
          mode: run.mode,
          ...(run.ofRunId === null ? {} : { ofRunId: run.ofRunId }),
          ...(run.groupKey === null ? {} : { groupKey: run.groupKey }),
        },
        label,
      ),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** `open`: it runs. `closed`: it ended. `none`: Temporal does not know it, or its data are gone. */
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

/**
 * Asks the workflow to end; false when there is none that runs. Looked up first, because Temporal takes a cancel for a
 * closed workflow without a word.
 */
export async function cancelWorkflow(client: Client, workflowId: string): Promise<boolean> {
  if (!(await workflowIsOpen(client, workflowId))) return false;
  try {
    await client.workflow.getHandle(workflowId).cancel();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
