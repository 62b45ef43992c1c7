import { message } from '../../messages/message.ts';
import { type IntegrationKey, systemActor } from '../../domain/keys.ts';
import { startFromHere } from '../../db/audit/anchors/write-anchor.ts';
import { AuditChainBroken } from '../../db/audit/signed-checkpoint.ts';
import { recordAudits } from '../../db/audit/audit.ts';
import type { Database, Queryable, Tx } from '../../db/model/database.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import { stopWritesIn } from '../write-back/write-stop.ts';

/** How the audit of the restored database goes on, beside the anchors of the one that it replaces. */
export interface RestoredAudit {
  readonly keyRing: KeyRing;
  /** Counter of the tenant's newest anchor; 0: none is known. */
  readonly newestCounter: (tenantId: string) => Promise<number>;
}

/**
 * Makes a database that was loaded from a backup fit to go live: nothing is sent until every live approval was read again
 * in the PSA (architecture.md 4), the workflows of all integrations are told to read their rows again, and the audit
 * says what happened, also in its signed chain. One transaction. Sessions and stored answers are in no backup.
 */
export async function markRestored(
  db: Database,
  backup: { readonly createdAt: string; readonly sha256: string },
  audit: RestoredAudit,
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await stopWritesIn(tx, message('write-back.stopped.restored', { at: backup.createdAt }), now);
    await tx.updateTable('integration').set({ rereadWanted: true }).execute();
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
    // After that row, so that a chain of which the backup has nothing begins with one at least.
    for (const tenant of tenants) await goOn(tx, audit, tenant.id, backup);
  });
}

/** A chain that was broken when the backup was made stays so, and is restored all the same: `audit verify` tells of it. */
async function goOn(
  tx: Tx,
  { keyRing, newestCounter }: RestoredAudit,
  tenantId: string,
  { createdAt, sha256 }: { readonly createdAt: string; readonly sha256: string },
): Promise<void> {
  const start = { because: 'restored', detail: `${createdAt}, SHA-256 ${sha256}` } as const;
  try {
    await startFromHere(tx, keyRing, tenantId, start, await newestCounter(tenantId));
  } catch (error) {
    if (!(error instanceof AuditChainBroken)) throw error;
  }
}

/** Integrations of every tenant, disconnected ones too, whose workflow was not told of the restore yet. */
export async function integrationsToNotify(db: Queryable): Promise<readonly IntegrationKey[]> {
  const rows = await db
    .selectFrom('integration')
    .select(['tenantId', 'id'])
    .where('rereadWanted', '=', true)
    .execute();
  return rows.map((row) => ({ tenantId: row.tenantId, integrationId: row.id }));
}

export async function noteNotified(db: Queryable, key: IntegrationKey): Promise<void> {
  await db
    .updateTable('integration')
    .set({ rereadWanted: false })
    .where('tenantId', '=', key.tenantId)
    .where('id', '=', key.integrationId)
    .execute();
}
