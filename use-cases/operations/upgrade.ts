import { noteBackup } from '../../db/backup/last-backup.ts';
import { message, type Message } from '../../messages/message.ts';
import { systemActor } from '../../domain/keys.ts';
import { recordAudits } from '../../db/audit/audit.ts';
import type { Database, Tx } from '../../db/model/database.ts';
import { installationId, tenantIds } from '../../db/people/people.ts';
import type { GrantedRole, GrantedRoleNames } from '../../db/roles/role-names.ts';
import { migrate, type MigrationState, migrationsOf } from '../../db/schema/migrate.ts';
import { type BackupBefore, backupBeforeUpgrade } from './backup-before-upgrade.ts';

export interface UpgradeOrder {
  readonly db: Database;
  /** Of the owner of the database. */
  readonly databaseUrl: string;
  readonly roles: GrantedRoleNames;
  /** A folder, or DATABASE_BACKUP=elsewhere. */
  readonly backups: string;
  /** Asked only where a backup is needed. */
  readonly masterKey: () => Promise<Buffer | null>;
  readonly now: Date;
  readonly tell: (said: Message) => void;
}

/**
 * Brings the database to this version. One that holds an installation is changed only with a backup from before, or where
 * the operator says that there is one; the audit of each tenant has both, in the transaction of the migrations. Returns
 * the roles that are there. Throws `MigrationFailed` and `BackupRequired`, with nothing changed.
 */
export async function upgrade(order: UpgradeOrder): Promise<readonly GrantedRole[]> {
  const { db, roles } = order;
  const state = await migrationsOf(db);
  if (state.applied.length === 0 || state.pending.length === 0) return migrate(db, roles);
  const before = await wayBack(order, state.applied);
  return migrate(db, roles, { afterLast: (tx) => recordUpgrade(tx, state, before) });
}

async function wayBack(order: UpgradeOrder, applied: readonly string[]): Promise<BackupBefore> {
  const { backups, tell } = order;
  if (backups === 'elsewhere') {
    tell(message('backups.before-upgrade.elsewhere'));
    return { backup: 'elsewhere' };
  }
  return backupBeforeUpgrade(backups, { ...order, applied, masterKey: await order.masterKey() }, tell);
}

async function recordUpgrade(tx: Tx, { pending }: MigrationState, before: BackupBefore): Promise<void> {
  // Its row is only now as this version knows it.
  if (before.backup === 'created')
    await noteBackup(tx, { at: new Date(before.backupOf), bytes: before.bytes });
  const id = await installationId(tx);
  const tenants = await tenantIds(tx);
  await recordAudits(
    tx,
    tenants.map((tenantId) => ({
      tenantId,
      actor: systemActor,
      action: 'installation.upgraded',
      objectKind: 'installation',
      objectId: id ?? '',
      detail: { migrations: pending, ...before },
    })),
  );
}
