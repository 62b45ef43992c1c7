import { type Client, ScheduleNotFoundError } from '@temporalio/client';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { SyncInput } from '../../contracts/temporal/messages.ts';
import { syncScheduleId } from '../../contracts/temporal/names.ts';
import { priorities } from '../../contracts/temporal/priorities.ts';
import { syncAttributes, syncSummary, workflowType } from '../../contracts/temporal/starts.ts';
import type { Database } from '../../db/model/database.ts';
import { findIntegration, type Integration } from '../../db/integrations/integrations.ts';
import { syncs } from '../../domain/defaults.ts';
import { hasSchedule } from '../../domain/states.ts';
import { ownPauseNote, putSchedule, type WantedSchedule } from './schedule-row.ts';

/** The Schedule of an integration as its row wants it (platform.md 1.2). */
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
    jitterMs: syncs.jitterMs,
    catchupMs: syncs.catchupMs,
    workflowType: workflowType.sync,
    args: [input],
    priority: priorities.sync,
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

interface FollowingDependencies {
  readonly db: Database;
  readonly temporal: Client;
}

/**
 * Pauses or unpauses the Schedule, if the row still says so: an attempt of a command may come after the next command
 * was done. Leaves it as the row says, also where that changes meanwhile.
 */
export async function pauseAsRow(
  deps: FollowingDependencies,
  key: IntegrationKey,
  paused: boolean,
): Promise<void> {
  if ((await pausedByRow(deps.db, key)) !== paused) return;
  await setSchedulePaused(deps.temporal, key.integrationId, paused, pauseNote(paused));
  await followRow(deps, key, paused);
}

/** Whoever set the pause looks at the row once more, so that the last one to set it leaves what the row says. */
export async function followRow(
  { db, temporal }: FollowingDependencies,
  key: IntegrationKey,
  set: boolean,
): Promise<void> {
  const wanted = await pausedByRow(db, key);
  if (wanted === null || wanted === set) return;
  await setSchedulePaused(temporal, key.integrationId, wanted, pauseNote(wanted));
  await followRow({ db, temporal }, key, wanted);
}

const pauseNote = (paused: boolean): string => (paused ? ownPauseNote : 'integration.resumed in Seatwise');

/** Null: the integration has no Schedule, or soon none. */
async function pausedByRow(db: Database, key: IntegrationKey): Promise<boolean | null> {
  const integration = await findIntegration(db, key);
  return integration === null || !hasSchedule(integration.phase) ? null : integration.phase === 'paused';
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
