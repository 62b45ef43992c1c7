import { message } from '../../messages/message.ts';
import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { syncScheduleId } from '../../contracts/temporal/names.ts';
import { type IntegrationRuns, scheduledRuns } from '../../db/housekeeping/housekeeping.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { keepNotice } from '../../db/notices/notices.ts';
import { missedRun } from '../../domain/housekeeping/missed-run.ts';
import { isRead } from '../../domain/states.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { describeSchedule } from '../schedules/schedule-row.ts';
import { processBatch, batchSize } from './item-batch.ts';

/** A scheduled run that did not begin is a notice, until one begins by schedule or a full run is good. */
export function createNoticeMissedRuns(deps: ActivityDependencies): ReconActivities['noticeMissedRuns'] {
  const { db, now } = deps;
  return async function noticeMissedRuns({ after }) {
    const integrations = await scheduledRuns(db, after, batchSize);
    return processBatch(
      integrations,
      ({ integrationId }) => integrationId,
      async (integration) => {
        const missed = await missedTime(deps, integration, now());
        if (missed === null) return false;
        const detail = message('notices.run-missed', { at: missed.toISOString() });
        return db.transaction().execute(async (tx) => {
          // Asking Temporal takes its time: it may be disconnected by now, and nothing would close it then.
          const now = await lockIntegration(tx, integration);
          if (now === null || !isRead(now.phase)) return false;
          await keepNotice(tx, integration, { code: 'SyncMissed', subject: 'sync', detail });
          return true;
        });
      },
    );
  };
}

/** From the rows; only a run that these miss is looked for in Temporal, where it may wait for a worker. */
async function missedTime(
  { temporal }: Pick<ActivityDependencies, 'temporal'>,
  { integrationId, pausedInTemporal, runs }: IntegrationRuns,
  now: Date,
): Promise<Date | null> {
  const missed = pausedInTemporal ? null : missedRun(runs, now);
  if (missed === null) return null;
  const schedule = await describeSchedule(temporal, syncScheduleId(integrationId));
  return schedule !== null && schedule.info.runningActions.length > 0 ? null : missed;
}
