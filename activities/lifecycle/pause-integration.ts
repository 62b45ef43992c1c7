import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { pause, resume } from '../../use-cases/lifecycle/pause.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { pauseAsRow } from '../schedules/sync-schedule.ts';
import { workCommand } from '../runtime/work-command.ts';

export const createPauseIntegration = (deps: ActivityDependencies): ReconActivities['pauseIntegration'] =>
  switchedBy(deps, pause, true);

export const createResumeIntegration = (deps: ActivityDependencies): ReconActivities['resumeIntegration'] =>
  switchedBy(deps, resume, false);

const switchedBy =
  (deps: ActivityDependencies, story: typeof pause, paused: boolean): ReconActivities['pauseIntegration'] =>
  async (input) => {
    const outcome = await workCommand(deps, input, 200, (tx, integration, { by }) =>
      story(tx, integration, by),
    );
    if (outcome.result.status === 200) await pauseAsRow(deps, input, paused);
    return outcome;
  };
