import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { SyncInput } from '../contracts/temporal/messages.ts';
import { syncScheduleId, TaskQueue } from '../contracts/temporal/names.ts';
import { syncAttributes, syncSummary, workflowType } from '../contracts/temporal/starts.ts';
import type { Integration } from '../db/integrations.ts';

/** The Schedule of an integration as its row wants it (temporal.md 6). */
function wanted(integration: Integration, label: string) {
  const input: SyncInput = {
    tenantId: integration.tenantId,
    integrationId: integration.id,
    trigger: 'schedule',
    mode: 'full',
  };
  return {
    spec: {
      calendars: [{ hour: integration.schedule.hour, minute: integration.schedule.minute }],
      // UTC: a local zone would skip or double runs at daylight saving. Jitter spreads tenants over the hour's start.
      timezone: 'UTC',
      jitter: '20m',
    },
    action: {
      type: 'startWorkflow' as const,
      workflowType: workflowType.sync,
      // Temporal appends the scheduled time: each run has an id of its own.
      workflowId: syncScheduleId(integration.id),
      taskQueue: TaskQueue.recon,
      args: [input],
      typedSearchAttributes: syncAttributes(input),
      staticSummary: syncSummary(input, label),
    },
    policies: {
      overlap: ScheduleOverlapPolicy.SKIP,
      // The server's own default is a year: a long outage would replay old runs.
      catchupWindow: '12h',
      pauseOnFailure: false,
    },
  };
}

/** Creates or corrects the Schedule; starts nothing and leaves a pause as it is. Its runs are summarized under the label. */
export async function putSchedule(client: Client, integration: Integration, label: string): Promise<void> {
  const scheduleId = syncScheduleId(integration.id);
  try {
    await client.schedule.create({
      scheduleId,
      ...wanted(integration, label),
      state: { paused: integration.phase === 'paused', note: 'Seatwise' },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(scheduleId).update((old) => ({ ...old, ...wanted(integration, label) }));
  }
}

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
