import { sql } from 'kysely';
import { databaseForFile } from '../../test/environment/database-for-file.ts';
import { pipelined } from './pipelined.ts';
import { camelCase, snakeCase } from './camel-case.ts';

const own = databaseForFile();

const text = '{"seat_count":3,"byStatus":{"pending_deletion":[{"user_id":"a_b"}]}}';
const document = JSON.parse(text) as unknown;

describe('names', () => {
  it('of every table and column are one in code and one in the database', async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = 'public'
      union select column_name from information_schema.columns where table_schema = 'public'`.execute(own.db);
    expect(rows.length).toBeGreaterThan(200);
    expect(rows.filter(({ name }) => snakeCase(camelCase(name)) !== name)).toEqual([]);
  });

  it('of columns are camelCase in rows that Kysely wrote and read', async () => {
    await own.db.insertInto('keyCheck').values({ keyVersion: 7, ciphertext: 'sealed' }).execute();
    expect(await own.db.selectFrom('keyCheck').selectAll().where('keyVersion', '=', 7).execute()).toEqual([
      { keyVersion: 7, ciphertext: 'sealed' },
    ]);
  });

  it('of columns are camelCase in rows of raw statements, asked at once too, and snake_case in their text', async () => {
    const raw = sql<{ keyVersion: number }>`select ${sql.ref('k.keyVersion')}, 1 as first_at, 2 as "isLast"
      from (values (7)) as k (key_version)`;
    const row = { keyVersion: 7, firstAt: 1, isLast: 2 };
    expect((await raw.execute(own.db)).rows).toEqual([row]);
    const answers = await own.db
      .transaction()
      .execute((tx) =>
        pipelined(tx, (together) => Promise.all([raw.execute(together), raw.execute(together)])),
      );
    expect(answers.map(({ rows }) => rows)).toEqual([[row], [row]]);
  });

  it('inside documents stay as they were written', async () => {
    const { rows } = await sql`
      select ${text}::jsonb as whole_document, jsonb_build_array(${text}::jsonb) as many,
        array[${text}::jsonb] as in_a_list`.execute(own.db);
    expect(rows).toEqual([{ wholeDocument: document, many: [document], inAList: [document] }]);
  });
});
