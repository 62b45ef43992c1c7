import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import pino from 'pino';
import { Registry } from 'prom-client';
import { openApi } from '../../api/open.ts';
import type { RunningApi } from '../../api/start.ts';
import { type Database, openDatabase } from '../../db/model/database.ts';
import { createKeyRing, type KeyRing } from '../../db/secrets/key-ring.ts';
import { createFirstAdministrator } from '../../db/people/people.ts';
import { SeatwiseClient } from '../../embedded/tour/seatwise-client.ts';
import { parseResolve } from '../../http/resolve.ts';
import { createSandboxControl, type SandboxControl } from '../../sandbox/control-client.ts';
import type { SandboxCredentials } from '../../sandbox/credentials.ts';
import type { ScenarioName } from '../../domain/scenarios.ts';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import type { OutboundOptions } from '../../http/outbound.ts';
import { createSsoClient } from '../../sso/client.ts';
import { logIds } from '../../telemetry/log-context.ts';
import {
  clientInterceptors,
  statementsOf,
  type Tracing,
  workflowBundleName,
} from '../../telemetry/tracing.ts';
import type { WorkerSettings } from '../../worker/dependencies.ts';
import { startWorker } from '../../worker/start.ts';
import { asRole, testDatabase, type TestDatabase } from '../environment/database.ts';
import { testNamespace, type TestNamespace } from '../environment/temporal.ts';
import { quietRuntime } from '../environment/temporal-runtime.ts';
import type { RegisteredKinds } from '../../activities/runtime/dependencies.ts';
import { kinds } from '../environment/registered-kinds.ts';
import { sandboxFolder } from '../environment/sandbox-folder.ts';
import { hashTestPassword, newPassphrase } from '../environment/test-password.ts';
import { workflowBundle } from '../environment/workflow-bundle.ts';

/**
 * The whole product in this process, on the run's real PostgreSQL and Temporal server and over TLS to a sandbox of
 * its own: API, workers, repair loop. For tests that need parts as processes see test/product/processes.ts.
 */
export interface Product {
  /** Signed in as administrator. */
  readonly client: SeatwiseClient;
  readonly origin: string;
  readonly control: SandboxControl;
  readonly credentials: SandboxCredentials;
  readonly db: Database;
  readonly databaseUrl: string;
  readonly tenantId: string;
  readonly temporal: Client;
  readonly namespace: TestNamespace;
  readonly password: string;
  readonly keyRing: KeyRing;
  readonly masterKey: Buffer;
  /** The way to the sandbox, as OUTBOUND_RESOLVE and OUTBOUND_CA_FILE say it. */
  readonly outbound: Pick<Sandbox, 'resolve' | 'caFile'>;
  /** Log lines so far, for scans. */
  readonly logged: () => string;
  /** A further client without a session. */
  readonly newClient: () => SeatwiseClient;
  /** Stops all workers as a deployment would: activities under way are handed on. */
  stopWorkers(): Promise<void>;
  /** Starts workers, beside those that run; with settings of their own, where given. Returns what stops them. */
  startWorkers(settings?: Partial<WorkerSettings>): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export interface ProductOptions {
  readonly scenario?: ScenarioName;
  /** How identity providers are reached; absent: as in production, which here means none. */
  readonly sso?: OutboundOptions;
  /** In place of the product's own registries. */
  readonly kinds?: RegisteredKinds;
  readonly settings?: Partial<WorkerSettings>;
  readonly vendor?: Partial<WorkerSettings['vendor']>;
  readonly reading?: Partial<WorkerSettings['reading']>;
  readonly writing?: Partial<WorkerSettings['writing']>;
  /** Where the API and the workers find PostgreSQL, for tests that put something in between. */
  readonly databaseUrlFor?: (url: string) => string;
  /** Where they find Temporal, likewise: host:port. */
  readonly temporalAddressFor?: (address: string) => string;
  /** Where the console's links to the Temporal UI lead; absent: it has none. */
  readonly temporalUiUrl?: string;
  /** Chosen in advance where the product must know the console's address; any port if absent. */
  readonly port?: number;
  readonly workers?: boolean;
  /** Absent: as without a collector. */
  readonly tracing?: Tracing;
  /** Client ID of ConnectWise that the operator set, given the sandbox's; absent: none. */
  readonly defaultClientId?: (ofSandbox: string) => string;
}

export const adminEmail = 'admin@harbor-lane.test';

export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  quietRuntime();
  const folder = sandboxFolder('seatwise-product-');
  const lines: string[] = [];
  const logger = pino(
    { level: 'debug', mixin: logIds },
    {
      write: (line: string) => {
        lines.push(line);
      },
    },
  );
  const [database, namespace, sandbox] = await Promise.all([
    testDatabase(),
    testNamespace(),
    startSandbox({ dir: folder, scenario: options.scenario ?? 'small', persist: false }),
  ]);
  const db = openDatabase({ url: database.url, poolMax: 5 });
  const masterKey = randomBytes(32);
  const keyRing = createKeyRing(masterKey);
  const password = newPassphrase();
  const made = await db.transaction().execute(async (tx) =>
    createFirstAdministrator(tx, {
      tenantName: 'Harbor Lane IT Services',
      currency: 'USD',
      email: adminEmail,
      name: 'Administrator',
      passwordHash: await hashTestPassword(password),
    }),
  );
  if (made.kind !== 'created') throw new Error('the test database was not empty');
  const urlFor = (role: 'api' | 'worker'): string => {
    const url = asRole(database.url, role);
    return options.databaseUrlFor?.(url) ?? url;
  };
  const address = options.temporalAddressFor?.(namespace.address) ?? namespace.address;
  const clientConnection = Connection.lazy({ address });
  const temporal = new Client({
    connection: clientConnection,
    namespace: namespace.namespace,
    interceptors: { workflow: clientInterceptors(options.tracing ?? null) },
  });
  const workers = workerSwitch({
    options,
    sandbox,
    databaseUrl: urlFor('worker'),
    address,
    namespace: namespace.namespace,
    keyRing,
    logger,
  });
  if (options.workers !== false) await workers.start();
  const api = await openTestApi({
    databaseUrl: urlFor('api'),
    keyRing,
    temporal,
    namespace,
    logger,
    sandbox,
    options,
  });
  const client = new SeatwiseClient(api.url);
  await client.signIn(adminEmail, password);
  return {
    client,
    origin: api.url,
    control: createSandboxControl(sandbox.control.file),
    credentials: sandbox.credentials,
    db,
    databaseUrl: database.url,
    tenantId: made.tenantId,
    temporal,
    namespace,
    password,
    keyRing,
    masterKey,
    outbound: sandbox,
    logged: () => lines.join(''),
    newClient: () => new SeatwiseClient(api.url),
    stopWorkers: () => workers.stop(),
    startWorkers: (settings) => workers.start(settings),
    close: () => closeAll(api, workers, clientConnection, db, sandbox, database, folder),
  };
}

