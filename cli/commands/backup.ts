import { message, type Message } from '../../messages/message.ts';
import { MessageError } from '../../messages/message-error.ts';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { weaknessOf } from '../../api/sign-in/password-strength.ts';
import { noteBackup } from '../../db/backup/last-backup.ts';
import { deleteOldBackups } from '../../db/backup/old-backups.ts';
import { writeBackup } from '../../db/backup/write-backup.ts';
import { CannotRun, indented, type RunCommand } from '../command.ts';
import { openInstallation } from '../installation.ts';
import { keyRingOf, masterKeyOf } from '../master-key.ts';
import { passphraseFrom } from '../passphrase.ts';
import type { Say } from '../../messages/say.ts';

const optionsSchema = z.object({
  file: z.string().optional(),
  withMasterKey: z.boolean().default(false),
  passphraseFile: z.string().optional(),
  keep: z.coerce.number().int().min(1).optional(),
});

/**
 * Copies the database into one file, while Seatwise runs too, and notes when. With `--keep`, deletes old ones in the
 * same folder afterwards.
 */
export const run: RunCommand = async (options, context) => {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) throw new CannotRun(message('backups.keep-not-a-number'));
  const { file, withMasterKey, passphraseFile, keep } = parsed.data;
  const installation = await openInstallation(context, 'backup', 'any');
  const { version: keyVersion } = await keyRingOf(installation);
  const passphrase = withMasterKey ? await newPassphrase(passphraseFile, context.say) : null;
  const now = new Date();
  const name = `seatwise-${now.toISOString().slice(0, 19).replaceAll(':', '-')}.backup`;
  const path = resolve(file ?? name);
  const masterKey = await masterKeyOf(installation, installation.db);
  const written = await writeBackup({
    databaseUrl: installation.databaseUrl,
    file: path,
    masterKey,
    keyVersion,
    passphrase,
    now,
  }).catch((error: unknown) => {
    if (error instanceof MessageError) throw error;
    const { code, message: words } = error as NodeJS.ErrnoException;
    throw new CannotRun(
      code === 'ENOENT'
        ? message('backups.folder-missing', { file: path })
        : message('backups.not-written', { file: path, cause: code ?? words }),
    );
  });
  const { createdAt, installationId, schema } = written.head;
  const { rows, bytes, sha256, keyId } = written;
  await noteBackup(installation.db, { at: now, bytes });
  const deleted =
    keep === undefined ? [] : await deleteOldBackups(dirname(path), { keep, installationId, masterKey, now });
  return {
    ok: true,
    data: { file: path, createdAt, installationId, schemaVersion: schema.version, rows, bytes, sha256, keyId, withMasterKey, deleted },
    lines: [
      message('backups.written', { file: path }),
      indented(
        message('backups.contents', { count: rows, bytes, schema: String(schema.version), sum: sha256 }),
      ),
      indented(message('backups.sealed-under', { key: keyId, version: String(keyVersion) })),
      indented(message(withMasterKey ? 'backups.with-key' : 'backups.without-key')),
      ...deleted.map((old) => indented(message('backups.deleted', { file: old }))),
    ],
  };
}; // prettier-ignore

/** Characters of a passphrase. */
const shortest = 12;

/** Whoever finds the file can try as long as they like. */
async function newPassphrase(file: string | undefined, say: Say): Promise<string> {
  const passphrase = await passphraseFrom(file, 'new', say);
  if (passphrase.length < shortest) throw tooWeak(message('cli.passphrase.too-short', { count: shortest }));
  const weakness = await weaknessOf(passphrase, []);
  if (weakness !== null) throw tooWeak(weakness);
  return passphrase;
}

const tooWeak = (why: Message): CannotRun => new CannotRun(message('cli.passphrase.weak', { why }));
