import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../config/free-port.ts';
import { processesBelow, processorSeconds, signIn } from '../../embedded/testing/started-product.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import type { SandboxCredentials } from '../../sandbox/credentials.ts';
import { findSecretsInFiles, type Planted } from '../faults/planted-secrets.ts';
import { body, everyLine, runEnds, startSync } from '../product/lifecycle.ts';
import {
  databaseFolderOf,
  expectLedgerToHold,
  Installation,
  integrationOf,
  sessionCookieOf,
} from './installation.ts';

jest.setTimeout(300_000);

/** Seconds of a start with data (architecture.md 14); asserted at three times that here, of the processor. */
const laterStart = 5;

let folder: string;
let first: Installation;
/** What the API tells once and keeps as a hash, or sealed. */
let shownOnce: readonly Planted[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatwise-e2e-'));
  chmodSync(folder, 0o711);
  first = new Installation(join(folder, 'first'), await freePort());
});
afterAll(async () => {
  if (!first.part.hasEnded()) await first.part.end('SIGTERM');
  for (const pid of processesBelow(folder)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('a whole product on one machine, as npm start runs it', () => {
  it('plays the tour on a fresh home with every figure as the sandbox promises, and only once', async () => {
    const seconds = await first.start();
    process.stderr.write(`    first start ${seconds.toFixed(1)} s (target 60)\n`);
    expect(seconds).toBeLessThan(3 * 60);
    const tour = first.tour();
    if (tour.code !== 0) process.stderr.write(tour.said);
    expect(tour.code).toBe(0);
    expect(tour.said).toContain('All figures are as the sandbox promises.');
    await expectLedgerToHold(first);
    const again = first.tour();
    expect(again.code).toBe(2);
    expect(again.said).toContain('connected already');
    // The rejection touched nothing: the week that passed in the sandbox has still passed.
    expect(await first.control.state()).toMatchObject({ scenario: 'typical', act: 2 });
  });

  it('ends on SIGTERM with nothing left, and starts again with all that was known', async () => {
    const client = await first.client();
    const lines = await everyLine(
      { client },
      { id: (await integrationOf(client))['id'] as string, path: '' },
    );
    expect(await first.part.end('SIGTERM')).toBe(0);
    expect(processesBelow(folder)).toEqual([]);

    const seconds = await first.start();
    process.stderr.write(`    later start, with data ${seconds.toFixed(1)} s (target ${laterStart})\n`);
    expect(processorSeconds(first.part.pid)).toBeLessThan(3 * laterStart);
    expect(await signIn(first.port, first.password)).toBeLessThan(300);
    const back = await first.client();
    const integration = await integrationOf(back);
    expect(integration).toMatchObject({ phase: 'active', status: 'active' });
    const path = `/integrations/${integration['id'] as string}`;
    const schedule = body(await back.request('GET', `${path}/schedule`));
    expect(schedule).toMatchObject({ live: true, exists: true, paused: false });
    expect(schedule['nextTimes'].length).toBeGreaterThan(0);
    expect(await everyLine({ client: back }, { id: integration['id'] as string, path })).toEqual(lines);
  });

  it('shows an access key and the secret of a webhook once', async () => {
    const client = await first.client();
    const key = await client.request('POST', '/api-keys', { name: 'Reports', role: 'viewer' });
    const webhook = await client.request('POST', '/webhooks', { url: 'https://hooks.example.com/seatwise' });
    expect([key.status, webhook.status]).toEqual([201, 201]);
    const session = await sessionCookieOf(first);
    shownOnce = [
      { name: 'the access key', secret: body(key)['key'] as string },
      { name: 'the secret of the webhook', secret: body(webhook)['secret'] as string },
      { name: 'the session', secret: session.slice(session.indexOf('=') + 1) },
    ];
  });

  it('goes on with the sync that was under way when everything was killed with -9', async () => {
    const client = await first.client();
    const { id } = await integrationOf(client);
    const integration = { id: id as string, path: `/integrations/${id as string}` };
    await first.control.latency(100);
    const runId = await startSync({ client }, integration);
    await waitFor('the reading to begin', 60_000, async () => {
      const { progress } = body(await client.request('GET', `/syncs/${runId}`));
      return progress.done > 3 ? true : null;
    });
    const left = serversOf(first.home);
    expect(await first.part.end('SIGKILL')).toBe('SIGKILL');
    expect(processesBelow(first.home)).toContain(left.temporal);

    const seconds = await first.start();
    process.stderr.write(
      `    start after kill -9 in mid-sync ${seconds.toFixed(1)} s (target ${laterStart})\n`,
    );
    expect(processorSeconds(first.part.pid)).toBeLessThan(3 * laterStart);
    expect(serversOf(first.home)).toEqual(left);
    const back = await first.client();
    const run = await runEnds({ client: back }, runId, 60_000);
    // Two accounts of this scenario cannot be read; nothing else is missing, and nothing counts twice.
    expect(run).toMatchObject({ state: 'partial', totals: { accountsListed: 62, counted: 60, failed: 2 } });
    expect(run['accounts'].total).toBe(62);
    expect(await integrationOf(back)).toMatchObject({ phase: 'active', activeRunId: null });
    expect(await first.part.end('SIGTERM')).toBe(0);
    expect(processesBelow(folder)).toEqual([]);
  });

  it('after all of that, secrets are in the files that are made for them, and in no other', () => {
    const { home, password, printed } = first;
    const content = (...path: string[]) => readFileSync(join(home, ...path), 'utf8').trim();
    const database = databaseFolderOf(home);
    const vendors = JSON.parse(content('sandbox', 'sandbox-control.json')) as {
      readonly credentials: SandboxCredentials;
    };
    const ofVendors: readonly Planted[] = [
      { name: 'the Accounts API secret', secret: vendors.credentials.accountsApi.secretKey },
      { name: 'the Admin API secret', secret: vendors.credentials.adminApi.secretKey },
      { name: 'the PSA private key', secret: vendors.credentials.psa.privateKey },
    ];
    const planted: readonly Planted[] = [
      ...ofVendors,
      ...shownOnce,
      { name: 'the first password', secret: printed },
      { name: 'the password in its place', secret: password },
      { name: 'the master key', secret: content('master-key') },
      { name: "the database's password", secret: readFileSync(join(database, 'password'), 'utf8').trim() },
    ];
    const found = [...new Set([home, database].flatMap((place) => findSecretsInFiles(planted, place)))];
    // The sandbox is the vendors: it must know what it compares with, and nothing else.
    const vendorsOwn = found.filter(
      (one) =>
        one.includes(`: ${join(home, 'sandbox')}/`) &&
        ofVendors.some(({ name }) => one.startsWith(`${name} `)),
    );
    expect(vendorsOwn.length).toBeGreaterThan(2);
    expect(found.filter((one) => !vendorsOwn.includes(one)).sort()).toEqual([
      `the database's password in plain: ${join(database, 'password')}`,
      `the master key in plain: ${join(home, 'master-key')}`,
    ]);
  });
});

/** Pids of the servers that a home's supervisor runs. */
function serversOf(home: string): { readonly postgres: number; readonly temporal: number } {
  const state = JSON.parse(readFileSync(join(home, 'temporal', 'server.json'), 'utf8')) as {
    identity: { pid: number };
  };
  const [postgres] = readFileSync(join(databaseFolderOf(home), 'data', 'postmaster.pid'), 'utf8').split('\n');
  return { postgres: Number(postgres), temporal: state.identity.pid };
}
