import { randomBytes, randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import { postgresAdminUrl, testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { decisionStates } from '../../domain/states.ts';
import { usageKinds } from '../../domain/usage/line-kinds.ts';
import { type NeedFacts, needOf } from '../../domain/usage/needs.ts';
import { type Database, openDatabase } from './database.ts';
import { migrate, schemaFit } from './migrate.ts';
import { requireFittingDatabase } from './require-fitting-database.ts';
import { up as inWordsOfTheModel } from '../migrations/0047-words-of-the-model.ts';
import { up as withNeeds } from '../migrations/0049-line-needs.ts';
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
      /^PostgreSQL at [^ ]+\/nowhere cannot be used: it has no database of this name \(3D000\)\. Start it, or correct DATABASE_URL\.$/,
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
    await sql`delete from kysely_migration where name >= '0045-kinds'`.execute(db);
    const somebody = openDatabase({ url: database.url, poolMax: 1 });
    try {
      await somebody.transaction().execute(async (tx) => {
        await tx.selectFrom('credential').select('id').execute();
        await expect(migrate(db, undefined, 50)).rejects.toMatchObject({
          message: 'Migration 0045-kinds failed: canceling statement due to lock timeout.',
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

  it('says in the words of the model what rows of ConnectWise say in its own', async () => {
    await db.connection().execute(async (one) => {
      await sql`set session_replication_role = replica`.execute(one);
      await sql`alter table psa_agreement add column cancelled boolean not null default false, drop column over`.execute(
        one,
      );
      await sql`alter table psa_line drop column billable`.execute(one);
      await sql`alter table psa_product drop column holds_others`.execute(one);
      const [tenant, integration] = [randomUUID(), randomUUID()];
      const agreements = [
        ['1', 'Active', true, { name: 'Monthly', months: 1 }],
        ['2', ' Expired ', false, { name: 'Every 2 Weeks', months: null }],
        ['3', 'On hold', false, { name: ' None ', months: null }],
        ['4', null, false, null],
        ['5', 'Inactive', false, { name: 'Every 10 days', months: null }],
        ['6', 'Active', false, { name: 'Bi-Weekly', months: null }],
        ['7', 'Active', false, { name: 'Weekly', months: null }],
        ['8', 'Active', false, { name: 'Daily', months: null }],
        ['9', 'Active', false, { name: 'Sometimes', months: null }],
      ] as const;
      for (const [id, status, cancelled, cycle] of agreements)
        await sql`
          insert into psa_agreement (tenant_id, integration_id, foreign_id, name, company_id, status, cancelled, billing_cycle, read_at)
          values (${tenant}, ${integration}, ${id}, 'A', '1', ${status}, ${cancelled}, ${cycle === null ? null : JSON.stringify(cycle)}, now())`.execute(
          one,
        );
      for (const [id, option] of [
        ['1', 'Billable'],
        ['2', 'DoNotBill'],
        ['3', null],
      ] as const)
        await sql`
          insert into psa_line (tenant_id, integration_id, foreign_id, agreement_id, product_id, bill_customer, read_at)
          values (${tenant}, ${integration}, ${id}, '1', '1', ${option}, now())`.execute(one);
      for (const [id, kind] of [
        ['1', 'Bundle'],
        ['2', 'Service'],
        ['3', null],
      ] as const)
        await sql`
          insert into psa_product (tenant_id, integration_id, foreign_id, identifier, product_class, inactive, read_at)
          values (${tenant}, ${integration}, ${id}, 'P', ${kind}, false, now())`.execute(one);
      await inWordsOfTheModel(one as Kysely<unknown>);
      const found = await sql<{ over: string | null; cycle: Record<string, unknown> | null }>`
        select over, billing_cycle as cycle from psa_agreement order by foreign_id`.execute(one);
      expect(found.rows.map(({ over, cycle }) => [over, cycle?.['days'], cycle?.['never']])).toEqual([
        ['cancelled', null, false],
        ['expired', 14, false],
        [null, null, true],
        [null, undefined, undefined],
        ['inactive', 10, false],
        [null, 14, false],
        [null, 7, false],
        [null, 1, false],
        [null, null, false],
      ]);
      const lines = await sql<{
        billable: boolean | null;
      }>`select billable from psa_line order by foreign_id`.execute(one);
      expect(lines.rows.map(({ billable }) => billable)).toEqual([true, false, null]);
      const products = await sql<{
        holdsOthers: boolean;
      }>`select holds_others from psa_product order by foreign_id`.execute(one);
      expect(products.rows.map(({ holdsOthers }) => holdsOthers)).toEqual([true, false, false]);
    });
  });

  it('names what a newer version did to the database, and changes nothing', async () => {
    await sql`insert into kysely_migration (name, timestamp) values ('9999-of-tomorrow', now())`.execute(db);
    await expect(migrate(db)).rejects.toThrow(
      'This database was used by a newer version (9999-of-tomorrow). Start that version, or restore a backup of before.',
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

  it('says of each line that was open what it needs, as the next composition will', async () => {
    const states = decisionStates.filter((state) => state !== 'approved' && state !== 'dismissed');
    // Duplicates became a kind of their own later.
    const kinds = usageKinds.filter((kind) => kind !== 'billed-twice');
    const cases: NeedFacts[] = kinds.flatMap((kind) =>
      states.flatMap((decision) =>
        ([null, 'held', 'scheduled', 'vanished', 'included', 'stale'] as const).flatMap((flag) =>
          [false, true].flatMap((conflict) =>
            [false, true].map((needsTarget) => ({
              kind,
              decision,
              conflict,
              needsTarget,
              flags: flag === null ? [] : [{ flag }],
            })),
          ),
        ),
      ),
    );
    await db.connection().execute(async (one) => {
      await sql`set session_replication_role = replica`.execute(one);
      await sql`alter table usage_line add column open boolean not null default false, drop column need`.execute(
        one,
      );
      await sql`create index usage_line_open on usage_line (tenant_id) where open`.execute(one);
      const [tenant, integration] = [randomUUID(), randomUUID()];
      for (const [at, { kind, decision, flags, conflict, needsTarget }] of cases.entries()) {
        const key = String(at).padStart(4, '0');
        const isOpen = needOf(cases[at]!) !== null;
        await sql`insert into usage_line (tenant_id, id, integration_id, group_key, vendor_service_id, label, kind, flags,
          decision, open, composed, composed_at, changed_at) values (${tenant}, ${randomUUID()}, ${integration}, ${key},
          ${randomUUID()}, 'A', ${kind}, ${JSON.stringify(flags)}, ${decision}, ${isOpen},
          ${JSON.stringify({ needsTarget })}, now(), now())`.execute(one);
        if (!conflict) continue;
        await sql`insert into approval_line (tenant_id, id, approval_id, integration_id, group_key, usage_line_id,
          line_version, label, company_id, vendor_service_id, agreement_id, psa_line_id, decision, before, after, count_on,
          landing, invoice_date, rule_version, stamp, evidence, actor, approved_at, expires_at, state, finished_at)
          values (${tenant}, ${randomUUID()}, ${randomUUID()}, ${integration}, ${key}, ${randomUUID()}, 1, 'A', '1',
          ${randomUUID()}, '1', '1', 'approve', 1, 2, 2, 'next-invoice', '2026-12-01', 1, '{}', '{}', '{}', now(), now(),
          'conflict', now())`.execute(one);
      }
      await withNeeds(one as Kysely<unknown>);
      const { rows } = await sql<{
        need: string | null;
      }>`select need from usage_line order by group_key`.execute(one);
      expect(rows.map(({ need }) => need)).toEqual(cases.map(needOf));
    });
  });

  it('leaves the version of a newer schema as it is', async () => {
    await stored(schemaVersion.version + 1, schemaVersion.version);
    await migrate(db);
    expect(await db.selectFrom('schemaInfo').select('version').executeTakeFirstOrThrow()).toEqual({
      version: schemaVersion.version + 1,
    });
  });
});
