import { recordAudits } from './audit.ts';
import { systemActor } from './commands.ts';
import type { IntegrationKey } from './credentials.ts';
import type { Database, Queryable } from './database.ts';
import { stopWritesIn } from './write-stop.ts';

/**
 * Makes a database that was loaded from a backup fit to go live: nothing is sent until every live approval was read again
 * in the PSA (DESIGN 4), the workflows of all integrations are told to read their rows anew, and the audit says what happened. One transaction. Sessions and stored answers are in no backup.
 */
export async function markRestored(
  db: Database,
  backup: { readonly createdAt: string; readonly sha256: string },
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await stopWritesIn(tx, `the database was restored from the backup of ${backup.createdAt}`, now);
    await tx.updateTable('integration').set({ reread_wanted: true }).execute();
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

/** Integrations of every tenant, disconnected ones too, whose workflow was not told of the restore yet. */
export async function integrationsToTell(db: Queryable): Promise<readonly IntegrationKey[]> {
  const rows = await db
    .selectFrom('integration')
    .select(['tenant_id', 'id'])
    .where('reread_wanted', '=', true)
    .execute();
  return rows.map((row) => ({ tenantId: row.tenant_id, integrationId: row.id }));
}

export async function noteTold(db: Queryable, key: IntegrationKey): Promise<void> {
  await db
    .updateTable('integration')
    .set({ reread_wanted: false })
    .where('tenant_id', '=', key.tenantId)
    .where('id', '=', key.integrationId)
    .execute();
}
