import { writeExternalAnchor } from '../db/audit/anchors/write-anchor.ts';
import { AnchorsUnusable, openAnchorFile } from '../db/audit/anchors/files.ts';
import type { Message } from '../messages/message.ts';
import type { Database } from '../db/model/database.ts';
import type { KeyRing } from '../db/secrets/key-ring.ts';
import { tenantIds } from '../db/people/people.ts';

/** Writes the newest signed checkpoint of every tenant into the folder. Returns why it could not, or null. */
export async function anchorNow(db: Database, keyRing: KeyRing, folder: string): Promise<Message | null> {
  const file = openAnchorFile(folder);
  try {
    for (const tenantId of await tenantIds(db))
      await writeExternalAnchor(db, keyRing, tenantId, (anchor) => file.append(anchor));
    return null;
  } catch (error) {
    if (error instanceof AnchorsUnusable) return error.says;
    throw error;
  }
}
