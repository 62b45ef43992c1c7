import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { type Database, openDatabase } from '../../db/model/database.ts';
import { migrate } from '../../db/schema/migrate.ts';
import { freePort } from '../../config/free-port.ts';
import type { RunningPostgres } from '../../embedded/postgres.ts';
import { clusterBase } from '../../embedded/postgres/cluster.ts';
import { databaseUser } from '../../embedded/postgres/database-user.ts';
import { identityOf, isRunning, type ProcessIdentity } from '../../embedded/process-identity.ts';
import { SeatwiseClient, waitFor } from '../../embedded/tour/seatwise-client.ts';
import { createSandboxControl, type SandboxControl } from '../../sandbox/control-client.ts';
import type { SandboxCredentials } from '../../sandbox/credentials.ts';
import {
  adminEmail,
  firstAdministrator,
  type Part,
  sandboxReady,
  startPart,
} from '../../test/product/processes.ts';
import { durableServers } from '../../test/product/durable-servers.ts';
import { openWire } from '../../test/product/wire.ts';
import type { PsaUnderTest } from '../../test/environment/activities-under-test.ts';
import { type PartName, scenarioOf } from './plan.ts';
import { programEnvironment } from './program-environment.ts';
import { UnderWay } from './under-way.ts';

/** An end that nobody of this run caused. */
export interface OwnEnd {
  readonly part: string;
  readonly at: number;
  readonly end: number | NodeJS.Signals;
  /** It had been ready before. */
  readonly wasReady: boolean;
  /** PostgreSQL or Temporal was down then, or had just come back. */
  readonly duringOutage: boolean;
  readonly lastWords: string;
}

/** The whole product as processes, PostgreSQL and Temporal of its own among them, each of which can be killed. */
export interface ChaosInstallation {
  readonly origin: string;
  readonly control: SandboxControl;
  /** What the MSP's own vendors are signed in to with, as of the last {@link renewCredentials}. */
  readonly credentials: SandboxCredentials;
  /** After a vendor has moved. */
  renewCredentials(): Promise<void>;
  /** The one that is connected, of those that the sandbox simulates. */
  readonly psa: PsaUnderTest;
  /** As superuser, for looking, not for acting: calls fail while PostgreSQL or Temporal is down. */
  readonly db: Database;
  readonly temporal: Client;
  readonly namespace: string;
  readonly tenantId: string;
  /** A further client with a session of its own. */
  signedIn(): Promise<SeatwiseClient>;
  /** SIGKILL; resolves when all of them are gone. Parts that end stay down until {@link revive}. */
  kill(names: readonly PartName[]): Promise<void>;
  /** Starts what is down among these and waits until it is ready. */
  revive(names: readonly PartName[]): Promise<void>;
  /** Starts what ended by itself, as a container's restart policy does; call it again and again. */
  superviseOnce(): Promise<void>;
  readonly ownEnds: readonly OwnEnd[];
  /** Process ids of API and workers that run now and have begun to serve, by name. */
  pids(): Readonly<Record<string, number>>;
  /** Every process this installation ever started and that should have ended. */
  former(): readonly ProcessIdentity[];
  /** Lines that API and workers have logged, over all their lives. */
  logged(): readonly string[];
  /** The file of what PostgreSQL has logged: which statements waited for each other, first of all. */
  readonly databaseLog: string;
  close(): Promise<void>;
}

const outageMs = 20_000;
/** A start may meet a server that is not back yet: it ends and is started again. */
const reviveWithinMs = 90_000;

/** What was started, with how it ends; the last one first. */
type Endings = (() => unknown)[];

async function endAll(endings: Endings): Promise<void> {
  for (const end of endings.splice(0).reverse()) await end();
}

/**
 * Where something does not start, what had started ends again.
 *
 * @param temporalCli the program that the finder found.
 */
export async function startChaosInstallation(
  temporalCli: string,
  seed: number,
  psa: PsaUnderTest,
): Promise<ChaosInstallation> {
  const endings: Endings = [];
  try {
    return await openInstallation(temporalCli, seed, psa, endings);
  } catch (error) {
    await endAll(endings);
    throw error;
  }
}

/** As the migrate job does: the owner owns every table, the programs what they are granted. */
async function migrateAsOwner(url: string): Promise<void> {
  const owner = openDatabase({ url, poolMax: 1 });
  try {
    await migrate(owner);
  } finally {
    await owner.destroy();
  }
}

