import { randomUUID } from 'node:crypto';
import type { ScheduleHandle } from '@temporalio/client';
import { systemActor } from '../../domain/keys.ts';
import { syncScheduleId } from '../../contracts/temporal/names.ts';
import { receiveUpdateCommand } from '../../db/integrations/commands.ts';
import {
  type ActivitiesUnderTest,
  activitiesUnderTest,
  runActivity,
} from '../../test/environment/activities-under-test.ts';
import { testNamespace } from '../../test/environment/temporal.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { createPauseIntegration, createResumeIntegration } from '../lifecycle/pause-integration.ts';
import { repairSchedule } from './repair-schedule.ts';

let tested: ActivitiesUnderTest;
let deps: ActivityDependencies;

beforeAll(async () => {
  tested = await activitiesUnderTest(await testNamespace());
  deps = tested.deps();
  expect(await repairSchedule(deps, tested.key)).toEqual({ kind: 'made' });
});
afterAll(() => tested.close());
afterEach(async () => {
  jest.restoreAllMocks();
  await switched('resume', await command('resume'));
});

const schedule = (): ScheduleHandle =>
  deps.temporal.schedule.getHandle(syncScheduleId(tested.key.integrationId));
const isPaused = async (): Promise<boolean> => (await schedule().describe()).state.paused;

async function command(kind: 'pause' | 'resume'): Promise<string> {
  const commandId = randomUUID();
  await receiveUpdateCommand(tested.db, tested.key, {
    commandId, kind, body: {}, bodyHash: 'hash', actor: systemActor,
  }); // prettier-ignore
  return commandId;
}

/** One attempt of the activity. */
async function switched(kind: 'pause' | 'resume', commandId: string): Promise<void> {
  const activity = (kind === 'pause' ? createPauseIntegration : createResumeIntegration)(deps);
  expect((await runActivity(activity, { ...tested.key, commandId })).result.status).toBe(200);
}

/** What happens after somebody decided to pause the Schedule, and before that reaches Temporal. */
function beforePauseArrives(happens: () => Promise<void>): void {
  const getHandle = deps.temporal.schedule.getHandle.bind(deps.temporal.schedule);
  let isFirst = true;
  jest.spyOn(deps.temporal.schedule, 'getHandle').mockImplementation((scheduleId) => {
    const handle = getHandle(scheduleId);
    const pause: ScheduleHandle['pause'] = async (note) => {
      if (isFirst) await happens();
      isFirst = false;
      await handle.pause(note);
    };
    return { ...handle, pause };
  });
}

const resumed = async (): Promise<void> => switched('resume', await command('resume'));

/** What Temporal holds of a pause of Seatwise's own. */
async function noteOfOwnPause(): Promise<string> {
  await switched('pause', await command('pause'));
  const { note } = (await schedule().describe()).state;
  await resumed();
  return note!;
}

async function expectStands(paused: boolean): Promise<void> {
  expect(await isPaused()).toBe(paused);
  expect(await repairSchedule(deps, tested.key)).toBeNull();
  expect(await isPaused()).toBe(paused);
  expect(await tested.db.selectFrom('notice').selectAll().where('state', '=', 'open').execute()).toEqual([]);
}

describe('the Schedule of an integration', () => {
  it('stays resumed when an attempt of the pause before comes late', async () => {
    const pause = await command('pause');
    await switched('pause', pause);
    await expectStands(true);
    await resumed();
    await switched('pause', pause);
    await expectStands(false);
  });

  it('stays paused when an attempt of the resumption before comes late', async () => {
    await switched('pause', await command('pause'));
    const resume = await command('resume');
    await switched('resume', resume);
    await switched('pause', await command('pause'));
    await switched('resume', resume);
    await expectStands(true);
  });

  it('runs again when the integration is resumed while its pause is on the way to Temporal', async () => {
    beforePauseArrives(resumed);
    await switched('pause', await command('pause'));
    await expectStands(false);
  });

  it('runs again when the integration is resumed while a repair makes good its pause', async () => {
    await switched('pause', await command('pause'));
    await schedule().unpause('as if the pause had not arrived');
    beforePauseArrives(resumed);
    expect(await repairSchedule(deps, tested.key)).toBeNull();
    await expectStands(false);
  });

  it('runs again when the integration is resumed while a repair recreates it', async () => {
    await switched('pause', await command('pause'));
    await schedule().delete();
    const create = deps.temporal.schedule.create.bind(deps.temporal.schedule);
    jest.spyOn(deps.temporal.schedule, 'create').mockImplementationOnce(async (options) => {
      await resumed();
      return create(options);
    });
    expect(await repairSchedule(deps, tested.key)).toEqual({ kind: 'made' });
    await expectStands(false);
  });

  it('runs again after the next repair when nobody was left to undo a pause of before, and this is no notice', async () => {
    await schedule().pause(await noteOfOwnPause());
    expect(await repairSchedule(deps, tested.key)).toBeNull();
    await expectStands(false);
  });
});
