import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { AnchorsUnusable, readAnchors } from '../../db/audit/anchors/files.ts';
import { readSignedCheckpoint } from '../../db/audit/signed-checkpoint.ts';
import type { Database } from '../../db/model/database.ts';
import { tenantIds } from '../../db/people/people.ts';
import { duration } from '../durations.ts';
import { bad, type Check, good, warning } from './check.ts';

const name = 'audit.anchors';
/** A worker writes each minute; some may be missed. */
const withinMs = 15 * 60_000;

/** Whether the newest signed checkpoint of the audit stands outside the database, in the folder of this machine. */
export async function examineAnchors(db: Database, folder: string): Promise<readonly Check[]> {
  const advice = `Make ${folder} writable for the workers, on a disk that the owner of the database cannot reach (AUDIT_ANCHOR_FOLDER).`;
  try {
    await access(folder, constants.W_OK);
  } catch {
    return [warning(name, `${folder} is not there or cannot be written from here`, advice)];
  }
  const anchors = await readAnchors([folder]).catch((error: unknown) => {
    if (error instanceof AnchorsUnusable) return error.message;
    throw error;
  });
  if (typeof anchors === 'string') return [bad(name, anchors, advice)];
  const checks: Check[] = [];
  for (const tenantId of await tenantIds(db)) {
    const signed = await readSignedCheckpoint(db, tenantId);
    if (signed === null) continue;
    const newest = anchors.byTenant.get(tenantId)?.at(-1)?.counter ?? 0;
    const age = Date.now() - signed.signedAt.getTime();
    const found = `signed checkpoint ${newest} of ${signed.counter} stands in ${folder}`;
    if (newest > signed.counter)
      checks.push(bad(name, `${found}: the database is behind`, 'Run seatwise audit verify.'));
    else if (newest === signed.counter || age <= withinMs) checks.push(good(name, found));
    else
      checks.push(
        warning(
          name,
          `${found}, the newest for ${duration(age)}`,
          'See the notice AuditNotAnchored; workers with folders of their own are compared by seatwise audit verify --anchors.',
        ),
      );
  }
  return checks.length > 0 ? checks : [good(name, `${folder} can be written; there is no checkpoint yet`)];
}
