import { createServer } from 'node:net';
import { sql } from 'kysely';
import { testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { standStill } from '../../test/environment/blocked-process.ts';
import { type Database, openDatabase } from '../model/database.ts';
import { isDatabaseUnavailable } from './database-unavailable.ts';

const patienceMs = 300;
const one = sql<{ one: number }>`select 1 as one`;

describe('a connection that is waited for', () => {
  let database: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await testDatabase();
    db = openDatabase({ url: database.url, poolMax: 1, connectTimeoutMs: patienceMs });
  });
  afterAll(async () => {
    await db.destroy();
    await database.drop();
  });

  it('comes when it was given back while this process stood still, however long', async () => {
    await one.execute(db);
    const held = db.connection().execute((own) => sql`select pg_sleep(0.05)`.execute(own));
    const next = one.execute(db);
    await new Promise(setImmediate);
    standStill(3 * patienceMs);
    expect((await next).rows).toEqual([{ one: 1 }]);
    await held;
  });

  it('is not waited for longer than is said, and is free for the next when it comes late', async () => {
    let giveBack = (): void => undefined;
    const busy = new Promise<void>((resolve) => (giveBack = resolve));
    const held = db.connection().execute(() => busy);
    const error: unknown = await one.execute(db).catch((reason: unknown) => reason);
    expect(isDatabaseUnavailable(error)).toBe(true);
    giveBack();
    await held;
    expect((await one.execute(db)).rows).toEqual([{ one: 1 }]);
  });

  it('that never gets through leaves its place to the next', async () => {
    let reached = 0;
    const mute = createServer(() => (reached += 1));
    await new Promise<void>((listening) => mute.listen(0, '127.0.0.1', listening));
    const address = mute.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const url = `postgres://somebody:word@127.0.0.1:${address.port}/none`;
    const unheard = openDatabase({ url, poolMax: 1, connectTimeoutMs: patienceMs });
    for (let n = 0; n < 2; n += 1) {
      const error: unknown = await one.execute(unheard).catch((reason: unknown) => reason);
      expect(isDatabaseUnavailable(error)).toBe(true);
    }
    expect(reached).toBe(2);
    await unheard.destroy();
    mute.close();
  });
});
