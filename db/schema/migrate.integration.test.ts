import { randomBytes, randomUUID } from 'node:crypto';
import { type Migration, type RawBuilder, sql } from 'kysely';
import pg from 'pg';
import {
  asRole,
  postgresAdminUrl,
  testDatabase,
  type TestDatabase,
} from '../../test/environment/database.ts';
import { type Database, openDatabase } from '../model/database.ts';
import { createFirstAdministrator, createMember } from '../people/people.ts';
import { migrate, schemaFit } from './migrate.ts';
import { requireFittingDatabase } from './require-fitting-database.ts';
import { beforeBaseline, migrations, schemaVersion } from '../migrations/index.ts';

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

const applied = async (): Promise<readonly string[]> => {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
};

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
      /^Cannot connect to PostgreSQL at [^ ]+\/nowhere: the database does not exist \(3D000\)\. Start the server, or correct DATABASE_URL\.$/,
    );
  });

  it('waits for the migrate job on an older schema, and on one that is being made', async () => {
    const present = { ...schemaVersion };
    Object.assign(schemaVersion, { version: present.version + 1 });
    try {
      expect(await schemaFit(db)).toBe('too-old');
    } finally {
      Object.assign(schemaVersion, present);
    }
    await db.deleteFrom('schemaInfo').execute();
    expect(await schemaFit(db)).toBe('too-old');
  });

  it('rejects a database from before the baseline at once, with the remedy', async () => {
    await stored(89, 81);
    await expect(requireFittingDatabase(database.url, randomBytes(32))).rejects.toMatchObject({
      says: beforeBaseline('database'),
    });
  });

  it('of 0.1.0 does not run once there is something to sign in by that it does not know', async () => {
    const first = {
      tenantName: 'Harbor Lane',
      currency: 'USD',
      email: 'a@msp.test',
      name: 'A',
      passwordHash: 'x',
    };
    const { tenantId } = await db.transaction().execute((tx) => createFirstAdministrator(tx, first));
    const { id: memberId, personId } = await db.selectFrom('member').selectAll().executeTakeFirstOrThrow();
    const key = sql`insert into api_key (tenant_id, id, name, prefix, role, key_hash, created_by, expires_at)
      values (${tenantId}, ${tenantId}, 'K', 'p', 'viewer', 'h', ${memberId}, now())`;
    const other = await db.transaction().execute((tx) => createMember(tx, { tenantId, ...first, email: 'b@msp.test', role: 'admin' })); // prettier-ignore
    const setting = (name: string) =>
      sql`insert into setting (tenant_id, name, value) values (${tenantId}, ${name}, '{}')`;
    const api = openDatabase({ url: asRole(database.url, 'api'), poolMax: 1 });
    const runs = async (...statements: readonly RawBuilder<unknown>[]) => {
      await stored(schemaVersion.version, schemaVersion.minReader);
      for (const statement of statements) await statement.execute(api);
      const { minReader } = await db.selectFrom('schemaInfo').select('minReader').executeTakeFirstOrThrow();
      return minReader <= 100;
    };
    try {
      expect(await runs(key, setting('approvals'))).toBe(true);
      for (const unknown of [
        sql`insert into totp (person_id, ciphertext, key_version, last_step) values (${personId}, 'c', 1, 0)`,
        sql`insert into passkey (person_id, credential_id, public_key, counter, aaguid, backed_up, name, rp_id)
          values (${personId}, 'c', '', 0, 'a', false, 'P', 'h')`,
        sql`insert into identity_provider (tenant_id, id, kind, name, issuer, client_id, ciphertext, key_version)
          values (${tenantId}, ${tenantId}, 'okta', 'O', 'i', 'c', 'c', 1)`,
        setting('signIn'),
        sql`update api_key set owner_id = ${other!.id} where tenant_id = ${tenantId}`,
      ])
        expect(await runs(unknown)).toBe(false);
    } finally {
      await api.destroy();
    }
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
    const next: Migration = { up: (tx) => sql`alter table tenant add column later text`.execute(tx).then() };
    Object.assign(migrations, { '9999-next': next });
    const somebody = openDatabase({ url: database.url, poolMax: 1 });
    try {
      await somebody.transaction().execute(async (tx) => {
        await tx.selectFrom('tenant').select('id').execute();
        await expect(migrate(db, undefined, { lockWaitMs: 50 })).rejects.toMatchObject({
          message: 'Migration 9999-next failed: canceling statement due to lock timeout.',
          cause: expect.objectContaining({ code: '55P03' }) as unknown,
        });
      });
      expect(await applied()).not.toContain('9999-next');
    } finally {
      delete (migrations as Record<string, Migration>)['9999-next'];
      await somebody.destroy();
    }
  });

  it('rejects a database from before the baseline with the remedy, and changes nothing in it', async () => {
    await sql`alter table tenant drop column currency`.execute(db);
    await sql`delete from kysely_migration where name <> '0100-baseline'`.execute(db);
    await sql`update kysely_migration set name = '0001-people'`.execute(db);
    await stored(89, 81);
    await expect(migrate(db)).rejects.toThrow(
      'This database was created by a development version of Seatwise before 0.1.0, which no other version can read. ' +
        'Export its closed months with that version, then start this one with an empty home directory or database.',
    );
    expect(await applied()).toEqual(['0001-people']);
    expect(await db.selectFrom('schemaInfo').select('version').execute()).toEqual([{ version: 89 }]);
  });

  it('names what a newer version did to the database, and changes nothing', async () => {
    await sql`insert into kysely_migration (name, timestamp) values ('9999-of-tomorrow', now())`.execute(db);
    await expect(migrate(db)).rejects.toThrow(
      'A newer version of Seatwise has used this database (9999-of-tomorrow). Start that version, or restore a backup from before it.',
    );
  });

  it('names the cause where no migration could begin', async () => {
    const owner = `may_read_${randomUUID().replaceAll('-', '')}`;
    await sql`create role ${sql.id(owner)} login password 'only-in-this-test'`.execute(db);
    const url = new URL(database.url);
    url.username = owner;
    url.password = 'only-in-this-test';
    const reader = openDatabase({ url: url.href, poolMax: 1 });
    try {
      await sql`drop table kysely_migration`.execute(db);
      await expect(migrate(reader)).rejects.toThrow(
        'No migration could be run: permission denied for schema public.',
      );
    } finally {
      await reader.destroy();
      await sql`drop role ${sql.id(owner)}`.execute(db);
    }
  });

  it('never lets earlier versions read again what they cannot', async () => {
    await stored(schemaVersion.version - 1, schemaVersion.version - 1);
    await migrate(db);
    expect(await db.selectFrom('schemaInfo').select(['version', 'minReader']).execute()).toEqual([
      { version: schemaVersion.version, minReader: schemaVersion.version - 1 },
    ]);
  });

  it('leaves the version of a newer schema as it is', async () => {
    await stored(schemaVersion.version + 1, schemaVersion.version);
    await migrate(db);
    expect(await db.selectFrom('schemaInfo').select('version').executeTakeFirstOrThrow()).toEqual({
      version: schemaVersion.version + 1,
    });
  });
});
