import { dayMs } from '../../../domain/calendar.ts';
import { Schedule } from '../../../contracts/api/commands.ts';
import { syncScheduleId } from '../../../contracts/temporal/names.ts';
import type { Integration } from '../../../db/integrations/integrations.ts';
import { ScheduleNotFoundError } from '@temporalio/client';
import type { ApiDependencies } from '../../dependencies.ts';
import { ok, type Route, route } from '../../route.ts';
import { askTemporal } from '../../temporal/temporal-call.ts';
import { IdParams, integrationOf, keyOf } from './integration-lookup.ts';

const nextTimesShown = 5;

interface Live {
  readonly exists: boolean;
  readonly paused: boolean;
  readonly nextTimes: readonly Date[];
}

/** The daily sync: what the row says, and when it really comes, as Temporal says. */
export const scheduleRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/schedule',
    tag: 'Integrations',
    summary: 'The daily time and the next ones',
    needs: 'read',
    params: IdParams,
    answers: { 200: Schedule },
    handle: async (call) => {
      const integration = await integrationOf(call.deps.db, keyOf(call));
      const live = await fromTemporal(call.deps, integration);
      return ok({
        ...integration.schedule,
        timeZone: 'UTC',
        live: live !== null,
        exists: live?.exists ?? integration.finishedAt !== null,
        paused: integration.phase === 'paused',
        pausedInTemporal: live === null ? false : live.paused && integration.phase !== 'paused',
        nextTimes: (live?.nextTimes ?? expectedTimes(integration)).map((at) => at.toISOString()),
      });
    },
  }),
];

/** Null: Temporal did not answer. */
async function fromTemporal(deps: ApiDependencies, integration: Integration): Promise<Live | null> {
  try {
    const described = await askTemporal(deps, 2_000, (client) =>
      client.schedule.getHandle(syncScheduleId(integration.id)).describe(),
    );
    return {
      exists: true,
      paused: described.state.paused,
      nextTimes: described.state.paused ? [] : described.info.nextActionTimes.slice(0, nextTimesShown),
    };
  } catch (error) {
    const missing = error instanceof ScheduleNotFoundError;
    return missing ? { exists: false, paused: false, nextTimes: [] } : null;
  }
}

/** Without jitter; only where a schedule can be thought to run. */
export function expectedTimes(
  integration: Pick<Integration, 'finishedAt' | 'phase' | 'schedule'>,
): readonly Date[] {
  if (integration.finishedAt === null || integration.phase === 'paused') return [];
  const { hour, minute } = integration.schedule;
  const first = new Date();
  first.setUTCHours(hour, minute, 0, 0);
  if (first.getTime() <= Date.now()) first.setUTCDate(first.getUTCDate() + 1);
  return Array.from({ length: nextTimesShown }, (_, index) => new Date(first.getTime() + index * dayMs));
}
