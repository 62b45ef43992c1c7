import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../db/core/database.ts';
import { portsOfProduct } from '../../embedded/testing/started-product.ts';
import { freePort } from '../../config/free-port.ts';
import {
  printedPassword,
  printsPassword,
  processesBelow,
  processorSeconds,
  signIn,
} from '../../embedded/testing/started-product.ts';
import { SeatwiseClient, waitFor } from '../../embedded/tour/seatwise-client.ts';
import { createSandboxControl, type SandboxControl } from '../../sandbox/control-client.ts';
import { temporalProgram } from '../environment/temporal.ts';
import type { SandboxCredentials } from '../../sandbox/credentials.ts';
import { findSecretsInFiles, type Planted } from '../faults/planted-secrets.ts';
import { expectOracle } from '../oracle/oracle.ts';
import { body, everyLine, type Item, runEnds, startSync } from '../product/lifecycle.ts';
import { type Part, startPart } from '../product/processes.ts';

jest.setTimeout(300_000);

/** Seconds of a start with data (architecture.md 14); asserted at three times that here, of the processor. */
const laterStart = 5;
const adminEmail = 'admin@seatwise.local';

/** One installation: a home and a port of its own, started and ended as often as a test wants. */
class Installation {
  readonly home: string;
  readonly port: number;
  #part: Part | null = null;
  #printed: string | null = null;
  #own: string | null = null;

  constructor(home: string, port: number) {
    this.home = home;
    this.port = port;
  }

  get part(): Part {
    return this.#part!;
  }

  /** What the first start printed; each client sets another with it, once. */
  get printed(): string {
    return this.#printed!;
  }

  get password(): string {
    return this.#own!;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  get control(): SandboxControl {
    return createSandboxControl(join(this.home, 'sandbox', 'sandbox-control.json'));
  }

  /** Starts it; the seconds until it said that it is ready. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<number> {
    const began = performance.now();
    const part = startPart('embedded', {
      SEATWISE_HOME: this.home,
      PORT: String(this.port),
      ...(await portsOfProduct()),
      TEMPORAL_CLI_PATH: temporalProgram(),
      SYNC_HEARTBEAT_TIMEOUT_MS: '2000',
      REPAIR_INTERVAL_MS: '1000',
      WRITE_RECHECK_MS: '500',
      WRITE_LATER_INVOICE_APART_MS: '500',
      ...env,
    });
    this.#part = part;
    await waitFor('the start', 180_000, () => {
      if (part.hasEnded()) throw new Error(`it ended: ${part.said()}`);
      return Promise.resolve(part.said().includes('Ctrl-C stops it.') ? true : null);
    });
    if (printsPassword(part.said())) this.#printed = printedPassword(part.said());
    return (performance.now() - began) / 1_000;
  }

  async client(): Promise<SeatwiseClient> {
    const client = new SeatwiseClient(this.origin);
    if (this.#own === null) this.#own = await client.signInFirst(adminEmail, this.printed);
    else await client.signIn(adminEmail, this.#own);
    return client;
  }

  /** `npm run tour` after its build, against this installation. */
  tour(psa = 'connectwise'): { readonly code: number | null; readonly said: string } {
    const tour = spawnSync(
      process.execPath,
      [join(process.cwd(), 'dist', 'embedded', 'tour', 'main.js'), '--psa', psa],
      {
        env: {
          PATH: process.env['PATH'],
          HOME: process.env['HOME'],
          SEATWISE_HOME: this.home,
          PORT: String(this.port),
        },
        encoding: 'utf8',
      },
    );
    return { code: tour.status, said: `${tour.stdout}${tour.stderr}` };
  }
}

