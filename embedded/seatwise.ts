import pino, { type Logger } from 'pino';
import { Registry } from 'prom-client';
import { openApi } from '../api/open.ts';
import type { MetricsText } from '../api/metrics.ts';
import type { RunningApi } from '../api/start.ts';
import type { Environment } from '../config/environment.ts';
import { sessionLimitsOf } from '../config/session-limits.ts';
import { workerSettings } from '../config/worker-settings.ts';
import { type Database, openDatabase } from '../db/core/database.ts';
import type { KeyRing } from '../db/secrets/key-ring.ts';
import { migrate } from '../db/core/migrate.ts';
import { requireAnswer } from '../db/core/require-answer.ts';
import { requireFewRights, TooManyRights } from '../db/roles/connection-role.ts';
import { roleNames } from '../db/roles/role-names.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { type RunningWorkers, startWorker, type WorkerSettings } from '../worker/start.ts';
import { type FirstSignIn, forgetFirstSignIn, makeFirstSignIn } from './first-sign-in.ts';
import { type Home, openHome, openLog, StartRefused } from './home.ts';
import { openHomeKeyRing } from './master-key.ts';
import { isPortFree } from './ports.ts';
import { outboundOptions, withSandbox } from './sandbox-settings.ts';
import { type DatabaseServer, databaseServer, type TemporalServer, temporalServer } from './servers.ts';
import { connectTemporal, type TemporalConnections } from './temporal-connections.ts';
import { psas } from '../psa/registry.ts';
import { vendors } from '../vendors/registry.ts';

export interface Seatwise {
  readonly home: Home;
  readonly firstSignIn: FirstSignIn | null;
  readonly temporalUi: string | null;
  readonly sandbox: Sandbox | null;
  /** Rejects when the worker failed by itself; then close and end the process. */
  readonly failed: Promise<never>;
  /** Drains in order: HTTP, worker, sandbox, database pool, Temporal, PostgreSQL. */
  close(): Promise<void>;
}

/** Seconds that work under way gets at Ctrl-C: a slice stops between two pages, then Temporal hands it out again. */
const graceMs = 5_000;
const forceMs = 8_000;

/** What only the process itself has. */
interface BroughtAlong {
  readonly workflows: WorkerSettings['workflows'];
  /** Of the Temporal SDK, which has one core in a process. */
  readonly sdkMetrics: MetricsText;
}

/** What has been started, so that a start that fails half-way is undone in the same order as a stop. */
interface Parts {
  database?: DatabaseServer;
  temporal?: TemporalServer;
  sandbox?: Sandbox;
  /** The worker's. */
  db?: Database;
  connections?: TemporalConnections;
  worker?: RunningWorkers;
  api?: RunningApi;
}

/**
 * Starts everything on one machine (architecture.md 10): our own PostgreSQL and Temporal or the named ones, migrations,
 * master key, first sign-in, sandbox, worker and API. Throws {@link StartRefused} with what to do.
 */
