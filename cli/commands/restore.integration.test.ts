import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemActor } from '../../domain/keys.ts';
import { openAnchorFile } from '../../db/audit/anchors/files.ts';
import { createAuditCheckpointer } from '../../use-cases/operations/checkpoint-audit.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { type Database, openDatabase } from '../../db/model/database.ts';
import { createFirstAdministrator, installationId } from '../../db/people/people.ts';
import { type KeyRing, masterKeyId } from '../../db/secrets/key-ring.ts';
import { migrate } from '../../db/schema/migrate.ts';
import { type Home, openHome } from '../../embedded/home.ts';
import { openHomeKeyRing } from '../../embedded/master-key.ts';
import { startPostgres } from '../../embedded/postgres.ts';
import { literalsIn } from '../literals.fixture.ts';
import { runSeatwise } from '../seatwise.ts';
import { commands } from './index.ts';

jest.setTimeout(240_000);

const folder = mkdtempSync(join(tmpdir(), 'seatwise-moved-'));
chmodSync(folder, 0o711);
const [old, fresh] = [join(folder, 'old'), join(folder, 'fresh')];
const file = join(folder, 'moved.backup');
const withKey = join(folder, 'moved-with-key.backup');
const passphrase = join(folder, 'passphrase');
const otherPassphrase = join(folder, 'other-passphrase');

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function seatwise(home: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  let said = '';
  const terminal = { out: (text: string) => void (said += text), err: (text: string) => void (said += text) };
  const set = { SEATWISE_HOME: home, ...env };
  return { code: await runSeatwise(commands, args, set, terminal, new AbortController().signal), said };
}

/** Ends well, and says nothing in the pseudo-locale that no catalog has. */
async function succeeds(home: string, args: readonly string[]): Promise<void> {
  const { code, said } = await seatwise(home, args, { LANG: 'en_XA' });
  expect([code, literalsIn(said, [])]).toEqual([0, []]);
}

/** What npm start does with a home, as far as the database goes. */
async function started<T>(home: string, work: (db: Database, keyRing: KeyRing, home: Home) => Promise<T>): Promise<T> {
  const files = openHome(home);
  const postgres = await startPostgres({ dir: files.postgres, mode: 'durable' });
  const db = openDatabase({ url: postgres.url, poolMax: 2 });
  try {
    await migrate(db);
    return await work(db, await openHomeKeyRing(files, undefined, db), files);
  } finally {
    await db.destroy();
    await postgres.stop();
    files.lock.release();
  }
} // prettier-ignore

let tenantId: string;

const audited = (db: Database, objectId: string): Promise<void> =>
  db.transaction().execute((tx) =>
    recordAudit(tx, {
      tenantId,
      actor: systemActor,
      action: 'settings.changed',
      objectKind: 'tenant',
      objectId,
    }),
  );

/** What a worker on a home does each minute. */
async function checkpoint(db: Database, keyRing: KeyRing, home: Home): Promise<void> {
  const { id } = await db.selectFrom('tenant').select('id').executeTakeFirstOrThrow();
  const anchors = openAnchorFile(join(home.folder, 'audit-anchors'));
  const quiet = () => undefined;
  const checkpointer = createAuditCheckpointer({
    db,
    keyRing,
    anchors,
    onAnchor: quiet,
    onAnchorFailure: quiet,
  });
  expect(await checkpointer.checkpoint(id, 'recent')).toMatchObject({ rejected: null });
}

const idIn = (home: string): Promise<string | null> => started(home, installationId);
const keyIn = (home: string): string => readFileSync(join(home, 'master-key'), 'utf8');
const bytesOf = (key: string): Buffer => Buffer.from(key, 'base64');
/** Where a home keeps this key after another took its place. */
const keptFormer = (home: string, key: string): string =>
  join(home, `master-key.${masterKeyId(bytesOf(key))}`);

