import { TypedSearchAttributes } from '@temporalio/common';
import type { IntegrationInput, IntegrationRef, SyncInput } from './messages.ts';
import { integrationWorkflowId, TaskQueue } from './names.ts';
import { IntegrationId, TenantId, TriggeredBy } from './search-attributes.ts';

/** Workflow types by name: API and activities start workflows without loading their code (temporal.md 12). */
export type IntegrationWorkflow = (input: IntegrationInput) => Promise<void>;
export type SyncWorkflow = (input: SyncInput) => Promise<unknown>;
export const workflowType = { integration: 'integrationWorkflow', sync: 'syncWorkflow' } as const;

/** Start options of the entity: the same wherever it may be started (connect, commands, repair). */
export const integrationStart = ({ tenantId, integrationId }: IntegrationRef) => ({
  workflowId: integrationWorkflowId(integrationId),
  taskQueue: TaskQueue.recon,
  args: [{ tenantId, integrationId }] as [IntegrationInput],
  typedSearchAttributes: new TypedSearchAttributes([
    { key: TenantId, value: tenantId },
    { key: IntegrationId, value: integrationId },
  ]),
  staticSummary: 'One integration, from connect to disconnect',
});

/** Attributes of every run, whoever starts it. */
export const syncAttributes = (input: SyncInput): TypedSearchAttributes =>
  new TypedSearchAttributes([
    { key: TenantId, value: input.tenantId },
    { key: IntegrationId, value: input.integrationId },
    { key: TriggeredBy, value: input.trigger },
  ]);

/** Start options of a run under its own workflow id; ids are never reused, so that a second start is none. */
export const syncStart = (workflowId: string, input: SyncInput) => ({
  workflowId,
  taskQueue: TaskQueue.recon,
  args: [input] as [SyncInput],
  workflowIdReusePolicy: 'REJECT_DUPLICATE' as const,
  typedSearchAttributes: syncAttributes(input),
  staticSummary: input.mode === 'full' ? 'Sync of all accounts' : 'Sync of the accounts that failed',
});
