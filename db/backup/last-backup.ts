import type { Queryable } from '../model/database.ts';

export interface LastBackup {
  readonly at: Date;
  /** Of the file. */
  readonly bytes: number;
}

/** Notes a backup that was written as a whole; an older one changes nothing. */
export async function noteBackup(db: Queryable, { at, bytes }: LastBackup): Promise<void> {
  await db
    .updateTable('installation')
    .set({ lastBackupAt: at, lastBackupBytes: String(bytes) })
    .where((is) => is.or([is('lastBackupAt', 'is', null), is('lastBackupAt', '<', at)]))
    .execute();
}

/** The last good backup and when the installation was created; `last` is null where none is known. */
export async function readLastBackup(
  db: Queryable,
): Promise<{ readonly last: LastBackup | null; readonly createdAt: Date }> {
  const { lastBackupAt, lastBackupBytes, createdAt } = await db
    .selectFrom('installation')
    .select(['lastBackupAt', 'lastBackupBytes', 'createdAt'])
    .executeTakeFirstOrThrow();
  const last =
    lastBackupAt === null || lastBackupBytes === null
      ? null
      : { at: lastBackupAt, bytes: Number(lastBackupBytes) };
  return { last, createdAt };
}
