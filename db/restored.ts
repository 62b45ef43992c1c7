import { recordAudits } from './audit.ts';
import { systemActor } from './commands.ts';
import type { Database } from './database.ts';
import { stopWritesIn } from './write-stop.ts';

/**
 * Makes a database that was loaded from a backup fit to go live: nothing is sent until every live approval was read again
 * in the PSA (DESIGN 4), and the audit says what happened. One transaction. Sessions and stored answers are in no backup.
 */
export async function markRestored(
  db: Database,
  backup: { readonly createdAt: string; readonly sha256: string },
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await stopWritesIn(tx, `the database was restored from the backup of ${backup.createdAt}`, now);
    const { id } = await tx.selectFrom('installation').select('id').executeTakeFirstOrThrow();
    const tenants = await tx.selectFrom('tenant').select('id').execute();
    await recordAudits(
      tx,
      tenants.map((tenant) => ({
        tenantId: tenant.id,
        actor: systemActor,
        action: 'installation.restored',
        objectKind: 'installation',
        objectId: id,
        detail: { backupOf: backup.createdAt, sha256: backup.sha256 },
      })),
    );
  });
}
