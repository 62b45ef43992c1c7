import type { Logger } from 'pino';
import { keepingOf } from '../config/keeping.ts';
import { Registry } from 'prom-client';
import { openApi } from '../api/open.ts';
import type { DiskState } from '../api/dependencies.ts';
import type { MetricsText } from '../api/metrics.ts';
import type { RunningApi } from '../api/start.ts';
import type { Environment } from '../config/environment.ts';
import { backupFolder } from '../config/backup-folder.ts';
import { sessionLimitsOf } from '../config/session-limits.ts';
import { build, buildIdOf } from '../config/build-identity.ts';
import { workerSettings } from '../config/worker-settings.ts';
import { type Database, openDatabase } from '../db/model/database.ts';
import type { KeyRing } from '../db/secrets/key-ring.ts';
import { requireAnswer } from '../db/driver/require-answer.ts';
import { requireFewRights, TooManyRights } from '../db/roles/connection-role.ts';
import { roleNames } from '../db/roles/role-names.ts';
import type { WorkerSettings } from '../worker/dependencies.ts';
import { type RunningWorkers, startWorker } from '../worker/start.ts';
import { type FirstSignIn, forgetFirstSignIn, makeFirstSignIn } from './first-sign-in.ts';
import { type HomeFiles, StartRejected } from './home.ts';
import { homeMasterKey, openHomeKeyRing } from './master-key.ts';
import { psas } from '../psa/registry.ts';
import { vendors } from '../vendors/registry.ts';
import { createSsoClient } from '../sso/client.ts';
import { startTracing, statementsOf, type Tracing } from '../telemetry/tracing.ts';
import { upgrade } from '../use-cases/operations/upgrade.ts';
import type { RoleUrls } from './postgres/roles.ts';
import { outboundOptions } from './sandbox-settings.ts';
import type { ServerAddresses, StartingServers, TemporalAddress } from './servers.ts';
import { printOnTerminal } from './progress.ts';
import { closeAll } from './stopping.ts';
import { connectTemporal, type TemporalConnections } from './temporal-connections.ts';

/** API and worker in this process. */
export interface RunningService {
  readonly firstSignIn: FirstSignIn | null;
  /** Rejects when the worker failed by itself; then close and end the process. */
  readonly failed: Promise<never>;
  /** Ends the worker alone: what it has under way is handed on. */
  stopWorker(): Promise<void>;
  /** Drains in order: HTTP, worker, Temporal's connections, database pool. */
  close(): Promise<void>;
}

export interface ServiceSettings {
  readonly home: HomeFiles;
  readonly environment: Environment;
  readonly logger: Logger;
  /** Absent: nobody watches the disk (npm run dev). */
  readonly disk?: DiskState;
  readonly workflows: WorkerSettings['workflows'];
  /** Of the Temporal SDK, which has one core in a process. */
  readonly sdkMetrics: MetricsText;
  /** Milliseconds that work under way gets when it closes, and then until it is abandoned. */
  readonly graceMs: number;
  readonly forceMs: number;
}

/** What has been started, so that a start that fails half-way is undone in the same order as a stop. */
interface Parts {
  tracing?: Tracing | null;
  /** The worker's. */
  db?: Database;
  connections?: TemporalConnections;
  worker?: RunningWorkers;
  api?: RunningApi;
}

/**
 * Starts API and worker on these servers, each of which may still be starting: migrations, master key, first sign-in,
 * connections. Throws {@link StartRejected} with what to do.
 */
