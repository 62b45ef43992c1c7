import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type IntegrationKey, systemActor } from '../../domain/keys.ts';
import { checkpointAudit } from '../../db/audit/audit-chain.ts';
import { AuditChainBroken } from '../../db/audit/signed-checkpoint.ts';
import { verifyAudit } from '../../db/audit/audit-verification.ts';
import { recordAudits } from '../../db/audit/audit.ts';
import { openCredential, promoteCandidates, putCandidate } from '../../db/secrets/credentials.ts';
import { type Database, openDatabase } from '../../db/model/database.ts';
import { findKeyRing, type KeyRing, MasterKeyChanged, openKeyRing } from '../../db/secrets/key-ring.ts';
import { createFirstAdministrator } from '../../db/people/people.ts';
import { sealedRows } from '../../use-cases/operations/rotate-master-key.ts';
import { openHomeKeyRing } from '../../embedded/master-key.ts';
import { homeFiles, type HomeFiles } from '../../embedded/home.ts';
import { takeLock } from '../../embedded/owner-lock.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { connected } from '../../test/environment/seeded-integration.ts';
import { createAuditStream, openStreamSecret } from '../../db/notices/audit-streams.ts';
import { createWebhook, openWebhook, rotateWebhookSecret } from '../../db/notices/webhooks.ts';
import { literalsIn } from '../literals.fixture.ts';
import { runSeatwise } from '../seatwise.ts';
import { commands } from './index.ts';
import { rotating, type RotationPoint } from './rotate-master-key.ts';
import { kept } from '../../test/environment/registered-kinds.ts';

const secret = 'planted-duo-secret';
const fields = { integrationKey: 'DI', secretKey: secret, apiHostname: 'api-00000000.duosecurity.test' };
const asText = (key: Buffer): string => `${key.toString('base64')}\n`;

let database: TestDatabase;
let db: Database;
let home: HomeFiles;
let oldKey: Buffer;
let before: KeyRing;
let key: IntegrationKey;
let webhookId: string;
let streamId: string;

beforeEach(async () => {
  database = await testDatabase();
  db = openDatabase({ url: database.url, poolMax: 4 });
  home = homeFiles(mkdtempSync(join(tmpdir(), 'seatwise-rotation-')));
  oldKey = randomBytes(32);
  writeFileSync(home.masterKeyFile, asText(oldKey), { mode: 0o600 });
  before = (await openKeyRing(db, oldKey))!;
  const made = await db.transaction().execute(
    (tx) =>
    createFirstAdministrator(tx, {
      tenantName: 'Harbor Lane', currency: 'USD', email: 'admin@harbor-lane.test', name: 'Dana Kim', passwordHash: 'x',
    }), // prettier-ignore
  );
  if (made.kind !== 'created') throw new Error(made.kind);
  key = await connected(db, made.tenantId, 'active');
  await db.transaction().execute(async (tx) => {
    await putCandidate(tx, before, key, kept('accounts-api', fields), 'test');
    await putCandidate(tx, before, key, kept('admin-api', fields), 'test');
    await promoteCandidates(tx, key);
    const { id: createdBy } = await tx.selectFrom('member').select('id').executeTakeFirstOrThrow();
    const { tenantId } = key;
    const hook = {
      tenantId,
      url: 'https://hooks.test/',
      events: [],
      minimum: 'info' as const,
      secret,
      createdBy,
    };
    webhookId = await createWebhook(tx, before, hook);
    streamId = await createAuditStream(tx, before, { ...hook, ca: null, sentTo: 0 });
    await rotateWebhookSecret(tx, before, { tenantId, webhookId }, `${secret}-2`);
    await recordAudits(tx, [
      {
        tenantId: key.tenantId,
        actor: systemActor,
        action: 'settings.changed',
        objectKind: 'tenant',
        objectId: '1',
      },
    ]);
  });
  await checkpointAudit(db, before, key.tenantId);
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
  rmSync(home.folder, { recursive: true, force: true });
});

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}, killedAt?: RotationPoint) {
  let [out, err] = ['', ''];
  const declared = commands.find(({ name }) => name === 'rotate-master-key')!;
  const run = rotating((point) =>
    point === killedAt ? Promise.reject(new Error(`ended at ${point}`)) : Promise.resolve(),
  );
  const code = await runSeatwise(
    [{ ...declared, run }],
    [declared.name, ...args],
    { SEATWISE_HOME: home.folder, DATABASE_URL: database.url, ...env },
    { out: (text) => void (out += text), err: (text) => void (err += text) },
    new AbortController().signal,
  );
  return { code, out, err };
}

