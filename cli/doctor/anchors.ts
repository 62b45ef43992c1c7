import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { AnchorsUnusable, readAnchors } from '../../db/audit/anchors/files.ts';
import { readSignedCheckpoint } from '../../db/audit/signed-checkpoint.ts';
import type { Database } from '../../db/model/database.ts';
import { tenantIds } from '../../db/people/people.ts';
import { message } from '../../messages/message.ts';
import { bad, type Check, good, warning } from './check.ts';

const name = 'audit.anchors';
/** A worker writes each minute; some may be missed. */
const withinMs = 15 * 60_000;

/** Whether the newest signed checkpoint of the audit stands outside the database, in the folder of this machine. */
export async function examineAnchors(db: Database, folder: string): Promise<readonly Check[]> {
  const advice = message('doctor.anchors.advice', { folder });
  try {
    await access(folder, constants.W_OK);
  } catch {
    return [warning(name, message('doctor.anchors.not-writable', { folder }), advice)];
  }
  const anchors = await readAnchors([folder]).catch((error: unknown) => {
    if (error instanceof AnchorsUnusable) return error;
    throw error;
  });
  if (anchors instanceof AnchorsUnusable) return [bad(name, anchors.says, advice)];
  const checks: Check[] = [];
  for (const tenantId of await tenantIds(db)) {
    const signed = await readSignedCheckpoint(db, tenantId);
    if (signed === null) continue;
    const newest = anchors.byTenant.get(tenantId)?.at(-1)?.counter ?? 0;
    const age = Date.now() - signed.signedAt.getTime();
    const found = { newest, checkpoint: signed.counter, folder };
    if (newest > signed.counter)
      checks.push(
        bad(name, message('doctor.anchors.behind', found), message('doctor.anchors.behind.advice')),
      );
    else if (newest === signed.counter || age <= withinMs)
      checks.push(good(name, message('doctor.anchors.written', found)));
    else
      checks.push(
        warning(name, message('doctor.anchors.old', { ...found, age }), message('doctor.anchors.old.advice')),
      );
  }
  return checks.length > 0 ? checks : [good(name, message('doctor.anchors.empty', { folder }))];
}
