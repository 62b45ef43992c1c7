import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import type { IntegrationKey } from '../../domain/keys.ts';
import { decideMappings, type CommandRef } from '../../contracts/temporal/messages.ts';
import { integrationStart, type IntegrationWorkflow, workflowType } from '../../contracts/temporal/starts.ts';

/** Starts the entity unless it runs. */
export async function ensureIntegrationWorkflow(
  client: Client,
  key: IntegrationKey,
  label: string,
): Promise<void> {
  await client.workflow.start<IntegrationWorkflow>(workflowType.integration, {
    ...integrationStart(key, label),
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
}

/** For update-with-start: uses the running entity, else starts it. */
export const startOperation = (
  key: IntegrationKey,
  label: string,
): WithStartWorkflowOperation<IntegrationWorkflow> =>
  new WithStartWorkflowOperation<IntegrationWorkflow>(workflowType.integration, {
    ...integrationStart(key, label),
    workflowIdConflictPolicy: 'USE_EXISTING',
  });

/** Delivers the id of stored decisions; the workflow is started where it is missing. */
export async function signalDecisions(
  client: Client,
  key: IntegrationKey,
  label: string,
  commandId: string,
): Promise<void> {
  await client.workflow.signalWithStart<IntegrationWorkflow, [CommandRef]>(workflowType.integration, {
    ...integrationStart(key, label),
    signal: decideMappings,
    signalArgs: [{ commandId }],
  });
}
