import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import type { Environment } from '../config/environment.ts';
import { temporalNamespace } from '../config/temporal-namespace.ts';
import { openTemporalConnection } from '../contracts/temporal/connection.ts';
import { clientInterceptors, type Tracing } from '../telemetry/tracing.ts';

export interface TemporalConnections {
  readonly client: Client;
  readonly native: NativeConnection;
  readonly namespace: string;
  close(): Promise<void>;
}

/**
 * Connects to our own server at `address`, or where that is null to the one that the official TEMPORAL_* names say.
 * The client's connection is lazy: requests find a server that comes back.
 */
export async function connectTemporal(
  address: string | null,
  environment: Pick<Environment, 'TEMPORAL_NAMESPACE'>,
  tracing: Tracing | null = null,
): Promise<TemporalConnections> {
  const config = address === null ? loadClientConnectConfig() : { connectionOptions: { address } };
  const namespace = temporalNamespace(environment, config);
  const native = await NativeConnection.connect(config.connectionOptions);
  const { connection, close } = openTemporalConnection(config.connectionOptions);
  return {
    client: new Client({
      connection,
      namespace,
      interceptors: { workflow: clientInterceptors(tracing) },
    }),
    native,
    namespace,
    close: async () => {
      await close();
      await native.close();
    },
  };
}
