import { inEnglish } from '../../messages/english.ts';
import { resolve } from 'node:path';
import { z } from 'zod';
import { weaknessOf } from '../../api/sign-in/password-strength.ts';
import { BackupExists, writeBackup } from '../../db/backup/write-backup.ts';
import { CannotRun, type RunCommand } from '../command.ts';
import { openInstallation } from '../installation.ts';
import { keyRingOf, masterKeyOf } from '../master-key.ts';
import { passphraseFrom } from '../passphrase.ts';

const optionsSchema = z.object({
  file: z.string().optional(),
  withMasterKey: z.boolean().default(false),
  passphraseFile: z.string().optional(),
});

/** Copies the database into one file, beside a running Seatwise too. Changes nothing. */
export const run: RunCommand = async (options, context) => {
  const { file, withMasterKey, passphraseFile } = optionsSchema.parse(options);
  const installation = await openInstallation(context, 'backup', 'any');
  const { version: keyVersion } = await keyRingOf(installation);
  const passphrase = withMasterKey ? await newPassphrase(passphraseFile) : null;
  const now = new Date();
  const name = `seatwise-${now.toISOString().slice(0, 19).replaceAll(':', '-')}.backup`;
  const path = resolve(file ?? name);
  const written = await writeBackup({
    databaseUrl: installation.databaseUrl,
    file: path,
    masterKey: await masterKeyOf(installation, installation.db),
    keyVersion,
    passphrase,
    now,
  }).catch((error: unknown) => {
    if (error instanceof BackupExists) throw new CannotRun(error.message);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new CannotRun(`The folder of ${path} is not there. Make it, or choose another.`);
    throw new CannotRun(`The backup could not be written to ${path} (${code ?? message}).`);
  });
  const { createdAt, installationId, schema } = written.head;
  const { rows, bytes, sha256, keyId } = written;
  return {
    ok: true,
    data: { file: path, createdAt, installationId, schemaVersion: schema.version, rows, bytes, sha256, keyId, withMasterKey },
    lines: [
      `Written: ${path}`,
      `  ${rows} rows, ${bytes} bytes, schema ${schema.version}, SHA-256 of its contents ${sha256}`,
      `  Sealed under the master key ${keyId}, version ${keyVersion}.`,
      withMasterKey
        ? '  The master key is in it: whoever has this file and the passphrase can read every stored credential. Keep the two apart.'
        : '  The master key is not in it. Keep the key apart; without it this file cannot be restored.',
    ],
  };
}; // prettier-ignore

/** Whoever finds the file can try as long as they like. */
async function newPassphrase(file: string | undefined): Promise<string> {
  const passphrase = await passphraseFrom(file, 'new');
  if (passphrase.length < 12) throw tooWeak('It must have 12 characters or more.');
  const weakness = await weaknessOf(passphrase, []);
  if (weakness !== null) throw tooWeak(inEnglish(weakness));
  return passphrase;
}

const tooWeak = (why: string): CannotRun => new CannotRun(`The passphrase protects the master key. ${why}`);
