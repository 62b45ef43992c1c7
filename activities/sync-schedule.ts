import { type Client, ScheduleNotFoundError } from '@temporalio/client';
import type { SyncInput } from '../contracts/temporal/messages.ts';
import { syncScheduleId } from '../contracts/temporal/names.ts';
import { syncAttributes, syncSummary, workflowType } from '../contracts/temporal/starts.ts';
import type { Integration } from '../db/integrations.ts';
import { runJitterMs } from '../domain/housekeeping/missed-run.ts';
import { putSchedule, type WantedSchedule } from './kept-schedule.ts';

/** The Schedule of an integration as its row wants it (temporal.md 6). */
export function wantedSyncSchedule(integration: Integration, label: string): WantedSchedule {
  const input: SyncInput = {
    tenantId: integration.tenantId,
    integrationId: integration.id,
    trigger: 'schedule',
    mode: 'full',
  };
  return {
    scheduleId: syncScheduleId(integration.id),
    at: integration.schedule,
    // Spreads tenants over the beginning of the hour.
    jitterMs: runJitterMs,
    catchupMs: 12 * 3_600_000,
    workflowType: workflowType.sync,
    args: [input],
    searchAttributes: syncAttributes(input),
    summary: syncSummary(input, label),
  };
}

/** Creates or corrects the Schedule; starts nothing and leaves a pause as it is. Its runs are summarized under the label. */
export const putSyncSchedule = (client: Client, integration: Integration, label: string): Promise<void> =>
  putSchedule(client, wantedSyncSchedule(integration, label), integration.phase === 'paused');

/** Pauses or unpauses; a Schedule that is not there needs neither. */
export async function setSchedulePaused(
  client: Client,
  integrationId: string,
  paused: boolean,
  note: string,
): Promise<void> {
  const handle = client.schedule.getHandle(syncScheduleId(integrationId));
  await ignoringMissing(() => (paused ? handle.pause(note) : handle.unpause(note)));
}

export async function deleteSchedule(client: Client, integrationId: string): Promise<void> {
  await ignoringMissing(() => client.schedule.getHandle(syncScheduleId(integrationId)).delete());
}

async function ignoringMissing(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}