async function openInstallation(
  temporalCli: string,
  seed: number,
  psa: PsaUnderTest,
  endings: Endings,
): Promise<ChaosInstallation> {
  const folder = mkdtempSync(join(tmpdir(), 'seatwise-chaos-'));
  endings.push(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  chmodSync(folder, 0o711);
  const servers = durableServers(folder, temporalCli);
  // Beside each other: each takes seconds on a busy machine.
  const sandbox = startPart('sandbox', {
    SANDBOX_DIR: folder, SANDBOX_SCENARIO: scenarioOf(seed), SANDBOX_SEED: String(seed),
  }); // prettier-ignore
  endings.push(() => sandbox.end('SIGTERM'));
  const firstEngine = servers.temporal();
  endings.push(() => firstEngine.then((started) => started.stop()).catch(() => undefined));
  let postgres = await servers.postgres();
  endings.push(() => postgres.stop());
  let engine = await firstEngine;
  endings.push(() => engine.stop());
  // Temporal's address stays the same when the next server stands at another port.
  const wire = await openWire(engine.address);
  endings.push(() => wire.cut());
  const db = openDatabase({
    url: postgres.url,
    poolMax: 3,
    onError: () => undefined,
    applicationName: 'chaos',
  });
  endings.push(() => db.destroy());
  await migrateAsOwner(postgres.urls.owner);
  const password = randomBytes(12).toString('base64url');
  const tenantId = await firstAdministrator(db, password);
  const vendors = await sandboxReady(sandbox);
  const control = createSandboxControl(vendors.control.file);
  const env = programEnvironment({
    temporalPort: wire.port,
    vendors,
    auditAnchors: join(folder, 'audit-anchors'),
  });
  const ports = {
    api: await freePort(),
    'worker-1': await freePort(),
    'worker-2': await freePort(),
  };
  const origin = `http://localhost:${ports.api}`;

  const running = new Map<string, Part>();
  const ready = new Set<Part>();
  const expectedToEnd = new Set<Part>();
  const all: Part[] = [];
  const ownEnds: OwnEnd[] = [];
  const underWay = new UnderWay();
  const identities = new Map<Part, ProcessIdentity>();
  const formerServers: ProcessIdentity[] = [];
  let outageUntil = 0;
  const connection = Connection.lazy({ address: `127.0.0.1:${wire.port}` });
  endings.push(() => connection.close());
  endings.push(async () => {
    for (const part of all) expectedToEnd.add(part);
    await Promise.all([...running.values()].map((part) => part.end('SIGKILL')));
  });

  function launch(name: keyof typeof ports): Part {
    const program = name === 'api' ? 'api' : 'worker';
    const part = startPart(program, {
      ...env,
      PORT: String(ports[name]),
      DATABASE_URL: postgres.urls[program],
    });
    running.set(name, part);
    all.push(part);
    const identity = identityOf(part.pid);
    if (identity !== null) identities.set(part, identity);
    void part.ended.then((end) => {
      if (running.get(name) === part) running.delete(name);
      if (expectedToEnd.has(part)) return;
      ownEnds.push({
        part: name, at: Date.now(), end, wasReady: ready.has(part), duringOutage: Date.now() < outageUntil,
        lastWords: part.said().trimEnd().split('\n').slice(-3).join('\n'),
      }); // prettier-ignore
    });
    return part;
  }

  async function reviveProcess(name: keyof typeof ports): Promise<void> {
    await waitFor(`${name} to be ready`, reviveWithinMs, async () => {
      underWay.requireOpen();
      const part = running.get(name) ?? launch(name);
      const alive = await fetch(`http://localhost:${ports[name]}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (alive) ready.add(part);
      return alive ? true : null;
    });
  }

  async function killServer(server: Pick<RunningPostgres, 'pid' | 'identity'>): Promise<void> {
    outageUntil = Number.POSITIVE_INFINITY;
    process.kill(server.pid, 'SIGKILL');
    formerServers.push(server.identity);
    await waitFor('its end', 10_000, () => Promise.resolve(isRunning(server.identity) ? null : true));
  }

  async function killOne(name: PartName): Promise<void> {
    if (name === 'postgres') return isRunning(postgres.identity) ? killServer(postgres) : undefined;
    if (name === 'temporal') return isRunning(engine.identity) ? killServer(engine) : undefined;
    const part = running.get(name);
    if (part === undefined) return;
    expectedToEnd.add(part);
    await part.end('SIGKILL');
  }

  let { credentials } = await control.state();
  const installation: ChaosInstallation = {
    origin,
    control,
    psa,
    get credentials() {
      return credentials;
    },
    renewCredentials: async () => {
      ({ credentials } = await control.state());
    },
    db,
    temporal: new Client({ connection, namespace: 'seatwise' }),
    namespace: 'seatwise',
    tenantId,
    signedIn: async () => {
      const client = new SeatwiseClient(origin);
      await client.signIn(adminEmail, password);
      return client;
    },
    kill: (names) =>
      underWay.during(async () => {
        await Promise.all(names.map(killOne));
      }),
    revive: (names) =>
      underWay.during(async () => {
        if (names.includes('postgres') && !isRunning(postgres.identity)) {
          const { port } = postgres;
          postgres = await servers.postgres(port);
          if (postgres.port !== port) throw new Error(`PostgreSQL's port ${port} was taken meanwhile`);
        }
        if (names.includes('temporal') && !isRunning(engine.identity)) {
          engine = await servers.temporal();
          wire.leadTo(engine.address);
        }
        if (names.includes('postgres') || names.includes('temporal')) outageUntil = Date.now() + outageMs;
        await Promise.all(
          (['api', 'worker-1', 'worker-2'] as const)
            .filter((name) => names.includes(name))
            .map(reviveProcess),
        );
      }),
    superviseOnce: () =>
      underWay.during(async () => {
        for (const { part } of ownEnds)
          if (!running.has(part)) await reviveProcess(part as keyof typeof ports);
      }),
    ownEnds,
    pids: () =>
      Object.fromEntries(
        [...running].filter(([, part]) => ready.has(part)).map(([name, { pid }]) => [name, pid]),
      ),
    former: () => [
      ...[...identities].filter(([part]) => part.hasEnded()).map(([, identity]) => identity),
      ...formerServers,
    ],
    logged: () => all.flatMap((part) => part.said().split('\n')),
    databaseLog: join(clusterBase(join(folder, 'postgres'), 'durable', databaseUser()), 'log'),
    close: async () => {
      await underWay.close();
      await endAll(endings);
    },
  };
  await installation.revive(['api', 'worker-1', 'worker-2']);
  return installation;
}
