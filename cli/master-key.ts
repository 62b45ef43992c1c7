import { existsSync } from 'node:fs';
import type { Database } from '../db/model/database.ts';
import { findKeyRing, type KeyRing } from '../db/secrets/key-ring.ts';
import { keptKey, settleRotation } from '../embedded/master-key.ts';
import { message } from '../messages/message.ts';
import { CannotRun } from './command.ts';
import type { Claim, Installation } from './installation.ts';

/**
 * The master key of the installation: MASTER_KEY, or the one kept in its home, after ending what a killed rotation
 * left there. Throws {@link CannotRun}.
 */
export async function masterKeyOf({ environment, home, runs }: Claim, db: Database): Promise<Buffer> {
  if (environment.MASTER_KEY !== undefined) return environment.MASTER_KEY;
  // A running Seatwise has settled it at its start, and the home is its own.
  if (home !== null && typeof runs !== 'object') await settleRotation(home, db);
  if (home !== null && existsSync(home.masterKeyFile)) return keptKey(home.masterKeyFile);
  throw new CannotRun(message('cli.master-key.none'));
}

/** Throws {@link CannotRun} where the key is not the one that the database is sealed with. */
export async function keyRingOf(installation: Installation): Promise<KeyRing> {
  const keyRing = await findKeyRing(installation.db, await masterKeyOf(installation, installation.db));
  if (keyRing !== null) return keyRing;
  throw new CannotRun(message('cli.master-key.other'));
}
