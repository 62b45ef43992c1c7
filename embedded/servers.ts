import type { Logger } from 'pino';
import type { Environment } from '../config/environment.ts';
import { defaultNamespace } from '../config/temporal-namespace.ts';
import { searchAttributeNames } from '../contracts/temporal/names.ts';
import type { Home } from './home.ts';
import { startPostgres } from './postgres.ts';
import type { RoleUrls } from './postgres/roles.ts';
import { supervise } from './supervision.ts';
import { findTemporal } from './temporal/finder.ts';
import { startTemporal, type TemporalPorts } from './temporal-server.ts';

/** A database or Temporal that is there: our own child, or a real one that was named. */
export interface DatabaseServer {
  /** For each role; one that was named by a single address has that for all. */
  readonly urls: RoleUrls;
  stop(): Promise<void>;
}

export interface TemporalServer {
  /** Null: named by TEMPORAL_ADDRESS. */
  readonly address: string | null;
  readonly uiUrl: string | null;
  stop(): Promise<void>;
}

const nothingToStop = (): Promise<void> => Promise.resolve();

/** DATABASE_URL, or our own PostgreSQL, started again should it end by itself. */
export async function databaseServer(
  home: Home,
  environment: Environment,
  logger: Logger,
): Promise<DatabaseServer> {
  const { DATABASE_URL: named } = environment;
  if (named !== undefined)
    return { urls: { owner: named, api: named, worker: named, commands: named }, stop: nothingToStop };
  let postgres = await startPostgres({ dir: home.postgres, mode: 'durable' });
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

/** TEMPORAL_ADDRESS, or our own dev server with UI and database file, started again should it end by itself. */
export async function temporalServer(
  home: Home,
  environment: Environment,
  logger: Logger,
): Promise<TemporalServer> {
  if (environment.TEMPORAL_ADDRESS !== undefined) {
    return { address: null, uiUrl: environment.TEMPORAL_UI_URL ?? null, stop: nothingToStop };
  }
  const program = await findTemporal(process.env);
  const start = (ports?: TemporalPorts) =>
    startTemporal({
      cliPath: program.path,
      dir: home.temporal,
      storage: 'file',
      namespace: environment.TEMPORAL_NAMESPACE ?? defaultNamespace,
      searchAttributes: searchAttributeNames,
      retentionDays: [environment.TEMPORAL_RETENTION_DAYS, 30],
      ui: true,
      wantedPorts: { grpc: environment.TEMPORAL_SERVER_PORT, ui: environment.TEMPORAL_SERVER_UI_PORT },
      usualPorts: { grpc: 7233, ui: 8233 },
      ...(ports === undefined ? {} : { ports }),
    });
  let temporal = await start();
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
