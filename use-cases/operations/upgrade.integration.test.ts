import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Migration, sql } from 'kysely';
import { readBackup } from '../../db/backup/read-backup.ts';
import { type Database, openDatabase } from '../../db/model/database.ts';
import { createFirstAdministrator } from '../../db/people/people.ts';
import { defaultRoleNames } from '../../db/roles/role-names.ts';
import { openKeyRing } from '../../db/secrets/key-ring.ts';
import { migrations } from '../../db/migrations/index.ts';
import { inEnglish } from '../../messages/english.ts';
import { testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { upgrade } from './upgrade.ts';

const masterKey = randomBytes(32);
const known = Object.keys(migrations);
const later = '9999-later';
const hour = 3_600_000;

let database: TestDatabase;
let db: Database;
let folder: string;
let said: string[];

beforeEach(async () => {
  database = await testDatabase();
  db = openDatabase({ url: database.url, poolMax: 2 });
  folder = mkdtempSync(join(tmpdir(), 'seatwise-upgrade-'));
  said = [];
  await openKeyRing(db, masterKey);
  await db.transaction().execute((tx) =>
    createFirstAdministrator(tx, {
      tenantName: 'Harbor Lane',
      currency: 'USD',
      email: 'a@harbor-lane.test',
      name: 'A',
      passwordHash: 'x',
    }),
  );
  known.forEach((name) => expect(name < later).toBe(true));
  addMigration((tx) => sql`alter table tenant add column later text`.execute(tx).then());
});
afterEach(async () => {
  Reflect.deleteProperty(migrations, later);
  await db.destroy();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function addMigration(up: Migration['up']): void {
  Object.assign(migrations, { [later]: { up } });
}

const upgraded = (
  how: { backups?: string; masterKey?: Buffer | null; now?: Date } = {},
): ReturnType<typeof upgrade> => {
  const key = how.masterKey === undefined ? masterKey : how.masterKey;
  return upgrade({
    db,
    databaseUrl: database.url,
    roles: defaultRoleNames,
    backups: how.backups ?? folder,
    masterKey: () => Promise.resolve(key),
    now: how.now ?? new Date(),
    tell: (message) => void said.push(inEnglish(message)),
  });
};

async function applied(): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

async function audited(): Promise<readonly unknown[]> {
  const rows = await db
    .selectFrom('auditEvent')
    .select('detail')
    .where('action', '=', 'installation.upgraded')
    .execute();
  return rows.map(({ detail }) => detail);
}

async function expectNothingChanged(attempt: Promise<unknown>, why: string): Promise<void> {
  await expect(attempt).rejects.toThrow(why);
  expect([await applied(), await audited()]).toEqual([known, []]);
}

it('backs up what is there, changes it, and audits both; a second time there is nothing to do', async () => {
  await upgraded();
  const [file] = readdirSync(folder);
  const { head, sha256, totals } = await readBackup(join(folder, file!), masterKey);
  expect([head.migrations, totals.rows['member']]).toEqual([known, 1]);
  expect(said).toEqual([expect.stringContaining(join(folder, file!))]);
  const entry = {
    migrations: [later],
    backup: 'created',
    backupOf: head.createdAt,
    sha256,
    bytes: expect.any(Number),
  };
  expect([await applied(), await audited()]).toEqual([[...known, later], [entry]]);
  await upgraded();
  expect([readdirSync(folder), await audited(), said.length]).toEqual([[file], [entry], 1]);
});

it('takes a backup of the last 24 hours, and no older, cut, or foreign one', async () => {
  addMigration(() => Promise.reject(new Error('the disk is full')));
  const before = (hours: number): Date => new Date(Date.now() - hours * hour);
  const tried = async (now: Date): Promise<readonly string[]> => {
    await expectNothingChanged(upgraded({ now }), 'the disk is full');
    return readdirSync(folder).sort();
  };
  const old = await tried(before(49));
  const both = await tried(before(23));
  expect([old, both]).toEqual([both.slice(0, 1), [old[0], expect.any(String)]]);
  expect(await tried(new Date())).toEqual(both);
  expect(said.at(-1)).toContain(`${both[1]!}, of `);

  truncateSync(join(folder, both[1]!), 2_000);
  writeFileSync(join(folder, 'a-note.backup'), 'not a backup\n');
  expect(await tried(before(1))).toHaveLength(4);
  await sql`update installation set id = gen_random_uuid()`.execute(db);
  expect(await tried(new Date())).toHaveLength(5);
});

it('takes the newest of several, whatever their names', async () => {
  addMigration(() => Promise.reject(new Error('the disk is full')));
  const use = async (hoursAgo: number): Promise<void> =>
    expectNothingChanged(upgraded({ now: new Date(Date.now() - hoursAgo * hour) }), 'the disk is full');
  await use(1);
  const newest = readFileSync(join(folder, readdirSync(folder)[0]!));
  await use(20);
  const files = readdirSync(folder).map((name) => join(folder, name));
  expect(files).toHaveLength(2);
  const contents = files.map((file) => readFileSync(file));
  for (const placed of [contents, contents.toReversed()]) {
    files.forEach((file, at) => writeFileSync(file, placed[at]!));
    await use(0);
    expect(said.at(-1)).toContain(files[placed.findIndex((content) => content.equals(newest))]);
  }
  expect(readdirSync(folder)).toHaveLength(2);
});

it('changes nothing without a backup, and says why there is none', async () => {
  await expectNothingChanged(upgraded({ masterKey: null }), 'No backup can be written without MASTER_KEY.');
  await expectNothingChanged(upgraded({ masterKey: randomBytes(32) }), 'is not the key');
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await expectNothingChanged(upgraded({ backups: file }), 'or set DATABASE_BACKUP=elsewhere');
});

it('notes in the audit that the backup is elsewhere, and neither looks for one nor needs the key', async () => {
  await upgraded({ backups: 'elsewhere', masterKey: null });
  expect(await audited()).toEqual([{ migrations: [later], backup: 'elsewhere' }]);
  expect(said).toEqual([expect.stringContaining('DATABASE_BACKUP=elsewhere')]);
});