/** All of it is there under this key ring, and the audit matches its checkpoints. */
async function isWhole(keyRing: KeyRing): Promise<void> {
  for (const set of ['accounts-api', 'admin-api'] as const) {
    expect((await openCredential(db, keyRing, key, set, 'working'))?.fields.secretKey).toBe(secret);
  }
  const webhook = await openWebhook(db, keyRing, { tenantId: key.tenantId, webhookId });
  expect(webhook?.secrets).toEqual([`${secret}-2`, secret]);
  const stream = await db.selectFrom('auditStream').selectAll().executeTakeFirstOrThrow();
  expect(stream.keyVersion).toBe(keyRing.version);
  expect(openStreamSecret(keyRing, { tenantId: key.tenantId, streamId }, stream.ciphertext!)).toBe(secret);
  expect(await verifyAudit(db, keyRing, key.tenantId)).toMatchObject({ ok: true });
}

const keptText = (): string => readFileSync(home.masterKeyFile, 'utf8');

describe('a rotation of a kept key', () => {
  it('seals everything under a new key, keeps it to its owner, writes one audit row and prints no secret', async () => {
    const { budgetKey } = (await openCredential(db, before, key, 'accounts-api', 'working'))!;
    await db.insertInto('rateBudget').values({ credentialKey: budgetKey, perMinute: 77 }).execute();
    const { code, out } = await run(['--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      fromVersion: 1,
      toVersion: 2,
      values: [
        { what: 'credentials', count: 2 },
        { what: 'webhook-secrets', count: 2 },
        { what: 'totp-secrets', count: 0 },
        { what: 'client-secrets', count: 0 },
        { what: 'stream-secrets', count: 1 },
        { what: 'approval-signatures', count: 0 },
        { what: 'audit-signatures', count: 1 },
        { what: 'ledger-positions', count: 0 },
        { what: 'key-check', count: 1 },
      ],
    });
    for (const text of [secret, oldKey.toString('base64'), keptText().trim()])
      expect(out).not.toContain(text);
    expect(keptText()).not.toBe(asText(oldKey));
    expect(statSync(home.masterKeyFile).mode & 0o777).toBe(0o600);
    const after = await openHomeKeyRing(home, undefined, db);
    expect(after.version).toBe(2);
    await isWhole(after);
    const moved = (await openCredential(db, after, key, 'accounts-api', 'working'))!.budgetKey;
    expect(await db.selectFrom('rateBudget').select(['credentialKey', 'perMinute']).execute()).toEqual([
      { credentialKey: moved, perMinute: '77' },
    ]);
    expect(
      await db.selectFrom('auditEvent').select('action').where('action', '=', 'master-key.rotated').execute(),
    ).toHaveLength(1);
    expect(await checkpointAudit(db, after, key.tenantId)).toBe(1);
    const again = await run([], { LANG: 'en_XA' });
    expect([again.code, literalsIn(again.out, [])]).toEqual([0, []]);
    await isWhole(await openHomeKeyRing(home, undefined, db));
  });

  it('lets a process with the former key neither open nor store nor sign anything', async () => {
    await run([]);
    await expect(openCredential(db, before, key, 'accounts-api', 'working')).rejects.toThrow(
      MasterKeyChanged,
    );
    await expect(
      db.transaction().execute((tx) => putCandidate(tx, before, key, kept('accounts-api', fields), 'test')),
    ).rejects.toThrow(MasterKeyChanged);
    await expect(checkpointAudit(db, before, key.tenantId)).rejects.toThrow(MasterKeyChanged);
    expect(await openKeyRing(db, oldKey)).toBeNull();
  });

  it('waits for whoever is storing a credential, and takes that one along', async () => {
    const storing = await db.startTransaction().execute();
    const id = await putCandidate(storing, before, key, kept('accounts-api', fields), 'test');
    const rotating = run([]);
    await waitFor('the rotation to wait', 10_000, async () => {
      const { rows } =
        await sql`select 1 from pg_stat_activity where application_name = 'seatwise command line' and wait_event_type = 'Lock'`.execute(
          db,
        );
      return rows.length > 0 ? true : null;
    });
    await storing.commit().execute();
    expect((await rotating).code).toBe(0);
    const opened = await openCredential(
      db,
      await openHomeKeyRing(home, undefined, db),
      key,
      'accounts-api',
      'candidate',
    );
    expect([opened?.id, opened?.fields.secretKey]).toEqual([id, secret]);
  });

  it.each(['new-key-kept', 're-sealed', 'committed', 'new-key-in-place'] as const)(
    'that ended at %s has lost nothing, and the next start or run goes on',
    async (point) => {
      expect(await run([], {}, point)).toMatchObject({ code: 2, err: expect.stringContaining(point) });
      const done = point === 'committed' || point === 'new-key-in-place';
      const found = await openHomeKeyRing(home, undefined, db);
      expect(found.version).toBe(done ? 2 : 1);
      await isWhole(found);
      expect(existsSync(`${home.masterKeyFile}.new`)).toBe(false);
      expect((await run([])).code).toBe(0);
      await isWhole(await openHomeKeyRing(home, undefined, db));
    },
  );

  it('is taken up by the command itself where it ended between commit and renaming', async () => {
    await run([], {}, 'committed');
    expect((await run([])).code).toBe(0);
    const found = await openHomeKeyRing(home, undefined, db);
    expect(found.version).toBe(3);
    await isWhole(found);
  });

  it('survives a SIGKILL of its process while everything is re-sealed', async () => {
    const holding = await db.startTransaction().execute();
    await holding.selectFrom('credential').select('id').forUpdate().execute();
    const child = spawn(join('node_modules', '.bin', 'tsx'), ['cli/main.ts', 'rotate-master-key'], {
      env: { PATH: process.env['PATH'], SEATWISE_HOME: home.folder, DATABASE_URL: database.url },
      stdio: 'ignore',
      detached: true,
    });
    const ended = once(child, 'exit');
    await waitFor('the new key beside the old one', 14_000, () =>
      Promise.resolve(existsSync(`${home.masterKeyFile}.new`) || null),
    );
    process.kill(-child.pid!, 'SIGKILL');
    await ended;
    await holding.rollback().execute();
    const found = await openHomeKeyRing(home, undefined, db);
    expect(found.version).toBe(1);
    await isWhole(found);
    expect(existsSync(`${home.masterKeyFile}.new`)).toBe(false);
  });

  it('changes nothing in a dry run, while Seatwise runs, or where the signature of the audit is not ours', async () => {
    expect(await run(['--dry-run'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 credentials'),
    });
    const running = takeLock(home.lockFile);
    expect(await run([])).toMatchObject({ code: 2, err: expect.stringContaining('Stop it first') });
    if (running.kind === 'held') running.lock.release();
    await sql`update audit_signed_checkpoint set mac = ''`.execute(db);
    expect(await run([])).toMatchObject({ code: 2, err: expect.stringContaining('audit verify') });
    await expect(checkpointAudit(db, before, key.tenantId)).rejects.toThrow(AuditChainBroken);
    expect(keptText()).toBe(asText(oldKey));
    expect(await findKeyRing(db, oldKey)).not.toBeNull();
    expect((await openCredential(db, before, key, 'admin-api', 'working'))?.fields.secretKey).toBe(secret);
  });
});

describe('a rotation of a key that the operator keeps', () => {
  const given = (): NodeJS.ProcessEnv => ({ MASTER_KEY: oldKey.toString('base64') });

  it('takes the new key from a file, says what to start again, and says so again when it is repeated', async () => {
    const file = join(home.folder, 'next');
    expect(await run([], given())).toMatchObject({ code: 2, err: expect.stringContaining('--new-key-file') });
    writeFileSync(file, asText(oldKey));
    expect(await run(['--new-key-file', file], given())).toMatchObject({
      code: 2,
      err: expect.stringContaining('present one'),
    });
    writeFileSync(file, asText(Buffer.alloc(32)));
    expect(await run(['--new-key-file', file], given())).toMatchObject({
      code: 2,
      err: expect.stringContaining('next can be guessed: it is one byte repeated'),
    });
    const newKey = randomBytes(32);
    writeFileSync(file, asText(newKey));
    chmodSync(file, 0o666);
    expect(await run(['--new-key-file', file], given())).toMatchObject({
      code: 2,
      err: expect.stringContaining('can be written by other users'),
    });
    chmodSync(file, 0o600);
    expect(await run([], { ...given(), NEW_MASTER_KEY_FILE: file })).toMatchObject({
      code: 0,
      out: expect.stringContaining('restart every API and worker'),
    });
    await isWhole((await findKeyRing(db, newKey))!);
    expect(await run(['--new-key-file', file], given())).toMatchObject({
      code: 0,
      out: expect.stringContaining('already'),
    });
  });
});

describe('the list of what is sealed', () => {
  it('names every column of the schema that holds a ciphertext or a signature', async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' and (column_name like '%ciphertext%' or column_name in ('mac', 'sealed'))`.execute(
      db,
    );
    expect(sealedRows.flatMap(({ columns }) => columns).sort()).toEqual(rows.map(({ name }) => name).sort());
  });
});
