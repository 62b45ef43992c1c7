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

/** A backup in the folder that was read as a whole and is what is wanted; null: there is none, or no such folder. */
export async function findBackup(folder: string, wanted: WantedBackup): Promise<FoundBackup | null> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one.endsWith('.backup'))) {
    const file = join(folder, name);
    try {
      const { createdAt, keyId } = await readEnvelope(file);
      const at = new Date(createdAt);
      if (at < wanted.notBefore || at > wanted.now || keyId !== masterKeyId(wanted.masterKey)) continue;
      const { head, sha256 } = await readBackup(file, wanted.masterKey);
      if (wanted.fits(head)) return { file, createdAt, sha256 };
    } catch (error) {
      if (!(error instanceof UnusableBackup)) throw error;
    }
  }
  return null;
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
