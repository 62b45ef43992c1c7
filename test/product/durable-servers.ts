import { join } from 'node:path';
import { searchAttributeNames } from '../../contracts/temporal/search-attributes.ts';
import { type RunningPostgres, startPostgres } from '../../embedded/postgres.ts';
import { type RunningTemporal, startTemporal } from '../../embedded/temporal-server.ts';

/** Servers that keep what they were told below a folder: one that is killed is started again on it. */
export interface DurableServers {
  /** @param port where it stood before; a free one unless it is given */
  postgres(port?: number): Promise<RunningPostgres>;
  /** At a port of its own each time. */
  temporal(): Promise<RunningTemporal>;
}

/** @param temporalCli the program that the finder found */
export const durableServers = (folder: string, temporalCli: string): DurableServers => ({
  postgres: (port) =>
    startPostgres({
      dir: join(folder, 'postgres'),
      mode: 'durable',
      ...(port === undefined ? {} : { port }),
    }),
  // With a database file: a kill loses nothing that it had said it knows.
  temporal: () =>
    startTemporal({
      cliPath: temporalCli,
      dir: join(folder, 'temporal'),
      storage: 'file',
      namespace: 'seatwise',
      searchAttributes: searchAttributeNames,
      retentionDays: [1],
      ui: false,
    }),
});
