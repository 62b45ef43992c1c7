import { TypedSearchAttributes } from '@temporalio/common';
import type { IntegrationInput, IntegrationRef, SyncInput, WriteBackInput } from './messages.ts';
import { integrationWorkflowId, type SyncMode, TaskQueue, writeBackWorkflowId } from './names.ts';
import { IntegrationId, TenantId, TriggeredBy } from './search-attributes.ts';

/** Workflow types by name: API and activities start workflows without loading their code (temporal.md 12). */
export type IntegrationWorkflow = (input: IntegrationInput) => Promise<void>;
export type SyncWorkflow = (input: SyncInput) => Promise<unknown>;
export type WriteBackWorkflow = (input: WriteBackInput) => Promise<void>;
export const workflowType = {
  integration: 'integrationWorkflow',
  sync: 'syncWorkflow',
  writeBack: 'writeBackWorkflow',
} as const;

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

const summaries: Readonly<Record<SyncMode, string>> = {
  full: 'Sync of all accounts',
  'failed-accounts': 'Sync of the accounts that failed',
  'usage-line': 'One usage line read again',
};

/** Start options of a run under its own workflow id; ids are never reused, so that a second start is none. */
export const syncStart = (workflowId: string, input: SyncInput) => ({
  workflowId,
  taskQueue: TaskQueue.recon,
  args: [input] as [SyncInput],
  workflowIdReusePolicy: 'REJECT_DUPLICATE' as const,
  typedSearchAttributes: syncAttributes(input),
  staticSummary: summaries[input.mode],
});

/** Start options of an approval's workflow: the same for relay and repair. A closed one may be started again: rows say what is left. */
export const writeBackStart = (input: WriteBackInput) => ({
  workflowId: writeBackWorkflowId(input.approvalId),
  taskQueue: TaskQueue.recon,
  args: [input] as [WriteBackInput],
  typedSearchAttributes: new TypedSearchAttributes([
    { key: TenantId, value: input.tenantId },
    { key: IntegrationId, value: input.integrationId },
  ]),
  staticSummary: 'Approved changes on their way to the PSA',
});
