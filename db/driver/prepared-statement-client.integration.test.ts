import { sql } from 'kysely';
import { testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { type Database, openDatabase } from '../model/database.ts';
import { isDatabaseTrouble } from './database-unavailable.ts';

describe('plans that a connection keeps', () => {
  let database: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await testDatabase();
    db = openDatabase({ url: database.url, poolMax: 1 });
    await sql`create table kept (a int); insert into kept values (1), (2)`.execute(db);
  });
  afterAll(async () => {
    await db.destroy();
    await database.drop();
  });

  const ask = (a: number) => sql`select * from kept where a = ${a}`.execute(db);

  async function kept(): Promise<readonly string[]> {
    const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(
      db,
    );
    return rows.map(({ statement }) => statement);
  }

  it('are those of statements that come again, whatever their values', async () => {
    const once = 'select * from kept where a = $1';
    expect((await ask(1)).rows).toEqual([{ a: 1 }]);
    expect(await kept()).not.toContain(once);
    expect((await ask(2)).rows).toEqual([{ a: 2 }]);
    expect((await ask(3)).rows).toEqual([]);
    expect((await kept()).filter((text) => text === once)).toHaveLength(1);
  });

  it('are not kept of several statements in one text', async () => {
    const both = sql.raw(
      'create temp table if not exists one (a int); create temp table if not exists two (a int)',
    );
    for (let nth = 0; nth < 3; nth += 1) await both.execute(db);
    expect(await kept()).toEqual(expect.not.arrayContaining([expect.stringContaining('create')]));
  });

  it('are at most 200, and the statements after them are answered too', async () => {
    for (let nth = 0; nth < 250; nth += 1) {
      const text = sql<{ n: number }>`select ${sql.lit(nth)} as n, ${1}::int`;
      await text.execute(db);
      expect((await text.execute(db)).rows[0]?.n).toBe(nth);
    }
    expect((await kept()).length).toBeLessThanOrEqual(200);
  });

  it('that a migration made useless fail once, as what may succeed at another moment, and then never', async () => {
    const other = openDatabase({ url: database.url, poolMax: 1 });
    await ask(1);
    await sql`alter table kept add column b int default 7`.execute(other);
    await other.destroy();
    const failed: unknown = await ask(1).then(
      () => null,
      (error: unknown) => error,
    );
    expect(isDatabaseTrouble(failed)).toBe(true);
    expect((await ask(1)).rows).toEqual([{ a: 1, b: 7 }]);
  });
});
