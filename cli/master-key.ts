import { existsSync } from 'node:fs';
import { findKeyRing, type KeyRing } from '../db/key-ring.ts';
import { keptKey } from '../embedded/master-key.ts';
import { CannotRun } from './command.ts';
import type { Installation } from './installation.ts';

/** The master key of the installation: MASTER_KEY, or the one kept in its home. Throws {@link CannotRun}. */
export function masterKeyOf({ environment, home }: Pick<Installation, 'environment' | 'home'>): Buffer {
  if (environment.MASTER_KEY !== undefined) return environment.MASTER_KEY;
  if (home !== null && existsSync(home.masterKeyFile)) return keptKey(home);
  throw new CannotRun(
    'There is no master key. Set MASTER_KEY, or MASTER_KEY_FILE to the file that holds it.',
  );
}

/** Throws {@link CannotRun} where the key is not the one that the database is sealed with. */
export async function keyRingOf(installation: Installation): Promise<KeyRing> {
  const keyRing = await findKeyRing(installation.db, masterKeyOf(installation));
  if (keyRing !== null) return keyRing;
  throw new CannotRun(
    'The master key is not the one that this database is sealed with. Set the right one in MASTER_KEY or MASTER_KEY_FILE.',
  );
}
