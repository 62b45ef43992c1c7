import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dayMs } from '../../domain/calendar.ts';
import { masterKeyId } from '../secrets/key-ring.ts';
import { readBackup, readEnvelope, UnusableBackup } from './read-backup.ts';

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
  const found = await backupsIn(folder, masterKey);
  const old = found.slice(keep).filter(({ at }) => now.getTime() - at.getTime() > neverDeletedBeforeMs);
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

interface Found {
  readonly file: string;
  readonly at: Date;
}

/** By the time in their envelopes, not of the files, which a copy changes; newest first. */
async function backupsIn(folder: string, masterKey: Buffer): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const name of (await readdir(folder)).filter((one) => one.endsWith('.backup'))) {
    const file = join(folder, name);
    const envelope = await unlessUnusable(() => readEnvelope(file));
    if (envelope?.keyId === masterKeyId(masterKey)) found.push({ file, at: new Date(envelope.createdAt) });
  }
  return found.toSorted((one, other) => other.at.getTime() - one.at.getTime());
}

async function newestReadable(
  found: readonly Found[],
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

async function unlessUnusable<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UnusableBackup) return null;
    throw error;
  }
}
