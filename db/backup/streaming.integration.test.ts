import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sql } from 'kysely';
import { testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { openDatabase } from '../database.ts';
import { readBackup } from './read-backup.ts';
import { writeBackup } from './write-backup.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const megabyte = 1_000_000;
/** Of a megabyte each, that become 0.56 of it. */
const rows = 60;
const masterKey = randomBytes(32);
const folder = mkdtempSync(join(tmpdir(), 'seatwise-large-'));
let source: TestDatabase;

/** Bytes outside the heap that something still refers to: buffers. */
const held = (): number => {
  collect();
  // What the first has found is given back beside it, and counted until then; the second waits for that.
  collect();
  return process.memoryUsage().arrayBuffers;
};

/** The most that was held at once above what was held before: looked at by time, and whenever the work asks for it. */
async function mostHeld(work: (look: () => void) => Promise<unknown>): Promise<number> {
  const before = held();
  let most = 0;
  const look = (): void => {
    most = Math.max(most, held() - before);
  };
  const timer = setInterval(look, 200);
  try {
    await work(look);
  } finally {
    clearInterval(timer);
  }
  return most;
}

beforeAll(async () => {
  source = await testDatabase();
  const db = openDatabase({ url: source.url, poolMax: 1 });
  // The same again only behind what gzip looks back at, so that no stage of the way makes it small.
  await sql`create table ballast (line text not null)`.execute(db);
  await sql`alter table ballast alter line set storage external`.execute(db);
  await sql`insert into ballast
    select repeat(block, 16) from generate_series(1, ${sql.lit(rows)}),
      (select string_agg(md5(part::text), '') as block from generate_series(1, 2048) part) once`.execute(db);
  await db.destroy();
});
afterAll(async () => {
  await source.drop();
  rmSync(folder, { recursive: true, force: true });
});

it('holds a few parts in memory, however large the database, and nothing else is on the disk', async () => {
  const file = join(folder, 'large.backup');
  const order = {
    databaseUrl: source.url,
    file,
    masterKey,
    keyVersion: 1,
    passphrase: null,
    now: new Date(),
  };
  const beside = new Set<string>();
  const watch = setInterval(() => readdirSync(folder).forEach((name) => beside.add(name)), 50);
  const writing = await mostHeld(() => writeBackup(order));
  clearInterval(watch);
  expect(statSync(file).size).toBeGreaterThan(32 * megabyte);
  expect(writing).toBeLessThan(24 * megabyte);
  for (const name of beside) expect(name).toMatch(/^large\.backup/);

  const reading = await mostHeld((look) =>
    readBackup(file, masterKey, () => {
      look();
      return Promise.resolve();
    }),
  );
  expect(reading).toBeGreaterThan(0);
  expect(reading).toBeLessThan(24 * megabyte);
}, 600_000);
