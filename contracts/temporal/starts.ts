import { temporalTexts } from '../../messages/temporal-texts.ts';
import { TypedSearchAttributes } from '@temporalio/common';
import type { IntegrationInput, IntegrationRef, SyncInput, WriteBackInput } from './messages.ts';
import { integrationWorkflowId, TaskQueue, writeBackWorkflowId } from './names.ts';
import { priorities } from './priorities.ts';
import { IntegrationId, TenantId, TriggeredBy } from './search-attributes.ts';

/** The label has the names of vendor and PSA. */
const text = temporalTexts(null);

/** Workflow types by name: API and activities start workflows without loading their code (platform.md 1.5). */
export type IntegrationWorkflow = (input: IntegrationInput) => Promise<void>;
export type SyncWorkflow = (input: SyncInput) => Promise<unknown>;
export type WriteBackWorkflow = (input: WriteBackInput) => Promise<void>;
export const workflowType = {
  integration: 'integrationWorkflow',
  sync: 'syncWorkflow',
  writeBack: 'writeBackWorkflow',
  housekeeping: 'housekeepingWorkflow',
} as const;

/**
 * Start options of the entity: the same wherever it may be started (connect, commands, repair).
 * @param label of the integration, for people: it is shown before any worker has taken the workflow.
 */
export const integrationStart = ({ tenantId, integrationId }: IntegrationRef, label: string) => ({
  workflowId: integrationWorkflowId(integrationId),
  taskQueue: TaskQueue.recon,
  args: [{ tenantId, integrationId }] as [IntegrationInput],
  priority: priorities.person,
  typedSearchAttributes: new TypedSearchAttributes([
    { key: TenantId, value: tenantId },
    { key: IntegrationId, value: integrationId },
  ]),
  staticSummary: text('temporal.summary.integration', { label }),
});

/** Attributes of every run, whoever starts it. */
export const syncAttributes = (input: SyncInput): TypedSearchAttributes =>
  new TypedSearchAttributes([
    { key: TenantId, value: input.tenantId },
    { key: IntegrationId, value: input.integrationId },
    { key: TriggeredBy, value: input.trigger },
  ]);

/** What a run is, in the list of workflows and in its Schedule. */
export const syncSummary = ({ mode, trigger }: Pick<SyncInput, 'mode' | 'trigger'>, label: string): string =>
  trigger === 'schedule'
    ? text('temporal.summary.scheduled-sync', { label })
    : text(`temporal.summary.sync.${mode}`, { label });

/** Start options of a run under its own workflow id; ids are never reused, so that a second start is none. */
export const syncStart = (workflowId: string, input: SyncInput, label: string) => ({
  workflowId,
  taskQueue: TaskQueue.recon,
  args: [input] as [SyncInput],
  priority: input.mode === 'usage-line' ? priorities.person : priorities.sync,
  workflowIdReusePolicy: 'REJECT_DUPLICATE' as const,
  typedSearchAttributes: syncAttributes(input),
  staticSummary: syncSummary(input, label),
});

/** Start options of an approval's workflow: the same for relay and repair. A closed one may be started again: rows say what is left. */
export const writeBackStart = (input: WriteBackInput, label: string) => ({
  workflowId: writeBackWorkflowId(input.approvalId),
  taskQueue: TaskQueue.recon,
  args: [input] as [WriteBackInput],
  priority: priorities.writeBack,
  typedSearchAttributes: new TypedSearchAttributes([
    { key: TenantId, value: input.tenantId },
    { key: IntegrationId, value: input.integrationId },
  ]),
  staticSummary: text('temporal.summary.write-back', { label }),
});

/** Attributes of a run of housekeeping: it is of no integration. */
export const housekeepingAttributes = new TypedSearchAttributes([{ key: TriggeredBy, value: 'schedule' }]);
