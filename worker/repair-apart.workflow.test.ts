import { asWritten } from '../messages/message.ts';
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import pino from 'pino';
import type { IntegrationKey } from '../domain/keys.ts';
import {
  housekeepingScheduleId,
  integrationWorkflowId,
  syncScheduleId,
} from '../contracts/temporal/names.ts';
import { workflowState } from '../contracts/temporal/sync-workflow.ts';
import { noticeStalls } from '../use-cases/runs/stalls.ts';
import { closeNotices } from '../db/notices/notices.ts';
import { endRun, lockRun } from '../db/runs/sync-runs.ts';
import { type Database, openDatabase } from '../db/model/database.ts';
import { describeSchedule } from '../activities/schedules/schedule-row.ts';
import { stopWrites, writeStop } from '../use-cases/write-back/write-stop.ts';
import { testDatabase, type TestDatabase } from '../test/environment/database.ts';
import { connected } from '../test/environment/seeded-integration.ts';
import { testNamespace } from '../test/environment/temporal.ts';
import { repairOnce } from './temporal-repair.ts';
import { kinds } from '../test/environment/registered-kinds.ts';

let database: TestDatabase;
let db: Database;
let connection: Connection;
let temporal: Client;
const keys: IntegrationKey[] = [];

beforeAll(async () => {
  const { address, namespace } = await testNamespace();
  [database, connection] = await Promise.all([testDatabase(), Connection.connect({ address })]);
  db = openDatabase({ url: database.url, poolMax: 3 });
  temporal = new Client({ connection, namespace });
  for (const name of ['Harbor Lane', 'Mill Street']) {
    const id = randomUUID();
    await db.insertInto('tenant').values({ id, name }).execute();
    keys.push(await connected(db, id, 'active'));
  }
});
afterAll(async () => {
  await connection.close();
  await db.destroy();
  await database.drop();
});

it('notices a run that has stood still for ten minutes, once, until it ends', async () => {
  const key = keys[0]!;
  const runId = randomUUID();
  await db
    .insertInto('syncRun')
    .values({
      tenantId: key.tenantId,
      id: runId,
      integrationId: key.integrationId,
      workflowId: `sync/${key.integrationId}/manual/${runId}`,
      trigger: 'manual',
      mode: 'full',
      requestedBy: JSON.stringify({ kind: 'system', id: 'test' }),
      state: 'running',
      fencingToken: 1,
      stalledSide: 'accounts',
      stalledSince: new Date(Date.now() - 9 * 60_000),
      stalledCode: 'VendorServerError',
    })
    .execute();
  const open = () =>
    db
      .selectFrom('notice')
      .select(['code', 'subject', 'times', 'detail'])
      .where('code', '=', 'SyncStalled')
      .where('state', '=', 'open')
      .execute();
  await noticeStalls(db, new Date());
  expect(await open()).toEqual([]);
  // One that waits for calls until a known time is in order, for as long as a person would bear.
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  const waitsUntil = (stalledUntil: Date | null, stalledCode: string) =>
    db.updateTable('syncRun').set({ stalledUntil, stalledCode }).where('id', '=', runId).execute();
  await waitsUntil(inMinutes(40), 'PsaBusy');
  await noticeStalls(db, inMinutes(30));
  expect(await open()).toEqual([]);
  await waitsUntil(inMinutes(150), 'PsaBusy');
  await noticeStalls(db, inMinutes(120));
  expect(await open()).toMatchObject([
    {
      detail: {
        id: 'runs.waiting-until',
        params: {
          since: expect.any(String),
          until: expect.any(String),
          cause: { id: 'runs.failed-with', params: { code: 'PsaBusy', cause: { id: 'error.PsaBusy' } } },
        },
      },
    },
  ]);
  await db.transaction().execute((tx) => closeNotices(tx, key, 'SyncStalled'));
  await waitsUntil(null, 'VendorServerError');
  await noticeStalls(db, new Date(Date.now() + 60_001));
  await noticeStalls(db, new Date(Date.now() + 360_000));
  expect(await open()).toEqual([
    {
      code: 'SyncStalled',
      subject: 'sync',
      times: 1,
      detail: expect.objectContaining({ id: 'runs.stalled' }),
    },
  ]);
  await db.transaction().execute(async (tx) => {
    const run = await lockRun(tx, key.tenantId, runId);
    await endRun(tx, run!, { state: 'failed', code: 'SyncTimedOut', detail: asWritten('six hours') });
  });
  expect(await open()).toEqual([]);
});

const present = async (scheduleId: string): Promise<boolean> =>
  (await describeSchedule(temporal, scheduleId)) !== null;

describe('a repair that cannot put one integration right', () => {
  it('repairs the other integration and all the rest, and counts and logs the one it could not', async () => {
    // Each in its turn, whichever comes first.
    for (const nth of [0, 1]) {
      const [broken, whole] = [keys[nth]!, keys[1 - nth]!];
      const schedule = (hour: number) => JSON.stringify({ hour, minute: 0 });
      await db
        .updateTable('integration')
        .set({ schedule: schedule(2) })
        .execute();
      await db
        .updateTable('integration')
        .set({ schedule: schedule(99) })
        .where('id', '=', broken.integrationId)
        .execute();
      for (const id of [
        ...keys.map(({ integrationId }) => syncScheduleId(integrationId)),
        housekeepingScheduleId,
      ])
        await temporal.schedule
          .getHandle(id)
          .delete()
          .catch(() => undefined);
      await stopWrites(db, asWritten('for the test'), new Date());
      expect(await writeStop(db)).not.toBeNull();

      const logged: unknown[] = [];
      const logger = pino(
        { level: 'error' },
        { write: (line: string) => void logged.push(JSON.parse(line)) },
      );
      let failures = 0;
      const onFailure = (): void => void (failures += 1);
      const startFirstSync = (): Promise<void> => Promise.resolve();
      expect(await repairOnce({ db, temporal, logger, kinds, startFirstSync, onFailure })).toBe(true);

      expect(await present(syncScheduleId(broken.integrationId))).toBe(false);
      expect(await present(syncScheduleId(whole.integrationId))).toBe(true);
      expect(await workflowState(temporal, integrationWorkflowId(whole.integrationId))).toBe('open');
      expect(await present(housekeepingScheduleId)).toBe(true);
      expect(await writeStop(db)).toBeNull();
      expect(failures).toBe(1);
      expect(logged).toEqual([
        expect.objectContaining({
          part: 'integration',
          integrationId: broken.integrationId,
          err: expect.stringMatching(/./u),
        }),
      ]);
    }
  });
});
