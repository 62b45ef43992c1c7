import type { Client } from '@temporalio/client';
import { housekeepingSchedule } from '../../activities/housekeeping/housekeeping-schedule.ts';
import {
  describeSchedule,
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
import { message, type Message } from '../../messages/message.ts';
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

const repaired = message('doctor.schedule.advice');

async function examineSchedule(client: Client, wanted: WantedSchedule, pausedByRow: boolean): Promise<Check> {
  const id = wanted.scheduleId;
  const present = await describeSchedule(client, id);
  if (present === null) return bad(name, message('doctor.schedule.missing', { id }), repaired);
  const parts = scheduleDifferences(wanted, present).map((part) => message('doctor.schedule.part', { part }));
  if (parts.length > 0) return bad(name, message('doctor.schedule.changed', { id, parts }), repaired);
  const { paused, note } = present.state;
  if (paused && !pausedByRow)
    return warning(
      name,
      note === undefined
        ? message('doctor.schedule.paused-without-note', { id })
        : message('doctor.schedule.paused-in-temporal', { id, note }),
      message('doctor.schedule.paused-in-temporal.advice'),
    );
  if (pausedByRow)
    return paused
      ? good(name, message('doctor.schedule.paused', { id }))
      : warning(name, message('doctor.schedule.not-paused', { id }), repaired);
  return good(name, timesOf(wanted));
}

function timesOf({ scheduleId: id, at: { hour, minute } }: WantedSchedule): Message {
  const two = (part: number): string => String(part).padStart(2, '0');
  return hour === null
    ? message('doctor.schedule.hourly', { id, minute })
    : message('doctor.schedule.daily', { id, time: `${two(hour)}:${two(minute)}` });
}
