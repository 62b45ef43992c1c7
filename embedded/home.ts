import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  openSync,
  renameSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { message } from '../messages/message.ts';
import { MessageError } from '../messages/message-error.ts';
import { emptiedFolderAround } from './cleared-folders.ts';
import { type OwnerLock, takeLock } from './owner-lock.ts';
import { makeFolder, userName } from './postgres/database-user.ts';

/** Files of one installation below SEATWISE_HOME. */
export interface HomeFiles {
  readonly folder: string;
  readonly lockFile: string;
  readonly postgres: string;
  readonly temporal: string;
  readonly sandbox: string;
  readonly masterKeyFile: string;
  readonly firstSignInFile: string;
  readonly logFile: string;
}

/** The files, locked for this process. */
export interface Home extends HomeFiles {
  readonly lock: OwnerLock;
}

/** Something the person who started us can put right; the message says how. */
export class StartRejected extends MessageError {
  override readonly name = 'StartRejected';
}

/** Where the files of an installation are; makes and reads nothing. */
export const homeFiles = (folder: string): HomeFiles => ({
  folder,
  lockFile: join(folder, 'running.lock'),
  postgres: join(folder, 'postgres'),
  temporal: join(folder, 'temporal'),
  sandbox: join(folder, 'sandbox'),
  masterKeyFile: join(folder, 'master-key'),
  firstSignInFile: join(folder, 'first-sign-in'),
  logFile: join(folder, 'seatwise.log'),
});

/**
 * Makes the folder and locks it for this process. Throws {@link StartRejected} where it cannot be used, or another process
 * has it.
 */
export function openHome(folder: string): Home {
  requireOwnHome(folder);
  requireKeptFolder(folder);
  requireSpace(folder);
  // Root's PostgreSQL runs as another user, who must be able to walk through; every secret is a 0600 file.
  makeFolder(folder, process.getuid?.() === 0);
  const files = homeFiles(folder);
  const result = takeLock(files.lockFile);
  if (result.kind === 'held') return { ...files, lock: result.lock };
  const { command, note: address, pid } = result.by;
  const by = { folder, process: String(pid) };
  if (command !== undefined) throw new StartRejected(message('cli.installation.busy', { ...by, command }));
  throw new StartRejected(
    address === undefined ? message('start.running', by) : message('start.running-at', { ...by, address }),
  );
}

/**
 * Throws {@link StartRejected} where the folder is another user's: its secrets are that user's alone, and files that we
 * made in it could not be read by them.
 */
export function requireOwnHome(folder: string): void {
  const own = process.geteuid?.();
  if (own === undefined || !existsSync(folder)) return;
  const { postgres } = homeFiles(folder);
  const isInUse = existsSync(postgres);
  const { uid } = statSync(isInUse ? postgres : folder);
  if (uid === own || (!isInUse && mayUse(folder))) return;
  throw new StartRejected(message('start.other-user', { folder, owner: userName(uid), user: userName(own) }));
}

/** Throws {@link StartRejected} where a package manager or a clean-up of caches would delete the data. */
export function requireKeptFolder(folder: string): void {
  const emptied = emptiedFolderAround(folder, process.env);
  if (emptied !== null) throw new StartRejected(message('start.home-in-cache', { folder, cache: emptied }));
}

function mayUse(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A new home is 110 MB after its first start; a home in use needs room for the log of PostgreSQL. */
const leastSpace = { first: 300_000_000, later: 50_000_000 } as const;

/** Throws {@link StartRejected} where a start would run out of space on its way. */
function requireSpace(folder: string): void {
  const isFirst = !existsSync(homeFiles(folder).postgres);
  const { bavail, bsize } = statfsSync(nearestFolder(folder));
  const free = bavail * bsize;
  const least = isFirst ? leastSpace.first : leastSpace.later;
  if (free >= least) return;
  throw new StartRejected(
    message('start.no-space', {
      free: inMegabytes(free),
      least: inMegabytes(least),
      folder,
      start: isFirst ? 'first' : 'later',
    }),
  );
}

const inMegabytes = (bytes: number): number => Math.floor(bytes / 1_000_000);

const nearestFolder = (folder: string): string =>
  existsSync(folder) ? folder : nearestFolder(dirname(folder));

const logLimitBytes = 50_000_000;

/** Opens the log for appending; one former log is kept. */
export function openLog(home: HomeFiles): number {
  if (existsSync(home.logFile) && statSync(home.logFile).size > logLimitBytes) {
    renameSync(home.logFile, `${home.logFile}.1`);
  }
  const log = openSync(home.logFile, 'a', 0o600);
  chmodSync(home.logFile, 0o600);
  return log;
}
