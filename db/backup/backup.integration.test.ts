import { message } from '../../messages/message.ts';
import type { AuditAction } from '../../domain/audit-actions.ts';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Migration, sql } from 'kysely';
import pg from 'pg';
import { type IntegrationKey, systemActor } from '../../domain/keys.ts';
import { postgresAdminUrl, testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { approved, beginSending, confirmed, readyToWrite } from '../../test/environment/seeded-approvals.ts';
import { connected, countAll, load, setGates } from '../../test/environment/seeded-integration.ts';
import { recordAudit } from '../audit/audit.ts';
import { keepInstance } from '../integrations/instances.ts';
import { putCandidate } from '../secrets/credentials.ts';
import { type Database, openDatabase } from '../model/database.ts';
import { createKeyRing, findKeyRing, masterKeyId, openKeyRing } from '../secrets/key-ring.ts';
import { schemaFit } from '../schema/migrate.ts';
import { beforeBaseline, migrations } from '../migrations/index.ts';
import { createFirstAdministrator } from '../people/people.ts';
import { approvalFaults } from '../write-back/approval-signatures.ts';
import { operatingFigures } from '../housekeeping/operating-figures.ts';
import { noteBackup, readLastBackup } from './last-backup.ts';
import { deleteOldBackups } from './old-backups.ts';
import { readBackup, readEnvelope, UnusableBackup } from './read-backup.ts';
import { RestoreRejected, restoreBackup, type RestorePoint } from '../../use-cases/operations/restore.ts';
import { rotateMasterKey } from '../../use-cases/operations/rotate-master-key.ts';
import { BackupExists, writeBackup } from './write-backup.ts';
import { kept } from '../../test/environment/registered-kinds.ts';

const masterKey = randomBytes(32);
const keyRing = createKeyRing(masterKey);
const now = new Date('2026-11-24T10:00:00.000Z');
const audit = { keyRing, newestCounter: () => Promise.resolve(0) };
const folder = mkdtempSync(join(tmpdir(), 'seatwise-backups-'));

let source: TestDatabase;
let db: Database;
let key: IntegrationKey;
/** The change that waits. */
let waiting: string;
let file: string;
const opened: { db: Database; name: string }[] = [];

const newFile = (): string => join(folder, `${randomUUID()}.backup`);
const backupOf = (databaseUrl: string, to: string) =>
  writeBackup({ databaseUrl, file: to, masterKey, keyVersion: 1, passphrase: null, now });
const read = (of: string, key: Buffer = masterKey) => readBackup(of, key);

beforeAll(async () => {
  source = await testDatabase();
  db = openDatabase({ url: source.url, poolMax: 4 });
  await openKeyRing(db, masterKey);
  key = await aLife(db);
  file = newFile();
  await backupOf(source.url, file);
});
afterAll(async () => {
  await db.destroy();
  await source.drop();
  await Promise.all(opened.map((one) => one.db.destroy()));
  await asAdmin(...opened.map(({ name }) => `drop database if exists ${name} with (force)`));
  rmSync(folder, { recursive: true, force: true });
});

/** Mappings, counts, the instance of the PSA, one change confirmed, one being sent, one that waits, credentials, sessions, the audit. */
async function aLife(into: Database): Promise<IntegrationKey> {
  const made = await into.transaction().execute((tx) =>
    createFirstAdministrator(tx, {
      tenantName: 'Harbor Lane',
      currency: 'USD',
      email: 'admin@harbor-lane.test',
      name: 'Administrator',
      passwordHash: 'x',
    }),
  );
  if (made.kind !== 'created') throw new Error('not empty');
  const { id: memberId } = await into.selectFrom('member').select('id').executeTakeFirstOrThrow();
  const integration = await connected(into, made.tenantId, 'active');
  await setGates(into, integration, { integration: 'pending', accounts: 'pending', services: 'pending' });
  const accounts = [
    { name: 'Fernhill', foreignId: 'DA1', seats: 35, company: 'Fernhill' },
    { name: 'Vista\t"Nord"\\', foreignId: 'DA2', seats: 21, company: 'Vista\t"Nord"\\' },
    { name: 'Ärztehaus 🩺', foreignId: 'DA3', seats: 12, company: 'Ärztehaus 🩺' },
  ];
  await load(into, integration, accounts, { Fernhill: 30, 'Vista\t"Nord"\\': 20, 'Ärztehaus 🩺': 11 });
  await countAll(into, integration, accounts);
  await readyToWrite(into, integration);
  const instance = { id: 'harborlane', address: 'na.myconnectwise.net' };
  await into.transaction().execute((tx) => keepInstance(tx, integration, 'psa', instance, now));
  const actor = { kind: 'member', id: memberId } as const;
  const lines = [];
  for (const label of ['Fernhill', 'Vista\t"Nord"\\', 'Ärztehaus 🩺'])
    lines.push(await approved(into, integration, label, actor, { keyRing }));
  await confirmed(into, integration, lines[0]!.lineId);
  await beginSending(into, integration, lines[1]!.lineId);
  waiting = lines[2]!.lineId;
  await into.transaction().execute(async (tx) => {
    const fields = { site: 'na', companyId: 'c', publicKey: 'p', privateKey: 'secret-1234', clientId: 'i' };
    await putCandidate(tx, keyRing, integration, kept('psa', fields), memberId);
    for (const action of ['test.one', 'test.two']) await audited(tx, made.tenantId, action);
  });
  await sql`insert into session (tenant_id, id_hash, member_id, expires_at)
    values (${made.tenantId}, 'hash', ${memberId}, now() + interval '1 day')`.execute(into);
  await sql`insert into sign_in_step (id_hash, kind, session_hash, data, expires_at)
    values ('step', 'totp-setup', 'hash', '{}', now() + interval '5 minutes')`.execute(into);
  await sql`insert into idempotency_key (tenant_id, actor, key, route, body_hash)
    values (${made.tenantId}, 'a', 'k', 'r', 'h')`.execute(into);
  return integration;
}

const audited = (tx: Parameters<typeof recordAudit>[0], tenantId: string, action: string) =>
  recordAudit(tx, {
    tenantId,
    actor: systemActor,
    action: action as AuditAction,
    objectKind: 'tenant',
    objectId: tenantId,
  });

async function asAdmin(...statements: readonly string[]): Promise<pg.QueryResult[]> {
  const client = new pg.Client({ connectionString: postgresAdminUrl() });
  await client.connect();
  try {
    const results: pg.QueryResult[] = [];
    for (const statement of statements) results.push(await client.query(statement));
    return results;
  } finally {
    await client.end();
  }
}

function target() {
  const name = `restored_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(postgresAdminUrl());
  url.pathname = `/${name}`;
  return { name, url: url.href };
}

async function restored(
  to: { readonly name: string; readonly url: string },
  from: string,
  changes: Partial<Parameters<typeof restoreBackup>[0]> = {},
): Promise<Database> {
  await restoreBackup({
    databaseUrl: to.url, file: from, checked: changes.checked ?? (await read(from)), masterKey, replace: false, audit, now, ...changes,
  }); // prettier-ignore
  const made = openDatabase({ url: to.url, poolMax: 2, onError: () => undefined });
  opened.push({ db: made, name: to.name });
  return made;
}

/** Every row of every table, as JSON text in one order. */
async function rowsOf(of: Database): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows: tables } = await sql<{ name: string }>`
    select relname::text as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
    order by 1`.execute(of);
  const all = new Map<string, readonly string[]>();
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`
      select to_jsonb(t)::text as row from ${sql.table(name)} t order by 1`.execute(of);
    all.set(
      name,
      rows.map(({ row }) => row),
    );
  }
  return all;
}

const databasesLike = async (name: string): Promise<readonly string[]> =>
  (await asAdmin(`select datname from pg_database where datname like '${name}%' order by 1`))[0]!.rows.map(
    (row: { datname: string }) => row.datname,
  );

/** What a restore adds itself, and what is in no backup. */
const changedByRestoring = [
  'installation',
  'audit_event',
  'audit_checkpoint',
  'audit_signed_checkpoint',
  'notice',
  'outbox',
];
/**
 * Workflows of integrations are told to read their rows again; what is on its way is sent only to a line that nobody
 * touched since its approval.
 */
const toReread = (row: string): string =>
  /"state": "(queued|sending|unknown)"/u.test(row)
    ? row.replace('"must_be_untouched": false', '"must_be_untouched": true')
    : row.replace('"reread_wanted": false', '"reread_wanted": true');
const inNoBackup = ['session', 'sign_in_step', 'sign_in_limit', 'idempotency_key', 'kysely_migration'];

describe('a restored backup', () => {
  it('holds every row of every table, and stands still until live approvals were read again', async () => {
    const to = target();
    const back = await restored(to, file);
    const [before, after] = [await rowsOf(db), await rowsOf(back)];
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [table, rows] of before) {
      if (inNoBackup.includes(table)) continue;
      const found = after.get(table)!;
      if (changedByRestoring.includes(table) && table !== 'installation')
        expect([table, found]).toEqual([table, expect.arrayContaining([...rows])]);
      else if (table !== 'installation') expect([table, found]).toEqual([table, rows.map(toReread)]);
    }
    for (const table of ['session', 'sign_in_step', 'idempotency_key'])
      expect([table, before.get(table)!.length, after.get(table)]).toEqual([table, 1, []]);
    const filled = [...before].filter(([, rows]) => rows.length > 0).map(([table]) => table);
    expect(filled.length).toBeGreaterThan(25);
    expect(filled).toEqual(expect.arrayContaining(['approval_signature', 'instance']));
    expect(await approvalFaults(back, keyRing, key.tenantId, [waiting])).toEqual([]);

    expect(await back.selectFrom('installation').selectAll().executeTakeFirst()).toMatchObject({
      id: JSON.parse(before.get('installation')![0]!).id,
      writeStop: true,
      writeStopSince: now,
      writeStopReason: message('write-back.stopped.restored', { at: '2026-11-24T10:00:00.000Z' }),
    });
    const audit = await back.selectFrom('auditEvent').selectAll().orderBy('seq', 'desc').limit(2).execute();
    expect(audit.map(({ action }) => action)).toEqual(['installation.restored', 'writes.stopped']);
    const [newest] = await db.selectFrom('auditEvent').select('seq').orderBy('seq', 'desc').execute();
    expect(Number(audit[1]!.seq)).toBe(Number(newest!.seq) + 1);
    // The chain had no checkpoint, so it begins with the restore.
    expect(await back.selectFrom('auditSignedCheckpoint').select('start').execute()).toMatchObject([
      { start: { because: 'restored' } },
    ]);
    expect(await findKeyRing(back, masterKey)).not.toBeNull();
    expect(await schemaFit(back)).toBe('fits');
    expect(await databasesLike(to.name)).toEqual([to.name]);
  });

  it('made after a rotation keeps the signatures of approvals under the new key', async () => {
    const to = target();
    const rotated = await restored(to, file);
    const newKey = randomBytes(32);
    const { toVersion } = await rotateMasterKey(rotated, keyRing, newKey, { dryRun: false });
    const newRing = createKeyRing(newKey, toVersion);
    const later = newFile();
    await writeBackup({
      databaseUrl: to.url,
      file: later,
      masterKey: newKey,
      keyVersion: toVersion,
      passphrase: null,
      now,
    });
    const back = await restored(target(), later, {
      checked: await read(later, newKey),
      masterKey: newKey,
      audit: { ...audit, keyRing: newRing },
    });
    expect(await approvalFaults(back, newRing, key.tenantId, [waiting])).toEqual([]);
    expect(await approvalFaults(back, keyRing, key.tenantId, [waiting])).toHaveLength(1);
  });

  it('is one moment of a database that is written to meanwhile', async () => {
    const until = { over: false };
    const writer = (async () => {
      for (let round = 1; !until.over; round += 1) {
        await db.transaction().execute(async (tx) => {
          await tx
            .updateTable('tenant')
            .set({ name: `round ${round}` })
            .execute();
          await audited(tx, key.tenantId, `round.${round}`);
        });
      }
    })();
    const during = newFile();
    await backupOf(source.url, during);
    until.over = true;
    await writer;
    const back = await restored(target(), during);
    const { name } = await back.selectFrom('tenant').select('name').executeTakeFirstOrThrow();
    const rounds = await back
      .selectFrom('auditEvent')
      .select('action')
      .where('action', 'like', 'round.%')
      .execute();
    expect(rounds.length).toBe(name === 'Harbor Lane' ? 0 : Number(name.split(' ')[1]));
  });

  it('of an older schema is migrated to the present one', async () => {
    const next: Migration = { up: (tx) => sql`alter table tenant add column later text`.execute(tx).then() };
    Object.assign(migrations, { '9999-next': next });
    try {
      const back = await restored(target(), file);
      const { rows } = await sql<{
        name: string;
        later: string | null;
      }>`select name, later from tenant`.execute(back);
      expect(rows).toEqual([{ name: expect.any(String) as unknown, later: null }]);
    } finally {
      delete (migrations as Record<string, Migration>)['9999-next'];
    }
  });
});

describe('the file', () => {
  it('is for its owner alone, holds no key and no row in clear, and is never written over', async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'latin1');
    const [line = ''] = text.split('\n');
    expect(JSON.parse(line)).toEqual({
      seatwiseBackup: 2,
      createdAt: now.toISOString(),
      keyId: masterKeyId(masterKey),
      keyVersion: 1,
    });
    for (const clear of [masterKey.toString('base64'), '"tables"', 'approval_line', 'sha256'])
      expect(text).not.toContain(clear);
    await expect(backupOf(source.url, file)).rejects.toThrow(BackupExists);
  });

  it('is rejected wherever it was cut', async () => {
    const whole = readFileSync(file);
    const cut = newFile();
    const lengths = [0, 1, 60, ...[0.2, 0.5, 0.8].map((share) => Math.floor(whole.length * share))];
    for (const length of [...lengths, whole.length - 200, whole.length - 1]) {
      writeFileSync(cut, whole.subarray(0, length));
      await expect(read(cut)).rejects.toThrow(UnusableBackup);
    }
    writeFileSync(cut, Buffer.concat([whole, Buffer.from('\n')]));
    await expect(read(cut)).rejects.toThrow(UnusableBackup);
  });

  it('is rejected whichever byte was changed', async () => {
    const whole = readFileSync(file);
    const changed = newFile();
    const step = Math.max(1, Math.floor(whole.length / 150));
    const places = [
      ...Array.from({ length: 150 }, (_, index) => index * step),
      ...Array.from({ length: 40 }, (_, index) => whole.length - 1 - index),
      ...Array.from({ length: 400 }, (_, index) => index),
    ];
    for (const place of places) {
      const bytes = Buffer.from(whole);
      bytes[place]! ^= 1;
      writeFileSync(changed, bytes);
      const what = await read(changed).then(
        () => 'taken',
        (error: unknown) => (error instanceof UnusableBackup ? 'rejected' : String(error)),
      );
      expect([place, what]).toEqual([place, 'rejected']);
    }
  });

  it('opens under its own master key alone, and says which that is', async () => {
    await expect(read(file, randomBytes(32))).rejects.toThrow(
      `is sealed under the master key ${masterKeyId(masterKey)}, but the present key is `,
    );
  });

  it('in clear, as development versions wrote it, is rejected', async () => {
    const inClear = newFile();
    writeFileSync(inClear, '{"seatwiseBackup":1}\n');
    await expect(readEnvelope(inClear)).rejects.toThrow(new UnusableBackup(beforeBaseline('backup')));
  });
});

describe('a restore', () => {
  const to = target();
  const again = async (changes: Partial<Parameters<typeof restoreBackup>[0]> = {}): Promise<void> =>
    restoreBackup({ databaseUrl: to.url, file, checked: await read(file), masterKey, replace: false, audit, now, ...changes });
  const withDb = async <T>(work: (db: Database) => Promise<T>): Promise<T> => {
    const present = openDatabase({ url: to.url, poolMax: 1, onError: () => undefined });
    try {
      return await work(present);
    } finally {
      await present.destroy();
    }
  };
  const tenantName = () =>
    withDb(async (present) => (await present.selectFrom('tenant').select('name').executeTakeFirstOrThrow()).name);
  beforeAll(async () => {
    await again();
    opened.push({ db: openDatabase({ url: to.url, poolMax: 1 }), name: to.name });
    await withDb((present) => present.updateTable('tenant').set({ name: 'Present' }).execute());
  });

  it('by the owner of the database needs CREATEDB for its time, and leaves the tables to it', async () => {
    const owned = target();
    const owner = `owner_${owned.name.slice(-8)}`;
    const login = { username: owner, password: 'of-the-test' };
    const asOwner = { databaseUrl: Object.assign(new URL(owned.url), login).href, replace: true };
    await asAdmin(
      `create role ${owner} login password '${login.password}'`,
      `create database ${owned.name} owner ${owner}`,
    );
    try {
      await expect(again(asOwner)).rejects.toThrow('permission denied to create database');
      await asAdmin(`alter role ${owner} createdb`);
      await again(asOwner);
      await again(asOwner);
      await asAdmin(`alter role ${owner} nocreatedb`);
      expect(await databasesLike(owned.name)).toEqual([owned.name]);
      const restoredAs = openDatabase({ url: asOwner.databaseUrl, poolMax: 1 });
      const { rows } = await sql<{ owner: string }>`
        select distinct relowner::regrole::text as owner from pg_class where relnamespace = 'public'::regnamespace`.execute(restoredAs);
      expect([rows, await schemaFit(restoredAs)]).toEqual([[{ owner }], 'fits']);
      await restoredAs.destroy();
    } finally {
      await asAdmin(`drop database if exists ${owned.name} with (force)`, `drop role ${owner}`);
    }
  });

  it('rejects an installation that is there, one that runs, and a newer schema', async () => {
    await expect(again()).rejects.toThrow(/already contains an installation/);
    await withDb(async (present) => {
      await sql`select 1`.execute(present);
      await expect(again({ replace: true })).rejects.toThrow(/is in use \(1 connection\)/);
    });
    const checked = await read(file);
    const head = { ...checked.head, migrations: [...checked.head.migrations, '9999-later'] };
    await expect(again({ replace: true, checked: { ...checked, head } })).rejects.toThrow(RestoreRejected);
    expect(await tenantName()).toBe('Present');
  });

  it('rejects a backup from before the baseline with the remedy, and leaves the installation as it is', async () => {
    const checked = await read(file);
    const head = { ...checked.head, schema: { version: 89, minReader: 81 }, migrations: ['0001-people'] };
    await expect(again({ replace: true, checked: { ...checked, head } })).rejects.toThrow(
      new RestoreRejected(beforeBaseline('backup')),
    );
    expect(await tenantName()).toBe('Present');
  });

  it('that ends at any moment leaves the old installation or the new one, and the next one clears up', async () => {
    const ends: readonly (readonly [RestorePoint, string, string])[] = [
      ['swapped', 'Harbor Lane', 'former'],
      ['ready', 'Present', 'restoring'],
      ['database-made', 'Present', 'restoring'],
    ];
    for (const [end, left, beside] of ends) {
      await withDb((present) => present.updateTable('tenant').set({ name: 'Present' }).execute());
      const atPoint = (point: RestorePoint) =>
        point === end ? Promise.reject(new Error('killed')) : Promise.resolve();
      await expect(again({ replace: true, atPoint })).rejects.toThrow('killed');
      expect([end, await tenantName()]).toEqual([end, left]);
      expect(await databasesLike(to.name)).toEqual([to.name, `${to.name}_${beside}`]);
    }
  });

  it.each(['former', 'restoring'])('leaves a database _%s that a person made, and says what to do', async (name) => {
    const theirs = `${to.name}_${name}`;
    await asAdmin(`drop database if exists ${theirs} with (force)`);
    await withDb((present) => present.updateTable('tenant').set({ name: 'Theirs' }).execute());
    await asAdmin(`alter database ${to.name} rename to ${theirs}`);
    try {
      await expect(again()).rejects.toThrow(
        `The database ${theirs} was not created by a restore, but a restore needs this name. Rename that database`,
      );
      await expect(again({ replace: true })).rejects.toThrow(RestoreRejected);
    } finally {
      await asAdmin(`alter database ${theirs} rename to ${to.name}`);
    }
    expect(await tenantName()).toBe('Theirs');
    await again({ replace: true });
    expect(await databasesLike(to.name)).toEqual([to.name]);
  });
}); // prettier-ignore

describe('old backups', () => {
  const day = 86_400_000;
  const ofAge = (days: number, to: string) =>
    writeBackup({
      databaseUrl: source.url,
      file: join(to, `${days}.backup`),
      masterKey,
      keyVersion: 1,
      passphrase: null,
      now: new Date(now.getTime() - days * day),
    });
  const remaining = async (ages: readonly number[], keep: number, spoil: readonly number[] = []) => {
    const into = mkdtempSync(join(folder, 'old-'));
    for (const age of ages) await ofAge(age, into);
    for (const age of spoil) {
      const cut = join(into, `${age}.backup`);
      writeFileSync(cut, readFileSync(cut).subarray(0, -20));
    }
    writeFileSync(join(into, 'other.backup'), 'not ours');
    const { id } = await db.selectFrom('installation').select('id').executeTakeFirstOrThrow();
    await deleteOldBackups(into, { keep, installationId: id, masterKey, now });
    return readdirSync(into).toSorted((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));
  };

  it('are deleted beyond the newest, and never before 30 days', async () => {
    expect(await remaining([1, 2, 29, 31, 40], 1)).toEqual([
      '1.backup',
      '2.backup',
      '29.backup',
      'other.backup',
    ]);
    expect(await remaining([1, 31, 40], 2)).toEqual(['1.backup', '31.backup', 'other.backup']);
  });

  it('stay where they are the newest that can be read', async () => {
    expect(await remaining([1, 31, 40], 1, [1])).toEqual(expect.arrayContaining(['1.backup', '31.backup']));
    expect(await remaining([1, 31, 40], 1, [1])).not.toContain('40.backup');
    expect(await remaining([1, 40], 1, [1, 40])).toEqual(expect.arrayContaining(['1.backup', '40.backup']));
  });

  it('leave the row of the last good one with its time and size', async () => {
    await noteBackup(db, { at: now, bytes: 7_000_000_000 });
    await noteBackup(db, { at: new Date(now.getTime() - day), bytes: 5 });
    expect((await readLastBackup(db)).last).toEqual({ at: now, bytes: 7_000_000_000 });
    const { lastBackup } = await operatingFigures(db);
    expect(lastBackup).toEqual({ bytes: 7_000_000_000, seconds: expect.any(Number) });
  });
});
