import { temporalTexts } from '../../messages/temporal-texts.ts';
import { message } from '../../messages/message.ts';
import type { Client } from '@temporalio/client';
import { housekeepingScheduleId } from '../../contracts/temporal/names.ts';
import { priorities } from '../../contracts/temporal/priorities.ts';
import { housekeepingAttributes, workflowType } from '../../contracts/temporal/starts.ts';
import type { Database } from '../../db/model/database.ts';
import { tenantIds } from '../../db/housekeeping/housekeeping.ts';
import { closeNotices, keepNotice } from '../../db/notices/notices.ts';
import {
  describeSchedule,
  putSchedule,
  type ScheduleDifference,
  scheduleDifferences,
  type WantedSchedule,
} from '../schedules/schedule-row.ts';

/** The Schedule of housekeeping: one for the whole installation. */
export const housekeepingSchedule: WantedSchedule = {
  scheduleId: housekeepingScheduleId,
  // Away from the full hour, at which most syncs begin.
  at: { hour: null, minute: 30 },
  jitterMs: 0,
  // The next run does what a missed one did not.
  catchupMs: 3_600_000,
  workflowType: workflowType.housekeeping,
  args: [{}],
  priority: priorities.housekeeping,
  searchAttributes: housekeepingAttributes,
  summary: temporalTexts(null)('temporal.summary.housekeeping'),
};

/**
 * Housekeeping repairs every Schedule but its own: the repair loop of the workers keeps that one. A pause made in
 * Temporal is a notice of each tenant, never undone. Returns in what it differed; null: it was missing.
 */
export async function keepHousekeeping(deps: {
  readonly db: Database;
  readonly temporal: Client;
}): Promise<readonly ScheduleDifference[] | null> {
  const present = await describeSchedule(deps.temporal, housekeepingSchedule.scheduleId);
  const differences = present === null ? null : scheduleDifferences(housekeepingSchedule, present);
  if (differences === null || differences.length > 0)
    await putSchedule(deps.temporal, housekeepingSchedule, false);
  await notePause(deps.db, present?.state.paused === true);
  return differences;
}

async function notePause(db: Database, paused: boolean): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const tenantId of await tenantIds(tx)) {
      const scope = { tenantId, integrationId: null };
      if (!paused) await closeNotices(tx, scope, 'SchedulePausedInTemporal', 'housekeeping');
      else
        await keepNotice(tx, scope, {
          code: 'SchedulePausedInTemporal',
          subject: 'housekeeping',
          detail: message('notices.housekeeping-paused'),
        });
    }
  });
}
