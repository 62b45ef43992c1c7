import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { Database } from '../db/database.ts';
import { checkKey, createKeyRing, type KeyRing } from '../db/key-ring.ts';
import { type Home, type HomeFiles, StartRefused } from './home.ts';
import { writePrivateFile } from './private-file.ts';
import { settleRestoredKey } from './restored-key.ts';

/**
 * The key ring under MASTER_KEY, or under a key made at the first start and kept in a 0600 file.
 * Throws {@link StartRefused} when the database was first used with another key: never a new key over old data (DESIGN 11).
 */
export async function openKeyRing(home: Home, given: Buffer | undefined, db: Database): Promise<KeyRing> {
  await settleRestoredKey(home, db);
  const isNew = given === undefined && !existsSync(home.masterKeyFile);
  if (isNew) writePrivateFile(home.masterKeyFile, `${randomBytes(32).toString('base64')}\n`);
  const keyRing = createKeyRing(given ?? keptKey(home));
  if ((await checkKey(db, keyRing)) === 'fits') return keyRing;
  if (isNew) rmSync(home.masterKeyFile);
  throw new StartRefused(
    given !== undefined
      ? 'MASTER_KEY is not the key that this database was first used with. Set the former one.'
      : `${home.masterKeyFile} is ${isNew ? 'missing' : 'not the key that this database was first used with'}. ` +
          'Put the former file back; without it the stored credentials cannot be read.',
  );
}

/** The key kept in the home. Throws where the file is missing or holds something else. */
export function keptKey(home: HomeFiles): Buffer {
  const key = Buffer.from(readFileSync(home.masterKeyFile, 'utf8').trim(), 'base64');
  if (key.length !== 32) throw new StartRefused(`${home.masterKeyFile} does not hold 32 bytes in base64.`);
  return key;
}
