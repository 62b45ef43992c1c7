import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../db/model/database.ts';
import { migrate } from '../../db/schema/migrate.ts';
import { isRunning } from '../../embedded/process-identity.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { temporalProgram } from '../environment/temporal.ts';
import { durableServers } from './durable-servers.ts';
import { type Processes, startProcesses } from './processes.ts';
import { openWire, type Wire } from './wire.ts';

type Server = 'postgres' | 'temporal';

/** API and workers on a PostgreSQL and a Temporal server of their own, which can be killed and started again. */
export interface OwnServers {
  readonly product: Processes;
  /** Between them and Temporal, whose address stays the same when the next server stands at another port. */
  readonly wire: Wire;
  /** SIGKILL; resolves when it has ended. */
  kill(server: Server): Promise<void>;
  /** Starts what was killed where it was: PostgreSQL at its port, both on what they had written. */
  revive(server: Server): Promise<void>;
  /** A new Temporal server in the place of one whose data are lost. */
  loseTemporal(): Promise<void>;
  close(): Promise<void>;
}

export async function startOwnServers(): Promise<OwnServers> {
  const folder = mkdtempSync(join(tmpdir(), 'seatwise-own-servers-'));
  chmodSync(folder, 0o711);
  const servers = durableServers(folder, temporalProgram());
  let [postgres, temporal] = await Promise.all([servers.postgres(), servers.temporal()]);
  // As the migrate job does: what the superuser owned would be handed over at each revival, under a running product.
  const db = openDatabase({ url: postgres.urls.owner, poolMax: 1 });
  await migrate(db);
  await db.destroy();
  const wire = await openWire(temporal.address);
  const product = await startProcesses({
    databaseUrl: postgres.url,
    temporal: { address: `127.0.0.1:${wire.port}`, namespace: temporal.namespace },
    // What is to happen in the middle of a sync finds it there, on a slow machine too.
    env: { VENDOR_PARALLEL: '2', VENDOR_READ_TIMEOUT_MS: '1000', PSA_TIMEOUT_MS: '1000' },
  });
  const kill = async (server: Server): Promise<void> => {
    const { pid, identity } = server === 'postgres' ? postgres : temporal;
    process.kill(pid, 'SIGKILL');
    await waitFor('its end', 30_000, () => Promise.resolve(isRunning(identity) ? null : true));
  };
  const revive = async (server: Server): Promise<void> => {
    if (server === 'postgres') {
      const { port } = postgres;
      postgres = await servers.postgres(port);
      expect(postgres.port).toBe(port);
    } else {
      temporal = await servers.temporal();
      expect(temporal.adopted).toBe(false);
      wire.leadTo(temporal.address);
    }
  };
  return {
    product,
    wire,
    kill,
    revive,
    loseTemporal: async () => {
      await kill('temporal');
      rmSync(join(folder, 'temporal'), { recursive: true });
      await revive('temporal');
    },
    close: async () => {
      await product.close();
      await wire.cut();
      await temporal.stop();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
