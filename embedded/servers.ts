import type { Logger } from 'pino';
import type { Environment } from '../config/environment.ts';
import { keeping, ownTemporal } from '../domain/defaults.ts';
import { searchAttributeNames } from '../contracts/temporal/search-attributes.ts';
import type { Home } from './home.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { startPostgres } from './postgres.ts';
import type { RoleUrls } from './postgres/roles.ts';
import { closeAll } from './stopping.ts';
import { message, type Message } from '../messages/message.ts';
import { type Notify, told } from './progress.ts';
import { supervise } from './supervision.ts';
import { findTemporal } from './temporal/finder.ts';
import { startTemporal, type TemporalPorts } from './temporal-server.ts';

/** A database or Temporal that is there: our own child, or a real one that was named. */
interface DatabaseServer {
  /** For each role; one that was named by a single address has that for all. */
  readonly urls: RoleUrls;
  stop(): Promise<void>;
}

export interface TemporalAddress {
  /** Null: named by TEMPORAL_ADDRESS. */
  readonly address: string | null;
  readonly uiUrl: string | null;
}

interface TemporalServer extends TemporalAddress {
  stop(): Promise<void>;
}

/** The way to a running sandbox. */
export interface SandboxWay extends Pick<Sandbox, 'resolve' | 'caFile'> {
  readonly control: { readonly file: string };
}

/** What the service on one machine stands on; plain data, so that another process can be told. */
export interface ServerAddresses {
  readonly database: RoleUrls;
  readonly temporal: TemporalAddress;
  /** Null: SANDBOX=off. */
  readonly sandbox: SandboxWay | null;
}

/** The same, each as soon as it is there. */
export type StartingServers = { readonly [K in keyof ServerAddresses]: Promise<ServerAddresses[K]> };

export interface RunningServers extends StartingServers {
  readonly sandbox: Promise<Sandbox | null>;
  /** Once all of them are there. */
  addresses(): Promise<ServerAddresses>;
  /** Ends what was started, after it has started: sandbox, Temporal, PostgreSQL. */
  stop(): Promise<void>;
}

const nothingToStop = (): Promise<void> => Promise.resolve();

/** Starts PostgreSQL, Temporal and sandbox beside each other, those that are wanted and not named by an address. */
export function startServers(
  home: Home,
  environment: Environment,
  logger: Logger,
  tell: Notify,
): RunningServers {
  const postgres = databaseServer(home, environment, logger, tell);
  const temporal = temporalServer(home, environment, logger, tell);
  const sandbox = environment.SANDBOX
    ? told(
        tell,
        'Sandbox',
        startSandbox({ dir: home.sandbox, scenario: environment.SANDBOX_SCENARIO }),
        ({ scenario }) => message('start.simulating', { scenario }),
      )
    : Promise.resolve(null);
  const started = Promise.allSettled([postgres, temporal, sandbox] as const);
  const database = postgres.then(({ urls }) => urls);
  database.catch(() => undefined); // whoever uses it hears of it
  return {
    database,
    temporal,
    sandbox,
    async addresses() {
      const [urls, { address, uiUrl }, playing] = await Promise.all([database, temporal, sandbox]);
      const way = playing === null ? null : { resolve: playing.resolve, caFile: playing.caFile, control: { file: playing.control.file } }; // prettier-ignore
      return { database: urls, temporal: { address, uiUrl }, sandbox: way };
    },
    async stop() {
      const [first, second, third] = await started;
      await closeAll([
        async () => (third.status === 'fulfilled' ? third.value?.close() : undefined),
        async () => (second.status === 'fulfilled' ? second.value.stop() : undefined),
        async () => (first.status === 'fulfilled' ? first.value.stop() : undefined),
      ]);
    },
  };
}

/** DATABASE_URL, or our own PostgreSQL, started again should it end by itself. */
async function databaseServer(
  home: Home,
  environment: Environment,
  logger: Logger,
  tell: Notify,
): Promise<DatabaseServer> {
  const { DATABASE_URL: named } = environment;
  if (named !== undefined)
    return { urls: { owner: named, api: named, worker: named, commands: named }, stop: nothingToStop };
  let postgres = await told(
    tell,
    'PostgreSQL',
    startPostgres({ dir: home.postgres, mode: 'durable' }),
    ({ adopted, port }) => onPort(adopted, port),
  );
  const { urls, port } = postgres;
  const supervision = supervise(
    {
      name: 'PostgreSQL',
      identity: () => postgres.identity,
      restart: async () => {
        postgres = await startPostgres({ dir: home.postgres, mode: 'durable', port });
      },
    },
    logger,
  );
  return {
    urls,
    stop: async () => {
      await supervision.stop();
      await postgres.stop();
    },
  };
}

/** TEMPORAL_ADDRESS, or our own dev server with its database file, and its UI where TEMPORAL_UI asks for it, started again should it end by itself. */
async function temporalServer(
  home: Home,
  environment: Environment,
  logger: Logger,
  tell: Notify,
): Promise<TemporalServer> {
  if (environment.TEMPORAL_ADDRESS !== undefined) {
    return { address: null, uiUrl: environment.TEMPORAL_UI_URL ?? null, stop: nothingToStop };
  }
  const program = await findTemporal(process.env, undefined, () => {
    tell('Temporal', message('start.downloading'));
  });
  const start = (ports?: TemporalPorts) =>
    startTemporal({
      cliPath: program.path,
      dir: home.temporal,
      storage: 'file',
      namespace: environment.TEMPORAL_NAMESPACE ?? ownTemporal.namespace,
      searchAttributes: searchAttributeNames,
      retentionDays: [environment.TEMPORAL_RETENTION_DAYS, keeping.workflowDaysAtLeast],
      ui: environment.TEMPORAL_UI,
      wantedPorts: { grpc: environment.TEMPORAL_SERVER_PORT, ui: environment.TEMPORAL_SERVER_UI_PORT },
      usualPorts: { grpc: ownTemporal.port, ui: ownTemporal.uiPort },
      ...(ports === undefined ? {} : { ports }),
    });
  let temporal = await told(tell, 'Temporal', start(), ({ adopted, ports }) => onPort(adopted, ports.grpc));
  const supervision = supervise(
    {
      name: 'Temporal',
      identity: () => temporal.identity,
      restart: async () => {
        temporal = await start(temporal.ports);
      },
    },
    logger,
  );
  return {
    address: temporal.address,
    uiUrl: environment.TEMPORAL_UI_URL ?? temporal.uiUrl,
    stop: async () => {
      await supervision.stop();
      await temporal.stop();
    },
  };
}

const onPort = (adopted: boolean, port: number): Message =>
  message(adopted ? 'start.taken-over-on' : 'start.started-on', { port: String(port) });
