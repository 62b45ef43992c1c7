import { readdir, rm } from 'node:fs/promises';
import { dayMs } from '../../domain/calendar.ts';
import { backupsAmong, unlessUnusable } from './backup-folder.ts';
import { readBackup } from './read-backup.ts';

/** No backup is deleted before this, however many there are: a fault in the data may be noticed late. */
export const neverDeletedBeforeMs = 30 * dayMs;

/**
 * Deletes backups of this installation from the folder that are older than 30 days, beyond the newest `keep`. The newest one
 * that can be read as a whole stays in any case; where there is none, all stay. Files of other installations or other
 * master keys, and files that are no backups, are not touched. Returns the files that were deleted, oldest last.
 */
export async function deleteOldBackups(
  folder: string,
  {
    keep,
    installationId,
    masterKey,
    now,
  }: {
    readonly keep: number;
    readonly installationId: string;
    readonly masterKey: Buffer;
    readonly now: Date;
  },
): Promise<readonly string[]> {
  const found = await backupsAmong(folder, await readdir(folder), masterKey);
  const old = found
    .slice(keep)
    .filter(({ createdAt }) => now.getTime() - Date.parse(createdAt) > neverDeletedBeforeMs);
  if (old.length === 0) return [];
  const readable = await newestReadable(found, installationId, masterKey);
  if (readable === null) return [];
  const deleted: string[] = [];
  for (const { file } of old) {
    if (file === readable || (await headOf(file, masterKey))?.installationId !== installationId) continue;
    await rm(file);
    deleted.push(file);
  }
  return deleted;
}

async function newestReadable(
  found: readonly { readonly file: string }[],
  installationId: string,
  masterKey: Buffer,
): Promise<string | null> {
  for (const { file } of found)
    if ((await headOf(file, masterKey))?.installationId === installationId) return file;
  return null;
}

/** Of a backup that was read to its end; null: it cannot be. */
const headOf = async (file: string, masterKey: Buffer) =>
  (await unlessUnusable(() => readBackup(file, masterKey)))?.head ?? null;
