import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../config/free-port.ts';
import { message } from '../../messages/message.ts';
import { StartRejected } from '../home.ts';
import { endProcess, identityOf, type ProcessIdentity } from '../process-identity.ts';
import { asUser, postgresEnvironment, type Cluster, type PostgresMode } from './cluster.ts';
import type { DatabaseUser } from './database-user.ts';

export interface RunningServer {
  readonly identity: ProcessIdentity;
  readonly port: number;
}

const settings: Record<PostgresMode, readonly string[]> = {
  durable: [],
  test: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off'],
};
const startWithinMs = 60_000; // recovery after a power loss takes its time; a normal start takes 30 ms
const goneWithinMs = 10_000; // a killed server whose process the system has not let go yet still holds its lock file
const portAttempts = 5; // PostgreSQL has no port 0, so a free port can be taken before it listens
/** The lines of its log that say why a start failed; the first one is the cause. */
const causes = /could not|\b(ERROR|FATAL|PANIC)\b|unrecognized/u;
const logLimitBytes = 10_000_000;

/** Starts `postgres` as a process of its own group, so that Ctrl-C reaches it only through us, after draining. */
export async function startServer(
  cluster: Cluster,
  mode: PostgresMode,
  user: DatabaseUser,
  native: string,
  onlyPort: number | undefined,
): Promise<RunningServer> {
  const end = Date.now() + goneWithinMs;
  for (let attempt = 1; ;) {
    const port = onlyPort ?? (await freePort());
    const outcome = await tryStart(cluster, mode, user, native, port);
    if (outcome.kind === 'running') return { identity: outcome.identity, port };
    if (outcome.said.includes('lock file "postmaster.pid" already exists') && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    const another = onlyPort === undefined && attempt < portAttempts;
    if (!another || !/Address already in use/.test(outcome.said)) {
      const lines = outcome.said.split('\n').filter((line) => line.trim() !== '');
      const first = lines.find((line) => causes.test(line)) ?? lines[0] ?? '';
      throw new StartRejected(message('start.database-ended', { first: first.trim(), log: cluster.logFile }));
    }
    attempt += 1;
  }
}

type StartOutcome = { kind: 'running'; identity: ProcessIdentity } | { kind: 'ended'; said: string };

async function tryStart(
  cluster: Cluster,
  mode: PostgresMode,
  user: DatabaseUser,
  native: string,
  port: number,
): Promise<StartOutcome> {
  const logStart = prepareLog(cluster.logFile);
  const log = openSync(cluster.logFile, 'a', 0o600);
  const options = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'timezone=UTC',
    'log_timezone=UTC',
    ...settings[mode],
  ].flatMap((option) => ['-c', option]);
  const child = spawn(join(native, 'bin', 'postgres'), ['-D', cluster.data, ...options], {
    cwd: cluster.data,
    ...asUser(user),
    env: postgresEnvironment(),
    detached: true,
    stdio: ['ignore', 'ignore', log],
  });
  closeSync(log);
  let ended = false;
  let fault = '';
  child.once('exit', () => (ended = true));
  child.once('error', (error) => {
    fault = error.message;
    ended = true;
  });
  child.unref();

  const end = Date.now() + startWithinMs;
  while (!isEnded()) {
    const running = child.pid === undefined ? null : readPidFile(cluster.data);
    if (running?.ready === true && running.pid === child.pid && running.port === port) {
      const identity = identityOf(running.pid);
      if (identity !== null) return { kind: 'running', identity };
    }
    if (Date.now() > end) {
      const identity = child.pid === undefined ? null : identityOf(child.pid);
      if (identity !== null) await endServer(identity);
      return { kind: 'ended', said: `not ready within ${startWithinMs / 1000} s` };
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return { kind: 'ended', said: fault + readFileSync(cluster.logFile, 'utf8').slice(logStart) };

  function isEnded(): boolean {
    return ended;
  }
}

function prepareLog(file: string): number {
  if (!existsSync(file)) return 0;
  if (statSync(file).size > logLimitBytes) truncateSync(file);
  return statSync(file).size;
}

interface PidFile {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/** PostgreSQL's own lock file: line 1 pid, 4 port, 8 status (PostgreSQL source, `pidfile.h`). */
function readPidFile(data: string): PidFile | null {
  let lines: string[];
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port)) return null;
  return { pid, port, ready: lines[7]?.trim() === 'ready' };
}

/** A server that still runs on these data after its owner was killed; it is ours only if it says so itself. */
export async function leftOverServer(cluster: Cluster): Promise<RunningServer | null> {
  const file = readPidFile(cluster.data);
  const identity = file === null ? null : identityOf(file.pid);
  if (file === null || identity === null) return null;
  const end = Date.now() + 5_000;
  for (;;) {
    const answer = await dataDirectory(cluster, file.port);
    if (answer !== null) {
      return (await realpath(answer)) === (await realpath(cluster.data))
        ? { identity, port: file.port }
        : null;
    }
    if (Date.now() > end || identityOf(file.pid) === null) return null;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function dataDirectory(cluster: Cluster, port: number): Promise<string | null> {
  const client = new pg.Client({
    connectionString: serverUrl(cluster, port, 'postgres'),
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const answer = await client.query<{ data_directory: string }>('show data_directory');
    return answer.rows[0]?.data_directory ?? null;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function serverUrl(cluster: Cluster, port: number, database: string): string {
  return `postgresql://postgres:${cluster.password}@127.0.0.1:${port}/${database}`;
}

/** Fast shutdown (SIGINT): open transactions are rolled back, a checkpoint is written. */
export async function endServer(identity: ProcessIdentity): Promise<void> {
  await endProcess(identity, 'SIGINT', 15_000, 'SIGQUIT');
}
