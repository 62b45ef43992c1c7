import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../db/database.ts';
import type { KeyRing } from '../../db/key-ring.ts';
import { migrate } from '../../db/migrate.ts';
import { type Home, openHome } from '../../embedded/home.ts';
import { openHomeKeyRing } from '../../embedded/master-key.ts';
import { startPostgres } from '../../embedded/postgres.ts';
import { runSeatwise } from '../seatwise.ts';
import { commands } from './index.ts';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'seatwise-moved-'));
chmodSync(folder, 0o711);
const [old, fresh] = [join(folder, 'old'), join(folder, 'fresh')];
const file = join(folder, 'moved.backup');
const withKey = join(folder, 'moved-with-key.backup');

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function seatwise(home: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  let said = '';
  const terminal = { out: (text: string) => void (said += text), err: (text: string) => void (said += text) };
  const set = { SEATWISE_HOME: home, ...env };
  return { code: await runSeatwise(commands, args, set, terminal, new AbortController().signal), said };
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

const idIn = async (home: string): Promise<string> =>
  started(
    home,
    async (db) => (await db.selectFrom('installation').select('id').executeTakeFirstOrThrow()).id,
  );
const keyIn = (home: string): string => readFileSync(join(home, 'master-key'), 'utf8');

it('moves an installation to a fresh machine, its key in the file or put there before', async () => {
  const id = await started(old, async (db) => {
    expect(await seatwise(old, ['backup', withKey, '--with-master-key'])).toMatchObject({ code: 0 });
    expect(await seatwise(old, ['restore', withKey, '--replace'])).toMatchObject({
      code: 2,
      said: expect.stringContaining('Stop it first'),
    });
    return (await db.selectFrom('installation').select('id').executeTakeFirstOrThrow()).id;
  });
  const written = await seatwise(old, ['backup', file]);
  expect(written).toMatchObject({ code: 0, said: expect.stringContaining('master key is not in it') });
  expect(readFileSync(file, 'latin1')).not.toContain(keyIn(old).trim());

  // No key, and another key: nothing is touched.
  const without = await seatwise(fresh, ['restore', file]);
  expect([without.code, without.said]).toEqual([2, expect.stringContaining('There is no master key')]);
  const wrong = await seatwise(fresh, ['restore', file], { MASTER_KEY: randomBytes(32).toString('base64') });
  expect([wrong.code, wrong.said]).toEqual([2, expect.stringContaining('is not the master key')]);
  expect(existsSync(fresh)).toBe(false);

  expect(await seatwise(fresh, ['restore', withKey])).toMatchObject({ code: 0 });
  expect([keyIn(fresh), statSync(join(fresh, 'master-key')).mode & 0o777]).toEqual([keyIn(old), 0o600]);
  expect(await idIn(fresh)).toBe(id);

  // Over an installation with a key of its own: that key is kept beside.
  const other = join(folder, 'other');
  expect(await idIn(other)).not.toBe(id);
  const former = keyIn(other);
  expect(await seatwise(other, ['restore', withKey])).toMatchObject({
    code: 2,
    said: expect.stringContaining('--replace'),
  });
  expect(await seatwise(other, ['restore', withKey, '--replace'])).toMatchObject({ code: 0 });
  expect([keyIn(other), readFileSync(join(other, 'master-key.former'), 'utf8')]).toEqual([
    keyIn(old),
    former,
  ]);
  expect(await idIn(other)).toBe(id);
});
