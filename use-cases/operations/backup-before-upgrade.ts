import { message, type Message } from '../../messages/message.ts';
import { MessageError } from '../../messages/message-error.ts';
import { dayMs } from '../../domain/calendar.ts';
import { type FoundBackup, findBackup, writeBackupInto } from '../../db/backup/backup-folder.ts';
import type { Database } from '../../db/model/database.ts';
import { installationId } from '../../db/people/people.ts';
import { findKeyRing } from '../../db/secrets/key-ring.ts';

/** The schema is not changed, because there is no way back; the message says what to do. */
export class BackupRequired extends MessageError {
  override readonly name = 'BackupRequired';
  constructor(cause: Message, options?: ErrorOptions) {
    super(message('backups.required', { cause }), options);
  }
}

/** The way back from an upgrade, as the audit keeps it; of a file without its path. */
export type BackupBefore =
  | { readonly backup: 'elsewhere' }
  | { readonly backup: 'found'; readonly backupOf: string; readonly sha256: string }
  | {
      readonly backup: 'created';
      readonly backupOf: string;
      readonly sha256: string;
      readonly bytes: number;
    };

export interface BackupSource {
  readonly db: Database;
  /** Of its owner. */
  readonly databaseUrl: string;
  /** Migrations of the database, in order. */
  readonly applied: readonly string[];
  /** Null: it is not known here. */
  readonly masterKey: Buffer | null;
  readonly now: Date;
}

/**
 * Finds a backup of the last 24 hours in the folder that holds this installation before the upgrade, or creates one.
 * Throws {@link BackupRequired} where neither is possible.
 */
export async function backupBeforeUpgrade(
  folder: string,
  source: BackupSource,
  tell: (said: Message) => void,
): Promise<BackupBefore> {
  if (source.masterKey === null) throw new BackupRequired(message('backups.required.no-key'));
  const keyed = { ...source, masterKey: source.masterKey };
  const found = await recentBackup(folder, keyed);
  if (found === null) return createBackup(folder, keyed, tell);
  const { file, createdAt, sha256 } = found;
  tell(message('backups.before-upgrade.found', { file, at: createdAt }));
  return { backup: 'found', backupOf: createdAt, sha256 };
}

type KeyedSource = BackupSource & { readonly masterKey: Buffer };

async function recentBackup(
  folder: string,
  { db, applied, masterKey, now }: KeyedSource,
): Promise<FoundBackup | null> {
  const id = await installationId(db);
  return findBackup(folder, {
    masterKey,
    now,
    notBefore: new Date(now.getTime() - dayMs),
    fits: (head) => head.installationId === id && head.migrations.join() === applied.join(),
  });
}

async function createBackup(
  folder: string,
  { db, databaseUrl, masterKey, now }: KeyedSource,
  tell: (said: Message) => void,
): Promise<BackupBefore> {
  const keyRing = await findKeyRing(db, masterKey);
  if (keyRing === null) throw new BackupRequired(message('database.other-master-key'));
  const name = `before-upgrade-${now.toISOString().replaceAll(/[:.]/gu, '-')}.backup`;
  try {
    const order = { databaseUrl, masterKey, keyVersion: keyRing.version, passphrase: null, now };
    const { file, head, sha256, rows, bytes } = await writeBackupInto(folder, name, order);
    tell(message('backups.before-upgrade.created', { file, count: rows, bytes }));
    return { backup: 'created', backupOf: head.createdAt, sha256, bytes };
  } catch (error) {
    const { code, message: words } = error as NodeJS.ErrnoException;
    const cause = message('backups.not-written', { file: `${folder}/${name}`, cause: code ?? words });
    throw new BackupRequired(cause, { cause: error });
  }
}
