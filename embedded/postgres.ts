import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { message } from '../messages/message.ts';
import { StartRejected } from './home.ts';
import { readOwner, waitForLock } from './owner-lock.ts';
import { postgresBinaries } from './postgres/binaries.ts';
import {
  clusterBase,
  openCluster,
  passwordFile,
  type Cluster,
  type PostgresMode,
} from './postgres/cluster.ts';
import { databaseUser } from './postgres/database-user.ts';
import { asSuperuser, ensureRoles, handToOwner, roleUrls, type RoleUrls } from './postgres/roles.ts';
import { endServer, leftOverServer, serverUrl, startServer } from './postgres/server-process.ts';
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.ts';

export interface PostgresOptions {
  /** Where data, password (0600) and log are kept; made if missing. Root may keep them elsewhere: `dir/location`. */
  readonly dir: string;
  readonly mode: PostgresMode;
  /** Only this one, since somebody is connected to it; without: any free one. */
  readonly port?: number;
}

export interface RunningPostgres {
  /** The database `seatwise`, as superuser `postgres`: for set-up and restore. In mode `test` the database `postgres`. */
  readonly url: string;
  /** The same database for each role. */
  readonly urls: RoleUrls;
  /** The database `postgres`, for creating others. */
  readonly adminUrl: string;
  readonly port: number;
  readonly pid: number;
  readonly identity: ProcessIdentity;
  /** True where a server left by a killed process was taken over. */
  readonly adopted: boolean;
  /** Fast shutdown, after the pools have ended. Does nothing where another live process owns the server. */
  stop(): Promise<void>;
}

const database = 'seatwise';

/**
 * Starts the PostgreSQL that comes with the packages, or adopts the one that a killed process left running on the same
 * data (platform.md 3.1). First start 0.5 s, later 0.05 s.
 * Throws with what to do when this machine cannot run it.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const user = databaseUser();
  const native = postgresBinaries(user);
  const base = clusterBase(options.dir, options.mode, user);
  const lock = await waitForLock(join(base, 'starting.lock'), 30_000);
  try {
    const cluster = await openCluster(options.dir, options.mode, user, native);
    const left = await leftOverServer(cluster);
    const server = left ?? (await startServer(cluster, options.mode, user, native, options.port));
    const owned = takeOwnership(cluster);
    const adminUrl = serverUrl(cluster, server.port, 'postgres');
    await ensureRoles(adminUrl).catch(async (error: unknown) => {
      if (owned && left === null) await endServer(server.identity);
      throw isWrongPassword(error)
        ? new StartRejected(
            message('start.wrong-database-password', { file: passwordFile(cluster), folder: options.dir }),
          )
        : error;
    });
    const url = options.mode === 'durable' ? serverUrl(cluster, server.port, database) : adminUrl;
    if (options.mode === 'durable') {
      await ensureDatabase(adminUrl);
      await handToOwner(url);
    }
    return {
      url,
      urls: roleUrls(url),
      adminUrl,
      port: server.port,
      pid: server.identity.pid,
      identity: server.identity,
      adopted: left !== null,
      stop: async () => {
        if (!owned) return;
        await endServer(server.identity);
        rmSync(ownerFile(cluster), { force: true });
        if (options.mode === 'test') removeCluster(options.dir, cluster);
      },
    };
  } finally {
    lock.release();
  }
}

/**
 * The addresses of the database of a server that runs on the data of `dir`, whoever started it. Null: none runs, or
 * nothing was set up there. Starts nothing.
 */
export async function runningPostgres(dir: string): Promise<RoleUrls | null> {
  if (!existsSync(dir)) return null;
  const user = databaseUser();
  const base = clusterBase(dir, 'durable', user);
  if (!existsSync(join(base, 'data'))) return null;
  const cluster = await openCluster(dir, 'durable', user, postgresBinaries(user));
  const server = await leftOverServer(cluster);
  return server === null ? null : roleUrls(serverUrl(cluster, server.port, database));
}

/** PostgreSQL's `invalid_password`. */
const isWrongPassword = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === '28P01';

const ownerFile = (cluster: Cluster): string => join(cluster.base, 'owner.json');

/** False: another live process owns the server, and will stop it. */
function takeOwnership(cluster: Cluster): boolean {
  const owner = readOwner(ownerFile(cluster));
  if (owner !== null && owner.pid !== process.pid && isRunning(owner)) return false;
  writeFileSync(ownerFile(cluster), JSON.stringify(ownIdentity()), { mode: 0o600 });
  return true;
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  await asSuperuser(adminUrl, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`create database ${database}`);
  });
}

function removeCluster(dir: string, cluster: Cluster): void {
  rmSync(cluster.base, { recursive: true, force: true });
  rmSync(dir, { recursive: true, force: true });
}