export async function startSeatwise(
  given: Environment,
  setByName: NodeJS.ProcessEnv,
  brought: BroughtAlong,
): Promise<Seatwise> {
  const environment = given.SANDBOX ? withSandbox(given, setByName) : given;
  const home = openHome(environment.SEATWISE_HOME);
  const parts: Parts = {};
  const close = async (): Promise<void> => {
    await stopAll(parts);
    home.lock.release();
  };
  try {
    await requireFreePort(environment);
    home.lock.note(environment.PUBLIC_URL);
    const logger = openLogger(home, environment);
    const [known] = await allOrNone([
      startDatabase(home, environment, logger, parts),
      startTemporalPart(home, environment, logger, parts),
      startSandboxPart(home, environment, parts),
    ]);
    const { connections, db } = required(parts);
    const registry = new Registry();
    parts.worker = await startWorker({
      db,
      keyRing: known.keyRing,
      kinds: { vendors, psas },
      connection: connections.native,
      client: connections.client,
      namespace: connections.namespace,
      logger: logger.child({ process: 'worker' }),
      registry,
      settings: {
        ...workerSettings(environment),
        publicUrl: environment.PUBLIC_URL,
        workflows: brought.workflows,
        outbound: outboundOptions(environment, parts.sandbox ?? null),
        shutdownGraceMs: graceMs,
        shutdownForceMs: forceMs,
      },
    });
    // One process, one address for all metrics.
    const metricsBeside: MetricsText = async () =>
      (await Promise.all([registry.metrics(), brought.sdkMetrics()])).join('\n');
    parts.api = await openApiPart(home, environment, known.keyRing, logger, parts, metricsBeside);
    return {
      home,
      firstSignIn: known.firstSignIn,
      temporalUi: parts.temporal?.uiUrl ?? null,
      sandbox: parts.sandbox ?? null,
      failed: rejection(parts.worker),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startDatabase(
  home: Home,
  environment: Environment,
  logger: Logger,
  parts: Parts,
): Promise<{ keyRing: KeyRing; firstSignIn: FirstSignIn | null }> {
  parts.database = await databaseServer(home, environment, logger);
  const { urls } = parts.database;
  const open = (url: string, poolMax: number, applicationName: string): Database =>
    openDatabase({
      url,
      poolMax,
      applicationName,
      onError: (error) => logger.warn({ reason: error.message }, 'an idle database connection was lost'),
    });
  const owner = open(urls.owner, 2, 'seatwise');
  try {
    await requireAnswer(owner, urls.owner);
    await migrate(owner, roleNames(environment));
    parts.db = open(urls.worker, environment.DB_POOL_MAX, 'seatwise-worker');
    await requireFewRights(parts.db, environment, 'granted', (sentence) => {
      logger.warn(sentence);
    }).catch((error: unknown) => {
      throw error instanceof TooManyRights ? new StartRefused(error.message) : error;
    });
    const keyRing = await openHomeKeyRing(home, environment.MASTER_KEY, owner);
    const firstSignIn = await makeFirstSignIn(home, environment, owner);
    return { keyRing, firstSignIn };
  } finally {
    await owner.destroy();
  }
}

async function startTemporalPart(
  home: Home,
  environment: Environment,
  logger: Logger,
  parts: Parts,
): Promise<void> {
  parts.temporal = await temporalServer(home, environment, logger);
  parts.connections = await connectTemporal(parts.temporal.address, environment);
}

async function startSandboxPart(home: Home, environment: Environment, parts: Parts): Promise<void> {
  if (!environment.SANDBOX) return;
  parts.sandbox = await startSandbox({ dir: home.sandbox, scenario: environment.SANDBOX_SCENARIO });
}

async function openApiPart(
  home: Home,
  environment: Environment,
  keyRing: KeyRing,
  logger: Logger,
  parts: Parts,
  metricsBeside: MetricsText,
): Promise<RunningApi> {
  const { database, connections } = required(parts);
  return openApi({
    databaseUrl: database.urls.api,
    poolMax: environment.DB_POOL_MAX,
    keyRing,
    kinds: { vendors, psas },
    temporal: { client: connections.client, namespace: connections.namespace },
    logger: logger.child({ process: 'api' }),
    host: environment.HOST,
    port: environment.PORT,
    metricsPort: environment.METRICS_PORT ?? null,
    metricsBeside,
    oneTimePasswordUsed: (email) => {
      forgetFirstSignIn(home, email);
    },
    settings: {
      publicUrl: environment.PUBLIC_URL,
      hostSuffixes: { vendor: environment.DUO_HOST_SUFFIXES, psa: environment.PSA_HOST_SUFFIXES ?? null },
      hasDefaultClientId: environment.CONNECTWISE_CLIENT_ID !== undefined,
      temporalUiUrl: parts.temporal?.uiUrl ?? null,
      egressNote: environment.EGRESS_NOTE ?? null,
      sandbox: { on: parts.sandbox !== undefined, credentialsFile: parts.sandbox?.control.file ?? null },
      trustedProxies: environment.TRUSTED_PROXIES,
      requestsPerMinute: environment.REQUESTS_PER_MINUTE,
      sessionLimits: sessionLimitsOf(environment),
      metricsKey: environment.METRICS_KEY ?? null,
    },
  });
}

function required(parts: Parts) {
  const { database, db, connections } = parts;
  if (database === undefined || db === undefined || connections === undefined) {
    throw new Error('a part was used before it was started');
  }
  return { database, db, connections };
}

/** Each later part uses the earlier ones, so they stop the other way round. One that fails does not keep the others. */
async function stopAll(parts: Parts): Promise<void> {
  const failures: unknown[] = [];
  const stops = [
    () => parts.api?.close(),
    () => parts.worker?.close(),
    () => parts.sandbox?.close(),
    () => parts.connections?.close(),
    () => parts.db?.destroy(),
    () => parts.temporal?.stop(),
    () => parts.database?.stop(),
  ];
  for (const stop of stops) {
    try {
      await stop();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not every part could be stopped in order');
}

/** Waits for every part even when one fails, so that none is still starting when the others are stopped. */
async function allOrNone<T extends readonly Promise<unknown>[]>(
  starts: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(starts);
  return Promise.all(starts);
}

function rejection(worker: RunningWorkers): Promise<never> {
  return new Promise((_, reject) => {
    worker.ended.catch(reject);
  });
}

async function requireFreePort({ HOST, PORT }: Environment): Promise<void> {
  if (await isPortFree(PORT, HOST)) return;
  throw new StartRefused(
    `Port ${PORT} on ${HOST} is in use by another program. Stop that one, or choose another port: PORT=${PORT + 1} npm start`,
  );
}

/** Everything to the log file; errors also to the terminal. */
function openLogger(home: Home, environment: Environment): Logger {
  const level = environment.LOG_LEVEL;
  if (level === 'silent') return pino({ level });
  const file = pino.destination({ dest: openLog(home), sync: false });
  const streams = [
    { level, stream: file },
    { level: 'error' as const, stream: process.stderr },
  ];
  return pino({ level, base: null }, pino.multistream(streams));
}
