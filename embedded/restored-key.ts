import { existsSync, renameSync, rmSync } from 'node:fs';
import { findKeyRing } from '../db/secrets/key-ring.ts';
import type { Database } from '../db/model/database.ts';
import { keepFormerKey } from './former-key.ts';
import type { HomeFiles } from './home.ts';
import { keyInFile, keyText } from './key-text.ts';
import { writePrivateFile } from './private-file.ts';

/**
 * The master key that a backup brought, on its way into SEATWISE_HOME. File and database cannot change at one moment, so
 * the key waits beside the present one until the restored database is live; whichever fits the database then is the key.
 */
const waitingFile = ({ masterKeyFile }: Pick<HomeFiles, 'masterKeyFile'>): string =>
  `${masterKeyFile}.restored`;

export function putRestoredKey(home: Pick<HomeFiles, 'masterKeyFile'>, masterKey: Buffer): void {
  writePrivateFile(waitingFile(home), keyText(masterKey));
}

/** Takes a waiting key where the database is the restored one, and forgets it where it is not. The former key is kept beside. */
export async function settleRestoredKey(home: Pick<HomeFiles, 'masterKeyFile'>, db: Database): Promise<void> {
  const waiting = waitingFile(home);
  if (!existsSync(waiting)) return;
  const masterKey = keyInFile(waiting);
  const fits = (await findKeyRing(db, masterKey)) !== null;
  if (!fits) {
    rmSync(waiting);
    return;
  }
  if (existsSync(home.masterKeyFile) && !isKept(home, masterKey)) keepFormerKey(home);
  renameSync(waiting, home.masterKeyFile);
}

/** Whether the home keeps this very key already. */
const isKept = ({ masterKeyFile }: Pick<HomeFiles, 'masterKeyFile'>, masterKey: Buffer): boolean =>
  keyInFile(masterKeyFile).equals(masterKey);
