import type { Client } from '@temporalio/client';
import { housekeepingSchedule } from '../../activities/housekeeping/own-schedule.ts';
import {
  describeSchedule,
  type ScheduleDifference,
  scheduleDifferences,
  type WantedSchedule,
} from '../../activities/schedules/schedule-row.ts';
import { wantedSyncSchedule } from '../../activities/schedules/sync-schedule.ts';
import type { Database } from '../../db/model/database.ts';
import { scheduledIntegrations } from '../../db/housekeeping/housekeeping.ts';
import { labelOfIntegration } from '../../db/integrations/integration-label.ts';
import { findIntegration } from '../../db/integrations/integrations.ts';
import { psas } from '../../psa/registry.ts';
import { vendors } from '../../vendors/registry.ts';
import { hasSchedule } from '../../domain/states.ts';
import { bad, type Check, good, warning } from './check.ts';

const name = 'temporal.schedules';
/** More than one installation has; the doctor's time is short. */
const atMost = 1_000;

/** Every Schedule as Seatwise wants it: housekeeping's, and that of each integration. Changes nothing. */
export async function examineSchedules(client: Client, db: Database): Promise<readonly Check[]> {
  const integrations = await scheduledIntegrations(db, null, atMost);
  const checks = await Promise.all([
    examineSchedule(client, housekeepingSchedule, false),
    ...integrations.map(async (key) => {
      const integration = await findIntegration(db, key);
      // Disconnected since it was listed.
      if (integration === null || !hasSchedule(integration.phase)) return null;
      const wanted = wantedSyncSchedule(integration, await labelOfIntegration(db, key, { vendors, psas }));
      return examineSchedule(client, wanted, integration.phase === 'paused');
    }),
  ]);
  return checks.filter((check) => check !== null);
}

const words: Readonly<Record<ScheduleDifference, string>> = {
  times: 'when it runs',
  policies: 'its policies',
  action: 'what it starts',
  limit: 'a limit on its runs',
};
const repaired = 'A worker repairs it within five minutes; if it stays, see its log.';

async function examineSchedule(client: Client, wanted: WantedSchedule, pausedByRow: boolean): Promise<Check> {
  const id = wanted.scheduleId;
  const present = await describeSchedule(client, id);
  if (present === null) return bad(name, `${id} is gone`, repaired);
  const differences = scheduleDifferences(wanted, present).map((part) => words[part]);
  if (differences.length > 0) return bad(name, `${id} was changed: ${differences.join(', ')}`, repaired);
  const { paused, note } = present.state;
  if (paused && !pausedByRow)
    return warning(
      name,
      `${id} is paused in Temporal: ${note ?? 'no note'}`,
      'Unpause it there; Seatwise never undoes a pause.',
    );
  if (pausedByRow)
    return paused
      ? good(name, `${id} is paused with its integration`)
      : warning(name, `${id} runs, and its integration is paused`, repaired);
  return good(name, `${id} runs ${timesOf(wanted)}`);
}

function timesOf({ at: { hour, minute } }: WantedSchedule): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return hour === null ? `each hour at minute ${minute}` : `daily at ${two(hour)}:${two(minute)} UTC`;
}
