import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { z } from 'zod';
import { testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { openDatabase } from '../model/database.ts';

const megabyte = 1_000_000;
/** Of a megabyte each, that become 0.56 of it. */
const rows = 60;
const folder = mkdtempSync(join(tmpdir(), 'seatwise-large-'));
let source: TestDatabase;

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
  const beside = new Set<string>();
  const watch = setInterval(() => readdirSync(folder).forEach((name) => beside.add(name)), 50);
  const program = join(__dirname, 'memory-of-backup.fixture.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--expose-gc', '--import', 'tsx', program],
    ...[source.url, folder],
  ]).finally(() => clearInterval(watch));
  const { writing, reading } = held.parse(JSON.parse(stdout));
  expect(statSync(join(folder, 'large.backup')).size).toBeGreaterThan(32 * megabyte);
  for (const most of [writing, reading]) {
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(24 * megabyte);
  }
  for (const name of beside) expect(name).toMatch(/^large\.backup/);
}, 300_000);

const held = z.object({ writing: z.number(), reading: z.number() });