export async function startService(
  servers: StartingServers,
  settings: ServiceSettings,
): Promise<RunningService> {
  const { environment, logger } = settings;
  const parts: Parts = {};
  const close = (): Promise<void> =>
    closeAll([
      () => parts.api?.close(),
      () => parts.worker?.close(),
      () => parts.connections?.close(),
      () => parts.db?.destroy(),
      () => parts.tracing?.close(),
    ]);
  try {
    const tracing = await startTracing(
      environment,
      { service: 'seatwise', version: buildIdOf(build) },
      logger,
    );
    parts.tracing = tracing;
    const [{ database, db, ...known }, { temporal, connections }, sandbox] = await allOrNone([
      servers.database.then((urls) => openDatabasePart(urls, settings, parts)),
      servers.temporal.then((address) => connectTemporalPart(address, environment, parts)),
      servers.sandbox,
    ]);
    const registry = new Registry();
    const worker = await startWorker({
      db,
      keyRing: known.keyRing,
      kinds: { vendors, psas },
      connection: connections.native,
      client: connections.client,
      namespace: connections.namespace,
      logger: logger.child({ process: 'worker' }),
      registry,
      tracing,
      settings: {
        ...workerSettings(environment),
        publicUrl: environment.PUBLIC_URL,
        workflows: settings.workflows,
        outbound: outboundOptions(environment, sandbox),
        shutdownGraceMs: settings.graceMs,
        shutdownForceMs: settings.forceMs,
      },
    });
    parts.worker = worker;
    // One process, one address for all metrics.
    const metricsBeside: MetricsText = async () =>
      (await Promise.all([registry.metrics(), settings.sdkMetrics()])).join('\n');
    const addresses = { database, temporal, sandbox };
    parts.api = await openApiPart(addresses, settings, connections, known.keyRing, metricsBeside, tracing);
    return {
      firstSignIn: known.firstSignIn,
      failed: rejection(worker),
      stopWorker: () => worker.close(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openDatabasePart(
  database: RoleUrls,
  { home, environment, logger }: ServiceSettings,
  parts: Parts,
): Promise<{ database: RoleUrls; db: Database; keyRing: KeyRing; firstSignIn: FirstSignIn | null }> {
  const common = {
    onError: (error: Error) => {
      logger.warn({ reason: error.message }, 'an idle database connection was lost');
    },
  };
  const owner = openDatabase({ ...common, url: database.owner, poolMax: 2, applicationName: 'seatwise' });
  try {
    await requireAnswer(owner, database.owner);
    await upgrade({
      db: owner,
      databaseUrl: database.owner,
      roles: roleNames(environment),
      backups: backupFolder(environment),
      masterKey: () => homeMasterKey(home, environment.MASTER_KEY, owner),
      now: new Date(),
      tell: (said) => {
        printOnTerminal('Upgrade', said);
      },
    });
    const db = openDatabase({
      ...common,
      url: database.worker,
      poolMax: environment.DB_POOL_MAX,
      applicationName: 'seatwise-worker',
      onStatement: statementsOf(parts.tracing ?? null),
    });
    parts.db = db;
    await requireFewRights(db, environment, 'granted', ({ message }) => {
      logger.warn(message);
    }).catch((error: unknown) => {
      throw error instanceof TooManyRights ? new StartRejected(error.says) : error;
    });
    const keyRing = await openHomeKeyRing(home, environment.MASTER_KEY, owner);
    const firstSignIn = await makeFirstSignIn(home, environment, owner);
    return { database, db, keyRing, firstSignIn };
  } finally {
    await owner.destroy();
  }
}

async function connectTemporalPart(
  temporal: TemporalAddress,
  environment: Environment,
  parts: Parts,
): Promise<{ temporal: TemporalAddress; connections: TemporalConnections }> {
  const connections = await connectTemporal(temporal.address, environment, parts.tracing ?? null);
  parts.connections = connections;
  return { temporal, connections };
}

async function openApiPart(
  { database, temporal, sandbox }: ServerAddresses,
  { home, environment, logger, disk }: ServiceSettings,
  connections: TemporalConnections,
  keyRing: KeyRing,
  metricsBeside: MetricsText,
  tracing: Tracing | null,
): Promise<RunningApi> {
  return openApi({
    databaseUrl: database.api,
    poolMax: environment.DB_POOL_MAX,
    keyRing,
    kinds: { vendors, psas },
    temporal: { client: connections.client, namespace: connections.namespace },
    logger: logger.child({ process: 'api' }),
    host: environment.HOST,
    port: environment.PORT,
    metricsPort: environment.METRICS_PORT ?? null,
    metricsBeside,
    sso: createSsoClient(outboundOptions(environment, sandbox)),
    onStatement: statementsOf(tracing),
    ...(disk === undefined ? {} : { disk }),
    temporaryPasswordUsed: (email) => {
      forgetFirstSignIn(home, email);
    },
    settings: {
      publicUrl: environment.PUBLIC_URL,
      allowedHosts: environment.ALLOWED_HOSTS ?? [],
      hostSuffixes: {
        vendor: environment.VENDOR_HOST_SUFFIXES ?? null,
        psa: environment.PSA_HOST_SUFFIXES ?? null,
      },
      hasDefaultClientId: environment.CONNECTWISE_CLIENT_ID !== undefined,
      temporalUiUrl: temporal.uiUrl,
      egressNote: environment.EGRESS_NOTE ?? null,
      providersBlocked: environment.IDENTITY_PROVIDERS_BLOCKED,
      keeping: keepingOf(environment),
      securityContact: environment.SECURITY_CONTACT ?? null,
      sandbox: { on: sandbox !== null, credentialsFile: sandbox?.control.file ?? null },
      trustedProxies: environment.TRUSTED_PROXIES,
      requestsPerMinute: environment.REQUESTS_PER_MINUTE,
      sessionLimits: sessionLimitsOf(environment),
      metricsKey: environment.METRICS_KEY ?? null,
    },
  });
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
