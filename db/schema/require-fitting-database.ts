import { setTimeout as sleep } from 'node:timers/promises';
import { message } from '../../messages/message.ts';
import { MessageError } from '../../messages/message-error.ts';
import { rejectionOfWeakKey } from '../../domain/master-key.ts';
import { type Database, openDatabase } from '../model/database.ts';
import { beforeBaseline } from '../migrations/index.ts';
import { type KeyRing, openKeyRing } from '../secrets/key-ring.ts';
import { schemaFit } from './migrate.ts';
import { requireAnswer } from '../driver/require-answer.ts';

/** A process may not run on this database, or not with this master key; the message says what to do. */
class UnfitDatabase extends MessageError {
  override readonly name = 'UnfitDatabase';
}

/** How long a migrate job may take before a process gives up on it (architecture.md 6). */
const schemaWaitMs = 60_000;

/**
 * Waits for the migrate job; never lets a process run on a schema it cannot read or under another master key. Returns
 * the key ring of that database. Throws `DatabaseUnusable` and {@link UnfitDatabase}, with what to do.
 * @param alsoRequired asked of the fitting database before its key; throws with what to do.
 */
export async function requireFittingDatabase(
  url: string,
  masterKey: Buffer,
  alsoRequired: (db: Database) => Promise<void> = () => Promise.resolve(),
): Promise<KeyRing> {
  const weak = rejectionOfWeakKey(masterKey, 'MASTER_KEY');
  if (weak !== null) throw new UnfitDatabase(weak);
  const db = openDatabase({ url, poolMax: 1 });
  try {
    await requireAnswer(db, url);
    const deadline = Date.now() + schemaWaitMs;
    let fit = await schemaFit(db);
    while (fit === 'too-old' && Date.now() < deadline) {
      await sleep(1_000);
      fit = await schemaFit(db);
    }
    if (fit === 'before-baseline') throw new UnfitDatabase(beforeBaseline('database'));
    if (fit === 'too-old') throw new UnfitDatabase(message('database.schema-older'));
    if (fit === 'unreadable') throw new UnfitDatabase(message('database.schema-newer'));
    await alsoRequired(db);
    const keyRing = await openKeyRing(db, masterKey);
    if (keyRing === null) throw new UnfitDatabase(message('database.other-master-key'));
    return keyRing;
  } finally {
    await db.destroy();
  }
}
