import { patienceMs } from './patience.ts';
import { type Database, openDatabase } from '../../db/model/database.ts';
import { testDatabase, type TestDatabase } from './database.ts';

/** A database of its own for the test file that calls this at its beginning, opened as superuser; dropped at its end. */
export function databaseForFile(poolMax = 2): { readonly db: Database } {
  let own: { readonly database: TestDatabase; readonly db: Database } | null = null;
  beforeAll(async () => {
    const database = await testDatabase();
    own = { database, db: openDatabase({ url: database.url, poolMax, connectTimeoutMs: patienceMs }) };
  });
  afterAll(async () => {
    await own?.db.destroy();
    await own?.database.drop();
  });
  return {
    get db() {
      if (own === null) throw new Error('asked before the tests began');
      return own.db;
    },
  };
}
