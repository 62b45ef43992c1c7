import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The system user PostgreSQL runs as: it refuses to run as root. */
export interface DatabaseUser {
  readonly uid: number;
  readonly gid: number;
  /** True where another user than ours is used, which must be able to walk to every file it needs. */
  readonly other: boolean;
}

/**
 * Ourselves, or for root `postgres` from /etc/passwd, else `nobody`. No user is ever created.
 * Throws for a uid without a passwd entry, for which initdb refuses to work.
 */
export function databaseUser(): DatabaseUser {
  const uid = process.getuid?.();
  const gid = process.getgid?.();
  if (uid === undefined || gid === undefined)
    throw new Error('this system has no user ids; set DATABASE_URL');
  const users = passwdEntries();
  if (uid !== 0) {
    if (process.platform === 'linux' && users.length > 0 && !users.some((user) => user.uid === uid)) {
      throw new Error(
        `user id ${uid} has no entry in /etc/passwd, and PostgreSQL cannot be set up without one; add it or set DATABASE_URL`,
      );
    }
    return { uid, gid, other: false };
  }
  const chosen =
    users.find((user) => user.name === 'postgres') ?? users.find((user) => user.name === 'nobody');
  if (chosen === undefined) {
    throw new Error(
      'PostgreSQL cannot run as root, and there is no user postgres or nobody; set DATABASE_URL',
    );
  }
  return { uid: chosen.uid, gid: chosen.gid, other: true };
}

/** As people know the user: "ada", or "user 1001" where the system has no name for it. */
export const userName = (uid: number): string =>
  passwdEntries().find((user) => user.uid === uid)?.name ?? `user ${uid}`;

function passwdEntries(): { name: string; uid: number; gid: number }[] {
  let text: string;
  try {
    text = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    if (name === undefined || uid === undefined || gid === undefined) return [];
    return [{ name, uid: Number(uid), gid: Number(gid) }];
  });
}

/** Can the user enter this folder and each of its ancestors? */
export function canWalkTo(folder: string, user: DatabaseUser): boolean {
  for (let path = folder; ; path = dirname(path)) {
    if (!allows(path, user, 0o1)) return false;
    if (path === dirname(path)) return true;
  }
}

export function canReadAndRun(file: string, user: DatabaseUser): boolean {
  return allows(file, user, 0o5);
}

function allows(path: string, user: DatabaseUser, bits: number): boolean {
  const { mode, uid, gid } = statSync(path);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return ((mode >> shift) & bits) === bits;
}

/**
 * Makes a folder and its missing ancestors, each walkable for others where PostgreSQL runs as another user:
 * `mkdir` with `recursive` would give the ancestors the narrow mode of the leaf, or of a strict umask.
 */
export function makeFolder(folder: string, walkable: boolean): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder), walkable);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, walkable ? 0o711 : 0o700);
}