let folder: string;
let first: Installation;
let second: Installation;
/** What the API tells once and keeps as a hash, or sealed. */
let shownOnce: readonly Planted[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatwise-e2e-'));
  chmodSync(folder, 0o711);
  first = new Installation(join(folder, 'first'), await freePort());
  second = new Installation(join(folder, 'second'), await freePort());
});
afterAll(async () => {
  for (const { part } of [first, second]) if (!part.hasEnded()) await part.end('SIGTERM');
  for (const pid of processesBelow(folder)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const integrationOf = async (client: SeatwiseClient): Promise<Item> =>
  body(await client.request('GET', '/integrations'))['items'][0] as Item;

/** On a home that is new. */
async function expectTour(installation: Installation, psa: string): Promise<void> {
  await installation.start();
  const { code, said } = installation.tour(psa);
  if (code !== 0) process.stderr.write(said);
  expect(code).toBe(0);
  expect(said).toContain('All figures are as the sandbox promises.');
  await expectLedgerToHold(installation);
}

/** Whom the product of an installation has asked for anything, by its sandbox. */
const vendorsAsked = async ({ control }: Installation): Promise<ReadonlySet<string>> =>
  new Set((await control.journal()).flatMap((entry) => (entry.kind === 'request' ? [entry.vendor] : [])));

describe('whole products on one machine, as npm start runs them', () => {
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
    expect(again.code).toBe(1);
    expect(again.said).toContain('connected already');
    // The refusal touched nothing: the week that passed in the sandbox has still passed.
    expect(await first.control.state()).toMatchObject({ scenario: 'typical', act: 2 });
  });

  it('plays the tour with autotask beside it, in another home, each figure as that PSA can express it', () =>
    expectTour(second, 'autotask'));

  it('runs beside another: two people, two worlds, nothing shared', async () => {
    const mine = await integrationOf(await second.client());
    const theirs = await integrationOf(await first.client());
    expect([mine['psa'], theirs['psa']]).toEqual(['autotask', 'connectwise']);
    expect(mine['id']).not.toBe(theirs['id']);
    expect(await vendorsAsked(second)).toEqual(new Set(['duo', 'autotask']));
    expect(await vendorsAsked(first)).toEqual(new Set(['duo', 'connectwise']));
    // Neither password opens the other, and a session of one is none at the other.
    expect(await signIn(first.port, second.password)).toBe(401);
    const stray = await fetch(`${first.origin}/api/v1/integrations/${theirs['id'] as string}`, {
      headers: { cookie: await sessionCookieOf(second) },
    });
    expect(stray.status).toBe(401);
    expect(await second.part.end('SIGTERM')).toBe(0);
    expect(processesBelow(second.home)).toEqual([]);
    expect((await fetch(`${first.origin}/readyz`)).status).toBe(200);
    rmSync(second.home, { recursive: true, force: true });
  });

  it('plays the tour with halopsa as well, each figure as that PSA can express it', async () => {
    const other = new Installation(join(folder, 'third'), await freePort());
    await expectTour(other, 'halopsa');
    expect(await other.part.end('SIGTERM')).toBe(0);
    rmSync(other.home, { recursive: true, force: true });
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
    // Two accounts of this world cannot be read; nothing else is missing, and nothing counts twice.
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

/** The oracle is content, and so is `seatwise reconcile`, which knows nothing of the sandbox's journal. */
async function expectLedgerToHold({ home, control }: Installation): Promise<void> {
  const reconciled = spawnSync(
    process.execPath,
    [join(process.cwd(), 'dist', 'cli', 'main.js'), 'reconcile'],
    {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], SEATWISE_HOME: home },
      encoding: 'utf8',
    },
  );
  expect([reconciled.stdout, reconciled.stderr, reconciled.status]).toEqual([
    expect.stringContaining('No differences.'),
    '',
    0,
  ]);
  const db = openDatabase({ url: databaseUrlOf(home), poolMax: 2 });
  try {
    const { id: tenantId } = await db.selectFrom('tenant').select('id').executeTakeFirstOrThrow();
    await expectOracle({ db, control, tenantId });
  } finally {
    await db.destroy();
  }
}

/** Where the files of a home's PostgreSQL are: elsewhere, where a user of its own runs it. */
function databaseFolderOf(home: string): string {
  const folder = join(home, 'postgres');
  const pointer = join(folder, 'location');
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : folder;
}

/** The PostgreSQL of a home, as its own files tell. */
function databaseUrlOf(home: string): string {
  const base = databaseFolderOf(home);
  const password = readFileSync(join(base, 'password'), 'utf8').trim();
  const port = readFileSync(join(base, 'data', 'postmaster.pid'), 'utf8').split('\n')[3];
  return `postgresql://postgres:${password}@127.0.0.1:${port}/seatwise`;
}

async function sessionCookieOf({ origin, password }: Installation): Promise<string> {
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: adminEmail, password }),
  });
  return answer.headers.get('set-cookie')!.split(';')[0]!;
}

/** Pids of the servers that a home's supervisor runs. */
function serversOf(home: string): { readonly postgres: number; readonly temporal: number } {
  const state = JSON.parse(readFileSync(join(home, 'temporal', 'server.json'), 'utf8')) as {
    identity: { pid: number };
  };
  const [postgres] = readFileSync(join(databaseFolderOf(home), 'data', 'postmaster.pid'), 'utf8').split('\n');
  return { postgres: Number(postgres), temporal: state.identity.pid };
}
