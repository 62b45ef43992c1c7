import type { SyncTrigger } from '../../domain/sync-runs.ts';

/** Names on the wire (architecture.md 3). Renaming one strands running executions. */
export const TaskQueue = { recon: 'recon', vendor: 'vendor', psa: 'psa' } as const;

export const integrationWorkflowId = (integrationId: string): string => `integration/${integrationId}`;

/** A directly started run; `key` is the caller's: the finish command or an idempotency key. */
export const syncWorkflowId = (
  integrationId: string,
  trigger: Exclude<SyncTrigger, 'schedule'>,
  key: string,
): string => `sync/${integrationId}/${trigger}/${key}`;

/** One per approval: it sends its lines and waits for their invoices. */
export const writeBackWorkflowId = (approvalId: string): string => `write-back/${approvalId}`;

/** The Schedule, and the stem of its runs' workflow ids: Temporal appends `-<RFC 3339 time>`. */
export const syncScheduleId = (integrationId: string): string => `sync/${integrationId}`;

/** The Schedule of housekeeping, and the stem of its runs' workflow ids: one run each hour for the whole installation. */
export const housekeepingScheduleId = 'housekeeping';
