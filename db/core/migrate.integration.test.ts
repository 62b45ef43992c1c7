import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { postgresAdminUrl, testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { type Database, openDatabase } from './database.ts';
import { migrate, schemaFit } from './migrate.ts';
import { requireFittingDatabase } from './require-fitting-database.ts';
import { schemaVersion } from '../migrations/index.ts';

let database: TestDatabase;
let db: Database;

beforeEach(async () => {
  database = await testDatabase();
  db = openDatabase({ url: database.url, poolMax: 2 });
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
});

const stored = (version: number, minReader: number) =>
  db.updateTable('schemaInfo').set({ version, minReader }).execute();

describe('a process that starts', () => {
  it('runs on the schema of its version, and on a newer one that it can still read', async () => {
    expect(await schemaFit(db)).toBe('fits');
    await stored(schemaVersion.version + 3, schemaVersion.version);
    expect(await schemaFit(db)).toBe('fits');
  });

  it('says in one sentence that DATABASE_URL is wrong', async () => {
    const nobody = new URL(database.url);
    nobody.pathname = '/nowhere';
    await expect(requireFittingDatabase(nobody.href, randomBytes(32))).rejects.toThrow(
      /^PostgreSQL at [^ ]+\/nowhere cannot be used \(3D000\)\. Start it, or correct DATABASE_URL\.$/,
    );
  });

  it('waits for the migrate job on an older schema, and on one that is being made', async () => {
    await stored(schemaVersion.version - 1, 1);
    expect(await schemaFit(db)).toBe('too-old');
    await db.deleteFrom('schemaInfo').execute();
    expect(await schemaFit(db)).toBe('too-old');
  });

  it('does not run on a newer schema that it cannot read', async () => {
    await stored(schemaVersion.version + 1, schemaVersion.version + 1);
    expect(await schemaFit(db)).toBe('unreadable');
  });
});

describe('migrating', () => {
  it('brings an empty database to this version, and changes nothing a second time, nor at the same time', async () => {
    const name = `test_${randomUUID().replaceAll('-', '')}`;
    const admin = new pg.Client({ connectionString: postgresAdminUrl() });
    await admin.connect();
    await admin.query(`create database ${name}`);
    const url = new URL(postgresAdminUrl());
    url.pathname = `/${name}`;
    const empty = openDatabase({ url: url.href, poolMax: 4 });
    try {
      expect(await schemaFit(empty)).toBe('too-old');
      await Promise.all([migrate(empty), migrate(empty)]);
      expect(await schemaFit(empty)).toBe('fits');
      const before = await empty.selectFrom('installation').selectAll().execute();
      await migrate(empty);
      expect(await empty.selectFrom('installation').selectAll().execute()).toEqual(before);
    } finally {
      await empty.destroy();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    }
  });

  it('gives up on a table that somebody uses, and changes nothing', async () => {
    await sql`delete from kysely_migration where name = '0045-kinds'`.execute(db);
    const somebody = openDatabase({ url: database.url, poolMax: 1 });
    try {
      await somebody.transaction().execute(async (tx) => {
        await tx.selectFrom('credential').select('id').execute();
        await expect(migrate(db, undefined, 50)).rejects.toMatchObject({
          message: 'migration 0045-kinds failed',
          cause: expect.objectContaining({ code: '55P03' }) as unknown,
        });
      });
      const { rows } = await sql<{
        name: string;
      }>`select name from kysely_migration order by name desc limit 1`.execute(db);
      expect(rows).toEqual([{ name: '0044-stored-forms' }]);
    } finally {
      await somebody.destroy();
    }
  });

  it('leaves the version of a newer schema as it is', async () => {
    await stored(schemaVersion.version + 1, schemaVersion.version);
    await migrate(db);
    expect(await db.selectFrom('schemaInfo').select('version').executeTakeFirstOrThrow()).toEqual({
      version: schemaVersion.version + 1,
    });
  });
});
