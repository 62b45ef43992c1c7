import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupHead } from './format.ts';
import { readBackup, readEnvelope, UnusableBackup } from './read-backup.ts';
import { type BackupOrder, writeBackup, type WrittenBackup } from './write-backup.ts';
import { masterKeyId } from '../secrets/key-ring.ts';

export interface FoundBackup {
  readonly file: string;
  readonly createdAt: string;
  readonly sha256: string;
}

export interface WantedBackup {
  /** Under which it must be sealed. */
  readonly masterKey: Buffer;
  readonly notBefore: Date;
  readonly now: Date;
  readonly fits: (head: BackupHead) => boolean;
}

/**
 * The newest backup in the folder that was read as a whole and is what is wanted; null: there is none, or no such folder.
 */
export async function findBackup(folder: string, wanted: WantedBackup): Promise<FoundBackup | null> {
  for (const { file, createdAt } of await candidates(folder, wanted)) {
    const checked = await unlessUnusable(() => readBackup(file, wanted.masterKey));
    if (checked !== null && wanted.fits(checked.head)) return { file, createdAt, sha256: checked.sha256 };
  }
  return null;
}

/** What may fit by its envelope, which is quickly read; newest first. */
async function candidates(
  folder: string,
  { masterKey, notBefore, now }: WantedBackup,
): Promise<readonly { readonly file: string; readonly createdAt: string }[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await backupsAmong(folder, names, masterKey);
  return found.filter(({ createdAt }) => {
    const at = new Date(createdAt);
    return at >= notBefore && at <= now;
  });
}

/** Backups under this master key, by the time in their envelopes, not of the files, which a copy changes; newest first. */
export async function backupsAmong(
  folder: string,
  names: readonly string[],
  masterKey: Buffer,
): Promise<readonly { readonly file: string; readonly createdAt: string }[]> {
  const found: { readonly file: string; readonly createdAt: string }[] = [];
  for (const name of names.filter((one) => one.endsWith('.backup'))) {
    const file = join(folder, name);
    const envelope = await unlessUnusable(() => readEnvelope(file));
    if (envelope?.keyId === masterKeyId(masterKey)) found.push({ file, createdAt: envelope.createdAt });
  }
  return found.toSorted((one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt));
}

/** What a read gives; null: the file is no backup that can be used. */
export async function unlessUnusable<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UnusableBackup) return null;
    throw error;
  }
}

/** Writes a backup into the folder, which is created if needed. Throws what the file system says. */
export async function writeBackupInto(
  folder: string,
  name: string,
  order: Omit<BackupOrder, 'file'>,
): Promise<WrittenBackup & { readonly file: string }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, name);
  return { ...(await writeBackup({ ...order, file })), file };
}
