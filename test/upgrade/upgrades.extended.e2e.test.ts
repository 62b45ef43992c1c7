import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../config/free-port.ts';
import { migrations } from '../../db/migrations/index.ts';
import { startPostgres } from '../../embedded/postgres.ts';
import { processesBelow } from '../../embedded/testing/started-product.ts';
import { Installation } from '../e2e/installation.ts';
import { buildLaterVersion } from './later-version/build-later.ts';
import { lostRows, readRows, type RecordedRows } from './recorded-rows.ts';
import { changedOnPurpose, openRecording, type Recording, recordings } from './recordings.ts';
import { killPoints, stopUpgradeAt } from './stopped-upgrade.ts';
import { expectGoesOn, seatwise } from './upgraded-home.ts';

jest.setTimeout(900_000);

const all = recordings();
const newest = all.at(-1)!;
const thisVersion = process.cwd();

let folder: string;
let laterVersion: string;
let installation: Installation;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatwise-upgrades-'));
  chmodSync(folder, 0o711);
  laterVersion = buildLaterVersion(folder);
});
afterEach(async () => {
  if (!installation.part.hasEnded()) await installation.part.end('SIGTERM');
});
afterAll(() => {
  for (const pid of processesBelow(folder)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function opened(recording: Recording, version: string): Promise<void> {
  const home = join(folder, `${recording.release}-${version === thisVersion ? 'this' : 'later'}`);
  await openRecording(recording, home);
  installation = new Installation(home, await freePort());
  installation.version = version;
}

describe.each(all)('a home of $release', (recording) => {
  const known = Object.keys(migrations);
  it('goes on with this version, killed at five points of its upgrade', async () => {
    await opened(recording, thisVersion);
    const { migrations: recorded } = recording.rows();
    await upgradeWithKills(
      recording,
      known.filter((name) => !recorded.includes(name)),
    );
    await expectGoesOn(installation, recording);
  });
});

describe('a home of the newest release, upgraded to a later version', () => {
  const pending = [
    ...Object.keys(migrations).filter((name) => !newest.rows().migrations.includes(name)),
    '9001-column-with-default',
    '9002-table',
    '9003-filled-from-rows',
    '9004-filled-column',
    '9005-index',
    '9006-check',
  ];

  it('loses nothing when it is killed at five points, and goes on', async () => {
    await opened(newest, laterVersion);
    expect(killPoints(pending)).toHaveLength(5);
    await upgradeWithKills(newest, pending);
    await expectGoesOn(installation, newest);
    expect(backups()).toHaveLength(1);
  });

  it('is rejected by the version before in one line, and comes back to it by a restore', async () => {
    installation.version = thisVersion;
    const part = await installation.begin();
    expect(await part.ended).toBe(1);
    expect(part.said().trimEnd().split('\n').at(-1)).toMatch(
      /^A newer version of Seatwise has used this database \(9001-.*\)\. Start that version, or restore a backup from before it\.$/u,
    );

    const [backup] = backups();
    const back = seatwise(installation, 'restore', join(installation.home, 'backups', backup!), '--replace');
    expect(back).toMatchObject({ code: 0 });
    const restored = await rowsOf(installation.home);
    // This version restores, and migrates what it restored.
    expect(restored.migrations).toEqual(Object.keys(migrations));
    expect(lostRows(newest.rows(), restored, changedByRestore)).toEqual([]);
    await installation.start();
    await expectGoesOn(installation, newest);
  });
});

/** Writing stops until the PSA was read, every workflow reads its row, and the audit begins a new part of its chain. */
const changedByRestore = [
  ...changedOnPurpose,
  'installation.write_stop',
  'installation.write_stop_since',
  'installation.write_stop_reason',
  'integration.reread_wanted',
  'approval_line.must_be_untouched',
  'audit_signed_checkpoint.*',
];

const backups = (): readonly string[] =>
  readdirSync(join(installation.home, 'backups')).filter((name) => name.endsWith('.backup'));

async function rowsOf(home: string): Promise<RecordedRows> {
  const postgres = await startPostgres({ dir: join(home, 'postgres'), mode: 'durable' });
  try {
    return await readRows(postgres.url);
  } finally {
    await postgres.stop();
  }
}

/** Starts the installation, kills it with SIGKILL at each point, and starts it to the end. */
async function upgradeWithKills(recording: Recording, pending: readonly string[]): Promise<void> {
  const postgres = await startPostgres({ dir: join(installation.home, 'postgres'), mode: 'durable' });
  try {
    const before = await readRows(postgres.url);
    expect(lostRows(recording.rows(), before, [])).toEqual([]);
    for (const point of killPoints(pending)) {
      const upgrade = await stopUpgradeAt(postgres.url, point);
      const part = await installation.begin();
      await Promise.race([
        upgrade.reached(),
        part.ended.then((how) => Promise.reject(new Error(`it ended with ${how}: ${part.said()}`))),
      ]);
      await part.end('SIGKILL');
      await upgrade.release();
      const now = await readRows(postgres.url);
      if (point === 'committed') expectUpgraded(before, now, pending);
      // A number of a sequence is used up, whatever becomes of its transaction.
      else expect({ ...now, sequences: before.sequences }).toEqual(before);
    }
  } finally {
    await postgres.stop();
  }
  const seconds = await installation.start();
  process.stderr.write(
    `    start on ${recording.release}, ${pending.length} migrations: ${seconds.toFixed(1)} s\n`,
  );
}

/** All that was there is there, and in a table of before there is one row more: the audit of the upgrade. */
function expectUpgraded(before: RecordedRows, now: RecordedRows, pending: readonly string[]): void {
  expect(now.migrations).toEqual([...before.migrations, ...pending]);
  expect(lostRows(before, now, changedOnPurpose)).toEqual([]);
  const added = before.tables.flatMap(({ name, rows }) => {
    const after = now.tables.find((table) => table.name === name)!.rows;
    return after.length === rows.length ? [] : [[name, after.length - rows.length]];
  });
  expect(added).toEqual([['audit_event', 1]]);
}