it('moves an installation to a fresh machine, its key in the file or put there before', async () => {
  const id = await started(old, async (db, keyRing, home) => {
    const admin = {
      tenantName: 'Harbor Lane',
      currency: 'USD',
      email: 'a@harbor-lane.test',
      name: 'A',
      passwordHash: 'x',
    };
    await db.transaction().execute((tx) => createFirstAdministrator(tx, admin));
    tenantId = (await db.selectFrom('tenant').select('id').executeTakeFirstOrThrow()).id;
    await audited(db, 'begun');
    await checkpoint(db, keyRing, home);
    expect(await seatwise(old, ['audit', 'verify'])).toMatchObject({
      code: 0,
      said: expect.stringContaining('1 external anchor'),
    });
    const asked = ['backup', withKey, '--with-master-key', '--passphrase-file', passphrase];
    for (const [weak, why] of [
      ['short', '12 characters'],
      ['password1234', 'common'],
    ] as const) {
      writeFileSync(passphrase, `${weak}\n`, { mode: 0o600 });
      expect(await seatwise(old, asked)).toMatchObject({ code: 2, said: expect.stringContaining(why) });
    }
    writeFileSync(passphrase, 'orchard violin basalt\n');
    await succeeds(old, asked);
    expect(readFileSync(withKey, 'latin1')).not.toContain(keyIn(old).trim());
    expect(await seatwise(old, ['restore', withKey, '--replace'])).toMatchObject({
      code: 2,
      said: expect.stringContaining('Stop it first'),
    });
    return installationId(db);
  });
  const written = await seatwise(old, ['backup', file]);
  expect(written).toMatchObject({ code: 0, said: expect.stringContaining('master key is not in it') });
  expect(readFileSync(file, 'latin1')).not.toContain(keyIn(old).trim());

  // No key, and another key: nothing is touched.
  const without = await seatwise(fresh, ['restore', file]);
  expect([without.code, without.said]).toEqual([2, expect.stringContaining('No master key found')]);
  const wrong = await seatwise(fresh, ['restore', file], { MASTER_KEY: randomBytes(32).toString('base64') });
  expect([wrong.code, wrong.said]).toEqual([2, expect.stringContaining('MASTER_KEY is not the master key')]);
  writeFileSync(otherPassphrase, 'orchard violin granite', { mode: 0o644 });
  const open = await seatwise(fresh, ['restore', withKey, '--passphrase-file', otherPassphrase]);
  expect([open.code, open.said]).toEqual([2, expect.stringContaining('can be read by other users')]);
  chmodSync(otherPassphrase, 0o600);
  const mistyped = await seatwise(fresh, ['restore', withKey, '--passphrase-file', otherPassphrase]);
  expect([mistyped.code, mistyped.said]).toEqual([
    2,
    expect.stringContaining('The passphrase is not the one'),
  ]);
  expect(existsSync(fresh)).toBe(false);

  await succeeds(fresh, ['restore', withKey, '--passphrase-file', passphrase]);
  expect([keyIn(fresh), statSync(join(fresh, 'master-key')).mode & 0o777]).toEqual([keyIn(old), 0o600]);
  const [idThere, moved] = await started(fresh, async (db) => [
    await installationId(db),
    await seatwise(fresh, ['audit', 'verify']),
  ]);
  expect(idThere).toBe(id);
  expect([moved.code, moved.said]).toEqual([
    0,
    expect.stringMatching(/restored from the backup of .*; 0 signed checkpoints/),
  ]);

  // Over an installation with a key of its own: that key is kept beside.
  const other = join(folder, 'other');
  expect(await idIn(other)).not.toBe(id);
  const former = keyIn(other);
  const brought = ['restore', file, '--key-file', join(old, 'master-key')];
  expect(await seatwise(other, brought)).toMatchObject({
    code: 2,
    said: expect.stringContaining('--replace'),
  });
  await succeeds(other, [...brought, '--replace']);
  expect([keyIn(other), readFileSync(keptFormer(other, former), 'utf8')]).toEqual([keyIn(old), former]);
  expect(await idIn(other)).toBe(id);
});

it('goes back over a life that went on since, and the audit tells what was given up by that', async () => {
  await started(old, async (db, keyRing, home) => {
    for (const label of ['one', 'two']) {
      await audited(db, label);
      await checkpoint(db, keyRing, home);
    }
  });
  expect(await seatwise(old, ['restore', file, '--replace'])).toMatchObject({ code: 0 });
  const back = await seatwise(old, ['audit', 'verify', '--json']);
  expect(JSON.parse(back.said)).toMatchObject({
    ok: true,
    tenants: [{ anchors: { starts: [{ because: 'restored', givenUp: 2 }] } }],
  });
});

it('opens a backup from before a rotation with the key that was kept from then', async () => {
  const before = keyIn(old);
  const kept = keptFormer(old, before);
  expect(await seatwise(old, ['rotate-master-key'])).toMatchObject({
    code: 0,
    said: expect.stringContaining(kept),
  });
  expect([keyIn(old) === before, statSync(kept).mode & 0o777]).toEqual([false, 0o600]);
  // Said, and not taken by itself: a key that was replaced because it was known proves nothing any more.
  const without = await seatwise(old, ['restore', file, '--replace']);
  expect([without.code, without.said]).toEqual([2, expect.stringContaining(`--key-file ${kept}`)]);
  const back = await seatwise(old, ['restore', file, '--replace', '--key-file', kept]);
  expect([back.code, back.said]).toEqual([
    0,
    expect.stringContaining('The master key of the backup was put'),
  ]);
  expect(keyIn(old)).toBe(before);
  await succeeds(old, ['audit', 'verify']);
});

it('rejects a file that was cut or changed, and says so in a sentence', async () => {
  const whole = readFileSync(file);
  const broken = join(folder, 'broken.backup');
  const changed = Buffer.from(whole);
  changed[whole.length >> 1]! ^= 1;
  for (const bytes of [whole.subarray(0, whole.length - 1000), changed]) {
    writeFileSync(broken, bytes);
    const rejected = await seatwise(old, ['restore', broken, '--replace']);
    expect([rejected.code, rejected.said]).toEqual([
      2,
      expect.stringContaining('was cut off or changed. Use another backup'),
    ]);
  }
});
