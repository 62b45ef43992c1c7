import { Client, Connection, type ScheduleHandle } from '@temporalio/client';
import { findIntegration, setSchedule } from '../../db/integrations/integrations.ts';
import { forcePhase } from '../../test/environment/seeded-integration.ts';
import {
  type ActivitiesUnderTest,
  activitiesUnderTest,
} from '../../test/environment/activities-under-test.ts';
import { testNamespace } from '../../test/environment/temporal.ts';
import { syncScheduleId } from '../../contracts/temporal/names.ts';
import { timeOfNight } from '../../domain/housekeeping/time-of-day.ts';
import { putSchedule } from './schedule-row.ts';
import { repairSchedule, type ScheduleRepair } from './repair-schedule.ts';
import { wantedSyncSchedule } from './sync-schedule.ts';
import { kinds } from '../../test/environment/registered-kinds.ts';

let tested: ActivitiesUnderTest;
let connection: Connection;
let temporal: Client;
let schedule: ScheduleHandle;

beforeAll(async () => {
  const namespace = await testNamespace();
  tested = await activitiesUnderTest(namespace);
  connection = await Connection.connect({ address: namespace.address });
  temporal = new Client({ connection, namespace: namespace.namespace });
  schedule = temporal.schedule.getHandle(syncScheduleId(tested.key.integrationId));
});

afterAll(async () => {
  await connection.close();
  await tested.close();
});

const repair = (): Promise<ScheduleRepair> => repairSchedule({ db: tested.db, temporal, kinds }, tested.key);

const audited = async () =>
  (
    await tested.db
      .selectFrom('auditEvent')
      .select(['action', 'detail'])
      .where('action', 'like', 'schedule.%')
      .orderBy('seq')
      .execute()
  ).map(({ action, detail }) => [action, detail]);

const openNotices = async () =>
  (
    await tested.db
      .selectFrom('notice')
      .select(['code', 'times', 'integrationId'])
      .where('state', '=', 'open')
      .execute()
  ).map(({ code, times, integrationId: of }) => ({ code, times, of }));

const entity = (values: { readonly phase: 'paused' | 'active' | 'disconnected' }): Promise<void> =>
  forcePhase(tested.db, tested.key, values.phase);

type Edit = Parameters<ScheduleHandle['update']>[0];

/** What somebody may do in the Temporal UI, and the part that differs afterwards. */
const edits: readonly (readonly [string, Edit])[] = [
  ['times', (old) => ({ ...old, spec: { cronExpressions: ['15 3 * * *'], timezone: 'UTC' } })],
  ['times', (old) => ({ ...old, spec: { ...old.spec, endAt: new Date('2030-01-01') } })],
  ['times', (old) => ({ ...old, spec: { ...old.spec, timezone: 'Europe/Berlin' } })],
  ['times', (old) => ({ ...old, spec: { ...old.spec, jitter: '1m' } })],
  ['policies', (old) => ({ ...old, policies: { ...old.policies, overlap: 'ALLOW_ALL' } })],
  ['policies', (old) => ({ ...old, policies: { ...old.policies, pauseOnFailure: true } })],
  ['action', (old) => ({ ...old, action: { ...old.action, taskQueue: 'elsewhere' } })],
  ['action', (old) => ({ ...old, action: { ...old.action, args: [{ mode: 'full' }] } })],
  ['action', (old) => ({ ...old, action: { ...old.action, workflowRunTimeout: '1m' } })],
  ['action', (old) => ({ ...old, action: { ...old.action, priority: { priorityKey: 1 } } })],
  ['limit', (old) => ({ ...old, state: { ...old.state, remainingActions: 1 } })],
];

describe('the Schedule of an integration', () => {
  it('is made where it is missing, and is right from then on', async () => {
    expect(await repair()).toEqual({ kind: 'made' });
    expect(await repair()).toBeNull();
    const { hour, minute } = timeOfNight(tested.key.integrationId);
    expect((await schedule.describe()).spec.calendars).toMatchObject([
      { hour: [{ start: hour, end: hour }], minute: [{ start: minute, end: minute }] },
    ]);
    expect(await audited()).toEqual([['schedule.made', { differences: [] }]]);
  });

  it.each(edits)('gets its %s back when somebody changed it in Temporal (%#)', async (part, edit) => {
    const before = await schedule.describe();
    await schedule.update(edit);
    const count = (await audited()).length;
    expect(await repair()).toEqual({ kind: 'corrected', differences: [part] });
    const after = await schedule.describe();
    expect({ ...after, info: null, raw: null }).toEqual({ ...before, info: null, raw: null });
    expect(await repair()).toBeNull();
    expect((await audited()).slice(count)).toEqual([['schedule.corrected', { differences: [part] }]]);
  });

  it('follows the time in the row', async () => {
    await tested.db.transaction().execute((tx) => setSchedule(tx, tested.key, { hour: 4, minute: 45 }));
    expect(await repair()).toEqual({ kind: 'corrected', differences: ['times'] });
    expect((await schedule.describe()).spec.calendars).toMatchObject([
      { hour: [{ start: 4, end: 4 }], minute: [{ start: 45, end: 45 }] },
    ]);
  });

  it('stays paused when somebody paused it in Temporal, corrected or not; that is one notice', async () => {
    await schedule.pause('month end');
    await schedule.update((old) => ({ ...old, policies: { ...old.policies, pauseOnFailure: true } }));
    expect(await repair()).toEqual({ kind: 'corrected', differences: ['policies'] });
    expect(await repair()).toBeNull();
    expect((await schedule.describe()).state).toMatchObject({ paused: true, note: 'month end' });
    expect(await openNotices()).toEqual([
      { code: 'SchedulePausedInTemporal', times: 1, of: tested.key.integrationId },
    ]);
    await schedule.unpause('done');
    expect(await repair()).toBeNull();
    expect(await openNotices()).toEqual([]);
    expect((await schedule.describe()).state.paused).toBe(false);
  });

  it('keeps a pause that comes right after its correction, however busy the server is', async () => {
    const { integrationId } = tested.key;
    const handles = Array.from({ length: 30 }, (_, n) =>
      temporal.schedule.getHandle(`busy/${n}/${integrationId}`),
    );
    const wanted = wantedSyncSchedule((await findIntegration(tested.db, tested.key))!, 'Duo Security');
    await Promise.all(
      handles.map(async (handle) => {
        const put = () => putSchedule(temporal, { ...wanted, scheduleId: handle.scheduleId }, false);
        await put();
        await put();
        await handle.pause('month end');
      }),
    );
    const paused = await Promise.all(handles.map(async (handle) => (await handle.describe()).state.paused));
    expect(new Set(paused)).toEqual(new Set([true]));
    await Promise.all(handles.map((handle) => handle.delete()));
  });

  it('is paused with the integration, also when it has to be made again, and this is no notice', async () => {
    await entity({ phase: 'paused' });
    expect(await repair()).toBeNull();
    expect((await schedule.describe()).state.paused).toBe(true);
    await schedule.delete();
    expect(await repair()).toEqual({ kind: 'made' });
    expect((await schedule.describe()).state.paused).toBe(true);
    expect(await openNotices()).toEqual([]);
    await entity({ phase: 'active' });
  });

  it('does not come back once the integration is disconnected', async () => {
    await schedule.delete();
    await entity({ phase: 'disconnected' });
    expect(await repair()).toBeNull();
    await expect(schedule.describe()).rejects.toThrow(/not found/i);
  });
});
