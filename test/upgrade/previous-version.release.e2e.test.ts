import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { asRole, type TestDatabase } from '../environment/database.ts';
import { active, body, type Connected, runEnds, startSync } from '../product/lifecycle.ts';
import { type Processes, startProcesses } from '../product/processes.ts';
import { agreementIdOf, expectWrittenOnce } from '../product/write-back-observations.ts';
import { type Approved, changeable, end, raiseByOne, readyToWrite } from '../product/write-back-steps.ts';
import { expectOracle } from '../../tools/oracle/oracle.ts';
import { emptyDatabase } from './empty-database.ts';
import { buildLaterVersion } from './later-version/build-later.ts';
import { installRelease } from './packed-version.ts';
import { recordings } from './recordings.ts';

jest.setTimeout(1_800_000);

/**
 * API and workers of the newest release, from its package, while the schema gets later migrations: those of the work tree
 * since then, and those of `later-version/`. Needs npm's registry.
 */
const previousRelease = recordings().at(-1)!;

let folder: string;
let database: TestDatabase;
let previous: string;
let later: string;
let product: Processes;
let integration: Connected;
let labels: string[];
let waiting: Approved;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatwise-previous-'));
  previous = installRelease(previousRelease, folder);
  later = buildLaterVersion(folder);
  database = await emptyDatabase();
  const made = migrate(previous);
  expect(made).toMatchObject({ code: 0 });
  const [, email, password] = /shown once: (\S+) +(\S+)/u.exec(made.said)!;
  const firstSignIn = { email: email!, password: password! };
  product = await startProcesses({ databaseUrl: database.url, firstSignIn, version: previous });
  integration = await active(product);
  labels = [...(await changeable(product, integration))];
  await readyToWrite(product, integration);
});
afterAll(async () => {
  await product.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** The migrate job of a version. */
function migrate(version: string): { readonly code: number | null; readonly said: string } {
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    DATABASE_URL: asRole(database.url, 'owner'),
    DATABASE_BACKUP: 'elsewhere',
  };
  const job = join(version, 'dist', 'cli', 'migrate.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [job], { env, encoding: 'utf8' });
  return { code: status, said: `${stdout}${stderr}` };
}

const isRunning = (runId: string): Promise<true> =>
  waitFor('the sync to read', 60_000, async () => {
    const { progress } = body(await product.client.request('GET', `/syncs/${runId}`));
    return progress.done > 0 ? true : null;
  });

it('goes on while the schema is migrated in the middle of a sync, and writes', async () => {
  waiting = await raiseByOne(product, integration, labels.shift()!, { billingTarget: 'invoice-after' });
  await product.control.latency(300);
  const runId = await startSync(product, integration);
  await isRunning(runId);
  expect(migrate(later)).toEqual({
    code: 0,
    said: expect.stringContaining('DATABASE_BACKUP=elsewhere') as string,
  });
  await product.control.latency(0);
  expect(await runEnds(product, runId, 120_000)).toMatchObject({ state: 'succeeded' });
  const sent = await raiseByOne(product, integration, labels.shift()!);
  expect(await end(product, sent, 60_000)).toMatchObject({ state: 'confirmed' });
  await expectWrittenOnce(product, sent);
});

it('starts on the new schema, and only its migrate job rejects it', async () => {
  await product.worker.end('SIGTERM');
  await Promise.all([product.startApi(), product.startWorker()]);
  expect(await runEnds(product, await startSync(product, integration), 120_000)).toMatchObject({
    state: 'succeeded',
  });
  expect(migrate(previous)).toEqual({
    code: 1,
    said: expect.stringMatching(/^A newer version of Seatwise has used this database \(.*9001-/u) as string,
  });
});

it('is followed by the new version, which sends once what waits', async () => {
  await Promise.all([product.startApi(later), product.startWorker({}, later)]);
  await product.control.makeInvoice([await agreementIdOf(product, waiting.psaLineId)]);
  expect(await end(product, waiting, 60_000)).toMatchObject({ state: 'confirmed' });
  await expectWrittenOnce(product, waiting);
  await expectOracle(product);
});
