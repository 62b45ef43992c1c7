import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { openKeyFile } from '../config/key-file.ts';
import type { Database } from '../db/model/database.ts';
import { findKeyRing, type KeyRing, openKeyRing } from '../db/secrets/key-ring.ts';
import { rejectionOfWeakKey } from '../domain/master-key.ts';
import { message } from '../messages/message.ts';
import { keepFormerKey } from './former-key.ts';
import { type HomeFiles, StartRejected } from './home.ts';
import { keyInFile, keyText } from './key-text.ts';
import { writePrivateFile } from './private-file.ts';
import { settleRestoredKey } from './restored-key.ts';

/**
 * The key ring under MASTER_KEY, or under a key made at the first start and kept in a 0600 file.
 * Throws {@link StartRejected} when the database is sealed with another key: never a new key over old data
 * (architecture.md 11), and for a key that nobody drew at random.
 */
export async function openHomeKeyRing(
  home: HomeFiles,
  given: Buffer | undefined,
  db: Database,
): Promise<KeyRing> {
  await settleRestoredKey(home, db);
  if (given === undefined) await settleRotation(home, db);
  const isNew = given === undefined && !existsSync(home.masterKeyFile);
  if (isNew) writePrivateFile(home.masterKeyFile, keyText(randomBytes(32)));
  const masterKey = given ?? keptKey(home.masterKeyFile);
  const weak = rejectionOfWeakKey(masterKey, given === undefined ? home.masterKeyFile : 'MASTER_KEY');
  if (weak !== null) throw new StartRejected(weak);
  const keyRing = await openKeyRing(db, masterKey);
  if (keyRing !== null) return keyRing;
  if (isNew) rmSync(home.masterKeyFile);
  throw new StartRejected(
    given !== undefined
      ? message('database.other-master-key')
      : message(isNew ? 'start.key-missing' : 'start.key-is-other', { file: home.masterKeyFile }),
  );
}

/** The master key of a home whose database is in use, after {@link openHomeKeyRing}, and throwing as that does. */
export async function homeMasterKey(
  home: HomeFiles,
  given: Buffer | undefined,
  db: Database,
): Promise<Buffer> {
  await openHomeKeyRing(home, given, db);
  return given ?? keptKey(home.masterKeyFile);
}

/** The key in a file. Throws {@link StartRejected} where it holds something else, or others may write or read it. */
export function keptKey(file: string): Buffer {
  const open = openKeyFile(file);
  if (open !== null) throw new StartRejected(open);
  const key = keyInFile(file);
  if (key.length !== 32) throw new StartRejected(message('start.no-key', { file }));
  return key;
}

/** Where a rotation keeps the new key until the database is sealed with it. */
const nextKeyFile = (home: HomeFiles): string => `${home.masterKeyFile}.new`;

/** Makes the new key, durable before the database knows of it: whatever ends the rotation, no key is lost. */
export function makeNextKey(home: HomeFiles): Buffer {
  const key = randomBytes(32);
  writePrivateFile(nextKeyFile(home), keyText(key));
  return key;
}

/**
 * Ends what a killed rotation left: the new key takes its place where the database is sealed with it, and is thrown
 * away where it is not. Nobody else may use the home meanwhile.
 */
export async function settleRotation(home: HomeFiles, db: Database): Promise<void> {
  const next = nextKeyFile(home);
  if (!existsSync(next)) return;
  if (existsSync(home.masterKeyFile) && (await findKeyRing(db, keptKey(home.masterKeyFile))) !== null) {
    rmSync(next);
  } else if ((await findKeyRing(db, keptKey(next))) !== null) takeNextKey(home);
}

/** The rotation is committed: the new key replaces the former one, in one step. The former is kept for backups of its time. */
export function takeNextKey(home: HomeFiles): void {
  if (existsSync(home.masterKeyFile)) keepFormerKey(home);
  renameSync(nextKeyFile(home), home.masterKeyFile);
}
