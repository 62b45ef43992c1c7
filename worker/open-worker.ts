import { Client, type ConnectionOptions } from '@temporalio/client';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import type { RegisteredKinds } from '../activities/runtime/dependencies.ts';
import { openTemporalConnection } from '../contracts/temporal/connection.ts';
import { openDatabase } from '../db/model/database.ts';
import type { KeyRing } from '../db/secrets/key-ring.ts';
import { clientInterceptors, statementsOf, type Tracing } from '../telemetry/tracing.ts';
import type { WorkerSettings } from './dependencies.ts';
import { type RunningWorkers, startWorker } from './start.ts';

export interface OpenWorkerOptions {
  readonly databaseUrl: string;
  readonly poolMax: number;
  readonly keyRing: KeyRing;
  readonly kinds: RegisteredKinds;
  readonly temporal: {
    readonly connectionOptions: ConnectionOptions & NativeConnectionOptions;
    readonly namespace: string;
  };
  readonly logger: Logger;
  readonly registry?: Registry;
  readonly tracing?: Tracing | null;
  readonly settings: WorkerSettings;
}

/** The workers with a database pool and Temporal connections of their own; closes them in reverse order. */
export async function openWorker(options: OpenWorkerOptions): Promise<RunningWorkers> {
  const { logger, temporal, tracing = null } = options;
  const db = openDatabase({
    url: options.databaseUrl,
    poolMax: options.poolMax,
    applicationName: 'seatwise-worker',
    onStatement: statementsOf(tracing),
    // Activities wait longer than a person would: their caller retries anyway.
    connectTimeoutMs: 10_000,
    onError: (error) => {
      logger.warn({ name: error.name }, 'an idle database connection was lost');
    },
  });
  const connection = await NativeConnection.connect(temporal.connectionOptions);
  const client = openTemporalConnection(temporal.connectionOptions);
  const closeRest = async (): Promise<void> => {
    await client.close();
    await connection.close();
    await db.destroy();
  };
  try {
    const workers = await startWorker({
      db,
      keyRing: options.keyRing,
      kinds: options.kinds,
      connection,
      client: new Client({
        connection: client.connection,
        namespace: temporal.namespace,
        interceptors: { workflow: clientInterceptors(tracing) },
      }),
      namespace: temporal.namespace,
      logger,
      registry: options.registry ?? new Registry(),
      tracing,
      settings: options.settings,
    });
    return {
      ...workers,
      close: async () => {
        await workers.close();
        await closeRest();
      },
    };
  } catch (error) {
    await closeRest();
    throw error;
  }
}