function openTestApi(parts: {
  readonly databaseUrl: string;
  readonly keyRing: KeyRing;
  readonly temporal: Client;
  readonly namespace: TestNamespace;
  readonly logger: pino.Logger;
  readonly sandbox: Sandbox;
  readonly options: ProductOptions;
}): Promise<RunningApi> {
  return openApi({
    databaseUrl: parts.databaseUrl,
    poolMax: 5,
    keyRing: parts.keyRing,
    kinds: parts.options.kinds ?? kinds,
    temporal: { client: parts.temporal, namespace: parts.namespace.namespace },
    logger: parts.logger,
    host: '127.0.0.1',
    port: parts.options.port ?? 0,
    metricsPort: null,
    sso: createSsoClient(parts.options.sso ?? {}),
    onStatement: statementsOf(parts.options.tracing ?? null),
    settings: {
      // A passkey and a provider's answer belong to exactly this address.
      publicUrl: `http://localhost${parts.options.port === undefined ? '' : `:${parts.options.port}`}`,
      allowedHosts: [],
      hostSuffixes: {
        vendor: parts.options.kinds === undefined ? ['duosecurity.com', 'duosecurity.test'] : null,
        psa: null,
      },
      hasDefaultClientId: parts.options.defaultClientId !== undefined,
      temporalUiUrl: parts.options.temporalUiUrl ?? null,
      egressNote: null,
      providersBlocked: false,
      keeping: { historyMonths: 36, commandsDays: 90, messagesDays: 90 },
      securityContact: null,
      sandbox: { on: true, credentialsFile: parts.sandbox.control.file },
      trustedProxies: 0,
      requestsPerMinute: 100_000,
      sessionLimits: { idleSeconds: 30 * 60, absoluteSeconds: 12 * 3_600, stepUpSeconds: 12 * 3_600 },
      metricsKey: null,
    },
  });
}

interface WorkerParts {
  readonly options: ProductOptions;
  readonly sandbox: Sandbox;
  readonly databaseUrl: string;
  readonly address: string;
  readonly namespace: string;
  readonly keyRing: KeyRing;
  readonly logger: pino.Logger;
}

