import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { type Database, openDatabase } from '../../db/model/database.ts';
import { createFirstAdministrator } from '../../db/people/people.ts';
import { freePort } from '../../config/free-port.ts';
import { SeatwiseClient, waitFor } from '../../embedded/tour/seatwise-client.ts';
import { createSandboxControl, type SandboxControl } from '../../sandbox/control-client.ts';
import type { SandboxCredentials } from '../../sandbox/credentials.ts';
import type { ScenarioName } from '../../domain/scenarios.ts';
import { asRole, testDatabase } from '../environment/database.ts';
import { sandboxFolder } from '../environment/sandbox-folder.ts';
import { testNamespace, type TestNamespace } from '../environment/temporal.ts';
import { hashTestPassword, newPassphrase } from '../environment/test-password.ts';

const root = process.cwd();

/** One part of the product as a process of its own. */
export interface Part {
  readonly pid: number;
  /** Everything it has written so far, to stdout and stderr. */
  readonly said: () => string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  readonly hasEnded: () => boolean;
  /** Sends the signal and waits for the end. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | NodeJS.Signals>;
}

/**
 * Starts `dist/<name>/main.js` with exactly these variables, besides PATH and HOME.
 * @param version folder of another version's `dist`
 */
export function startPart(name: string, env: Readonly<Record<string, string>>, version = root): Part {
  const child: ChildProcess = spawn(process.execPath, [join(version, 'dist', name, 'main.js')], {
    cwd: version,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let over = false;
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      over = true;
      resolve(code ?? signal ?? 1);
    });
  });
  if (child.pid === undefined) throw new Error(`${name} could not be started`);
  return {
    pid: child.pid,
    said: () => said,
    ended,
    hasEnded: () => over,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

/**
 * API, workers and sandbox each as a process (their `main.js` in `dist/`), so that they can be killed; on the run's PostgreSQL
 * and Temporal server unless others are named. `dist/` must have been built.
 */
export interface Processes {
  /** Signed in as administrator. */
  readonly client: SeatwiseClient;
  readonly origin: string;
  readonly control: SandboxControl;
  readonly credentials: SandboxCredentials;
  /** Where its TLS port is, for calls beside the product's. */
  readonly sandbox: { readonly port: number; readonly caFile: string };
  /** Straight to PostgreSQL, whatever the product's own way is. */
  readonly db: Database;
  readonly databaseUrl: string;
  readonly tenantId: string;
  readonly password: string;
  readonly temporal: Client;
  readonly namespace: TestNamespace;
  readonly masterKey: string;
  readonly api: () => Part;
  /** The one that was started with the API; polls. */
  readonly worker: Part;
  /** The API started last is replaced, at the same address; of this version, or that of the options. */
  startApi(version?: string): Promise<Part>;
  /** A further worker, with these variables as well; resolves when it polls. */
  startWorker(more?: Readonly<Record<string, string>>, version?: string): Promise<Part>;
  /** `/metrics` of the API and of each worker that runs, by which it is. */
  metrics(): Promise<ReadonlyMap<string, string>>;
  /** What API and workers have written so far. */
  readonly logged: () => string;
  close(): Promise<void>;
}

export interface ProcessOptions {
  readonly scenario?: ScenarioName;
  /** Where PostgreSQL is, migrated and empty; absent: a database of its own in the run's server. */
  readonly databaseUrl?: string;
  /** What a migrate job printed that made the database; it is not empty then. */
  readonly firstSignIn?: { readonly email: string; readonly password: string };
  /** Folder of another version's `dist`, which API and workers run. */
  readonly version?: string;
  readonly temporal?: TestNamespace;
  /** What API and workers dial instead, for tests that put something in between. */
  readonly dialled?: { readonly databaseUrl?: string; readonly temporalAddress?: string };
  /** Address and namespace are in a TOML profile, as Temporal's own tools use it, and not in variables. */
  readonly byProfile?: boolean;
  /** Further variables of API and workers. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Waits as short as tests need them; everything else as in the product. A vendor has the time that a busy machine takes to
 * answer; a test with a vendor that never answers sets less.
 */
export const quick = {
  LOG_LEVEL: 'trace',
  VENDOR_HOST_SUFFIXES: 'duosecurity.com,duosecurity.test',
  VENDOR_BUDGET_START_PER_MINUTE: 'unlimited',
  VENDOR_READ_TIMEOUT_MS: '5000',
  VENDOR_RETRY_BASE_MS: '20',
  PSA_TIMEOUT_MS: '5000',
  PSA_RETRY_BASE_MS: '20',
  PSA_CALLS_PER_FIVE_MINUTES: '100000',
  SYNC_HEARTBEAT_TIMEOUT_MS: '2000',
  SYNC_CANCEL_POLL_MS: '200',
  REPAIR_INTERVAL_MS: '1000',
  RELAY_INTERVAL_MS: '100',
  WEBHOOK_TIMEOUT_MS: '1000',
  WEBHOOK_FIRST_WAIT_MS: '100',
  WRITE_UNKNOWN_WAIT_MS: '2500',
  WRITE_READ_BACK_GAP_MS: '200',
  WRITE_LATER_INVOICE_APART_MS: '500',
  WRITE_CREATE_APART_MS: '100',
  WRITE_END_APART_MS: '100',
  WRITE_RECHECK_MS: '500',
} as const;

/** @param folder where the profile goes; null: plain variables. */
function temporalVariables(
  { address, namespace }: TestNamespace,
  folder: string | null,
): Readonly<Record<string, string>> {
  if (folder === null) return { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
  const file = join(folder, 'temporal.toml');
  writeFileSync(file, `[profile.tested]\naddress = "${address}"\nnamespace = "${namespace}"\n`);
  return { TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'tested' };
}

export async function startProcesses(options: ProcessOptions = {}): Promise<Processes> {
  const folder = sandboxFolder('seatwise-processes-');
  const sandbox = startPart('sandbox', {
    SANDBOX_DIR: folder,
    SANDBOX_SCENARIO: options.scenario ?? 'small',
  });
  const own = options.databaseUrl === undefined ? await testDatabase() : null;
  const databaseUrl = options.databaseUrl ?? own!.url;
  const namespace = options.temporal ?? (await testNamespace());
  const db = openDatabase({ url: databaseUrl, poolMax: 3, onError: () => undefined });
  let password = newPassphrase();
  const tenantId =
    options.firstSignIn === undefined ? await firstAdministrator(db, password) : await onlyTenant(db);
  const connection = Connection.lazy({ address: namespace.address });
  const parts: Part[] = [];
  const scenario = await sandboxReady(sandbox);
  const masterKey = randomBytes(32).toString('base64');
  const metricsKey = randomBytes(16).toString('hex');
  const workers: { readonly part: Part; readonly origin: string }[] = [];
  const common = {
    ...quick,
    MASTER_KEY: masterKey,
    ...temporalVariables(
      { address: options.dialled?.temporalAddress ?? namespace.address, namespace: namespace.namespace },
      options.byProfile === true ? folder : null,
    ),
    OUTBOUND_RESOLVE: scenario.resolve,
    OUTBOUND_CA_FILE: scenario.caFile,
    REQUESTS_PER_MINUTE: '100000',
    METRICS_KEY: metricsKey,
    AUDIT_ANCHOR_FOLDER: join(folder, 'audit-anchors'),
    ...options.env,
  };
  const databaseFor = (role: 'api' | 'worker'): { readonly DATABASE_URL: string } => ({
    DATABASE_URL: asRole(options.dialled?.databaseUrl ?? databaseUrl, role),
  });
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  let api: Part | null = null;
  const startApi = async (version = options.version): Promise<Part> => {
    await api?.end('SIGTERM');
    api = startPart('api', { ...common, ...databaseFor('api'), PORT: String(port) }, version);
    parts.push(api);
    await answers(api, `${origin}/healthz`);
    return api;
  };
  const startWorker: Processes['startWorker'] = async (more = {}, version = options.version) => {
    const health = await freePort();
    const variables = { ...common, ...databaseFor('worker'), PORT: String(health), ...more };
    const worker = startPart('worker', variables, version);
    parts.push(worker);
    await answers(worker, `http://localhost:${health}/healthz`);
    workers.push({ part: worker, origin: `http://localhost:${health}` });
    return worker;
  };
  const [worker] = await Promise.all([startWorker(), startApi()]);
  const client = new SeatwiseClient(origin);
  if (options.firstSignIn === undefined) await client.signIn(adminEmail, password);
  else password = await client.signInFirst(options.firstSignIn.email, options.firstSignIn.password);
  return {
    client,
    origin,
    control: createSandboxControl(scenario.control.file),
    credentials: (await createSandboxControl(scenario.control.file).state()).credentials,
    sandbox: { port: scenario.port, caFile: scenario.caFile },
    db,
    databaseUrl,
    tenantId,
    password,
    temporal: new Client({ connection, namespace: namespace.namespace }),
    namespace,
    masterKey,
    api: () => api!,
    worker,
    startApi,
    startWorker,
    metrics: async () =>
      new Map([
        ['the API', await scraped(origin, { authorization: `Bearer ${metricsKey}` })],
        ...(await Promise.all(
          workers
            .filter(({ part }) => !part.hasEnded())
            .map(async ({ part, origin: at }) => [`worker ${part.pid}`, await scraped(at, {})] as const),
        )),
      ]),
    logged: () => parts.map((part) => part.said()).join(''),
    close: async () => {
      await Promise.all(parts.filter((part) => !part.hasEnded()).map((part) => part.end('SIGKILL')));
      await sandbox.end('SIGTERM');
      await connection.close();
      await db.destroy();
      await own?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const adminEmail = 'admin@harbor-lane.test';

export async function firstAdministrator(db: Database, password: string): Promise<string> {
  const passwordHash = await hashTestPassword(password);
  const made = await db.transaction().execute((tx) =>
    createFirstAdministrator(tx, {
      tenantName: 'Harbor Lane IT Services',
      currency: 'USD',
      email: adminEmail,
      name: 'Administrator',
      passwordHash,
    }),
  );
  if (made.kind !== 'created') throw new Error('the test database was not empty');
  return made.tenantId;
}

const onlyTenant = async (db: Database): Promise<string> =>
  (await db.selectFrom('tenant').select('id').executeTakeFirstOrThrow()).id;

interface SandboxReady {
  readonly port: number;
  readonly resolve: string;
  readonly caFile: string;
  readonly control: { readonly file: string };
}

/** The sandbox prints one line of JSON when it is ready. */
export function sandboxReady(sandbox: Part): Promise<SandboxReady> {
  return waitFor('the sandbox', 60_000, () => {
    if (sandbox.hasEnded()) throw new Error(`the sandbox ended: ${sandbox.said()}`);
    const line = sandbox
      .said()
      .split('\n')
      .find((text) => text.startsWith('{"ready"'));
    return Promise.resolve(line === undefined ? null : (JSON.parse(line) as SandboxReady));
  });
}

async function scraped(origin: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(`${origin}/metrics`, { headers });
  if (!answer.ok) throw new Error(`${origin}/metrics answered ${answer.status}`);
  return answer.text();
}

async function answers(part: Part, url: string): Promise<void> {
  await waitFor(url, 60_000, async () => {
    if (part.hasEnded()) throw new Error(`it ended: ${part.said()}`);
    return fetch(url).then(
      ({ ok }) => (ok ? true : null),
      () => null,
    );
  });
}

/**
 * Target of an answer, and of a 503, in seconds (architecture.md 15); asserted at three times that (architecture.md
 * 13).
 */
export const answerTarget = 3;

/** One call with its wall time, which is printed always. */
export async function timed<T extends { readonly status: number }>(
  what: string,
  call: () => Promise<T>,
): Promise<T & { readonly seconds: number }> {
  const began = performance.now();
  const answer = await call();
  const seconds = (performance.now() - began) / 1_000;
  process.stderr.write(
    `    ${what}: ${answer.status} after ${seconds.toFixed(2)} s (target ${answerTarget})\n`,
  );
  return { ...answer, seconds };
}
