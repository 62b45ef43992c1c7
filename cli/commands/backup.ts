import { resolve } from 'node:path';
import { Argument, Option } from 'commander';
import { z } from 'zod';
import { BackupExists, writeBackup } from '../../db/backup/write-backup.ts';
import { CannotRun, type SeatwiseCommand } from '../command.ts';
import { openInstallation } from '../installation.ts';
import { keyRingOf, masterKeyOf } from '../master-key.ts';

const optionsSchema = z.object({ file: z.string().optional(), withMasterKey: z.boolean().default(false) });

/** Copies the database into one file, beside a running Seatwise too. Changes nothing. */
export const backup: SeatwiseCommand = {
  name: 'backup',
  summary: 'copies the database into one file, while Seatwise may run',
  explanation:
    'One consistent copy, readable by its owner alone (0600). The master key is not in it: keep it apart, nothing can be ' +
    'restored without it. Nothing of Temporal is in it either: what must run is started again from the rows.',
  arguments: [new Argument('[file]', 'default: seatwise-<time>.backup in this folder')],
  options: [
    new Option('--with-master-key', 'puts the master key into the file: whoever has the file has everything'),
  ],
  async run(options, context) {
    const { file, withMasterKey } = optionsSchema.parse(options);
    const installation = await openInstallation(context, 'backup', 'any');
    const keyRing = await keyRingOf(installation);
    const now = new Date();
    const name = `seatwise-${now.toISOString().slice(0, 19).replaceAll(':', '-')}.backup`;
    const path = resolve(file ?? name);
    const written = await writeBackup({
      databaseUrl: installation.databaseUrl,
      file: path,
      keyRing,
      masterKey: withMasterKey ? await masterKeyOf(installation, installation.db) : null,
      now,
    }).catch((error: unknown) => {
      if (error instanceof BackupExists) throw new CannotRun(error.message);
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT')
        throw new CannotRun(`The folder of ${path} is not there. Make it, or choose another.`);
      throw new CannotRun(`The backup could not be written to ${path} (${code ?? message}).`);
    });
    const { createdAt, installationId, schema } = written.head;
    const { rows, bytes, sha256 } = written;
    return {
      ok: true,
      data: { file: path, createdAt, installationId, schemaVersion: schema.version, rows, bytes, sha256, withMasterKey },
      lines: [
        `Written: ${path}`,
        `  ${rows} rows, ${bytes} bytes, schema ${schema.version}, SHA-256 ${sha256}`,
        withMasterKey
          ? '  THE MASTER KEY IS IN IT: whoever has this file can read every stored credential. Keep it as you keep the key.'
          : '  The master key is not in it. Keep the key apart; without it this file cannot be restored.',
      ],
    };
  },
}; // prettier-ignore