/**
 * Waits as short as tests need them; everything else as in the product. A vendor has the time that a busy machine takes to
 * answer; a test with a vendor that never answers sets less.
 */
const quick: Omit<WorkerSettings, 'workflows' | 'outbound'> = {
  publicUrl: null,
  queues: ['recon', 'vendor', 'psa'],
  vendor: {
    suffixes: ['duosecurity.com', 'duosecurity.test'],
    readTimeoutMs: 5_000,
    retry: { attempts: 3, baseMs: 20, maxMs: 100, retryAfterMaxMs: 500 },
  },
  vendorBudget: 'unlimited',
  psa: { timeoutMs: 5_000, retryFirstMs: 20, retryLongestMs: 100, busyMs: 100, waitInAllMs: 2_000 },
  reading: {
    vendorParallel: 4,
    psaParallel: 3,
    batchMs: 60_000,
    batchItems: 500,
    heartbeatTimeoutMs: 5_000,
    cancelPollMs: 200,
  },
  writing: {
    batchLines: 25,
    linesAtOnce: 6,
    batchMs: 60_000,
    unknownWaitMs: 1_000,
    readBackGapMs: 200,
    targetFreshMs: 10_000,
    neighborsFreshMs: 30_000,
    readingTries: 3,
    laterInvoiceApartMs: 500,
    createApartMs: 100,
    endApartMs: 100,
    recheckMs: 500,
    giveUpMs: 24 * 3_600_000,
  },
  keeping: { historyMonths: 36, commandsDays: 90, messagesDays: 90 },
  checkpoints: { intervalMs: 60_000, anchorFolder: null },
  webhooks: { timeoutMs: 1_000, firstWaitMs: 100, giveUpMs: 60_000 },
  relayIntervalMs: 250,
  // Asks the database and Temporal for everything: tests in which something is to be repaired let it look more often.
  repairIntervalMs: 10_000,
  shutdownGraceMs: 100,
  shutdownForceMs: 3_000,
};

const defaultClientId = ({ options, sandbox }: WorkerParts): string | null =>
  options.defaultClientId?.(sandbox.credentials.psa.clientId) ?? null;

function workerSwitch(parts: WorkerParts) {
  const running = new Set<() => Promise<void>>();
  return {
    async start(settings: Partial<WorkerSettings> = {}): Promise<() => Promise<void>> {
      const tracing = parts.options.tracing ?? null;
      const db = openDatabase({
        url: parts.databaseUrl,
        poolMax: 10,
        applicationName: 'seatwise-worker',
        onStatement: statementsOf(tracing),
      });
      const connection = await NativeConnection.connect({ address: parts.address });
      const clientConnection = Connection.lazy({ address: parts.address });
      const workers = await startWorker({
        db,
        keyRing: parts.keyRing,
        kinds: parts.options.kinds ?? kinds,
        connection,
        client: new Client({
          connection: clientConnection,
          namespace: parts.namespace,
          interceptors: { workflow: clientInterceptors(tracing) },
        }),
        namespace: parts.namespace,
        logger: parts.logger,
        registry: new Registry(),
        tracing,
        settings: {
          ...quick,
          ...parts.options.settings,
          psa: { ...quick.psa, ...parts.options.settings?.psa, clientId: defaultClientId(parts) },
          vendor: { ...quick.vendor, ...parts.options.vendor },
          reading: { ...quick.reading, ...parts.options.reading },
          writing: { ...quick.writing, ...parts.options.writing },
          workflows: { bundlePath: await workflowBundle(workflowBundleName(tracing !== null)) },
          outbound: {
            resolve: parseResolve(parts.sandbox.resolve),
            extraCa: readFileSync(parts.sandbox.caFile, 'utf8'),
          },
          ...settings,
        },
      });
      const stop = async (): Promise<void> => {
        if (!running.delete(stop)) return;
        await workers.close();
        await clientConnection.close();
        await connection.close();
        await db.destroy();
      };
      running.add(stop);
      return stop;
    },
    async stop(): Promise<void> {
      await Promise.all([...running].map((stop) => stop()));
    },
  };
}

async function closeAll(
  api: RunningApi,
  workers: ReturnType<typeof workerSwitch>,
  connection: Connection,
  db: Database,
  sandbox: Sandbox,
  database: TestDatabase,
  folder: string,
): Promise<void> {
  await api.close();
  await workers.stop();
  await connection.close();
  await db.destroy();
  await sandbox.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
}
