import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { restoreBackup } from '../../use-cases/operations/restore.ts';
import { anchorFolder } from '../../config/anchor-folder.ts';
import { openAnchorFile } from '../../db/audit/anchors/files.ts';
import { AuditChainBroken } from '../../db/audit/signed-checkpoint.ts';
import { openDatabase } from '../../db/model/database.ts';
import { createKeyRing, type KeyRing } from '../../db/secrets/key-ring.ts';
import { type HomeFiles, homeFiles, requireKeptFolder } from '../../embedded/home.ts';
import { startPostgres } from '../../embedded/postgres.ts';
import { makeFolder } from '../../embedded/postgres/database-user.ts';
import { putRestoredKey, settleRestoredKey } from '../../embedded/restored-key.ts';
import { anchorNow } from '../anchor-now.ts';
import { openBackup } from '../backup-key.ts';
import { message, type Message } from '../../messages/message.ts';
import { type CommandContext, indented, type RunCommand } from '../command.ts';
import { lockHome } from '../installation.ts';

const optionsSchema = z.object({
  file: z.string(),
  replace: z.boolean().default(false),
  keyFile: z.string().optional(),
  passphraseFile: z.string().optional(),
});

/** Makes the installation what a backup holds, or leaves it as it is. */
export const run: RunCommand = async (options, context) => {
  const { file, replace, ...keyOptions } = optionsSchema.parse(options);
  const path = resolve(file);
  const home = homeFiles(context.environment.SEATWISE_HOME);
  const opened = await openBackup(path, keyOptions, context, home);
  const { checked, masterKey } = opened;
  const isBrought = opened.key === 'brought';
  const keyRing = createKeyRing(masterKey, checked.head.keyVersion);
  const databaseUrl = await stoppedDatabase(context, home);
  const anchors = openAnchorFile(anchorFolder(context.environment));
  await restoreBackup({
    databaseUrl,
    file: path,
    checked,
    masterKey,
    replace,
    now: new Date(),
    audit: { keyRing, newestCounter: (tenantId) => anchors.newestCounter(tenantId) },
    beforeSwap: () => {
      if (isBrought) putRestoredKey(home, masterKey);
    },
  });
  const unanchored = await settle(isBrought ? home : null, databaseUrl, keyRing, anchors.folder);
  const { createdAt, installationId } = checked.head;
  const rows = Object.values(checked.totals.rows).reduce((sum, count) => sum + count, 0);
  return {
    ok: true,
    data: {
      file: path,
      createdAt,
      installationId,
      rows,
      masterKey: isBrought ? 'brought' : 'present',
    },
    lines: [
      message('backups.restored', { count: rows, at: createdAt }),
      ...(isBrought ? [indented(message('backups.key-placed', { file: home.masterKeyFile }))] : []),
      ...(unanchored === null ? [] : [indented(message('backups.not-anchored', { cause: unanchored }))]),
      indented(message('backups.next')),
    ],
  };
};

/** The address of the database, with SEATWISE_HOME locked; its own PostgreSQL is set up where there is none yet. */
async function stoppedDatabase(context: CommandContext, home: HomeFiles): Promise<string> {
  const { DATABASE_URL: named } = context.environment;
  if (named === undefined) {
    requireKeptFolder(home.folder);
    makeFolder(home.folder, process.getuid?.() === 0);
  }
  if (existsSync(home.folder)) lockHome(context, home, 'restore', 'stopped');
  if (named !== undefined) return named;
  const postgres = await startPostgres({ dir: home.postgres, mode: 'durable' });
  context.onEnd(() => postgres.stop());
  return postgres.url;
}

/**
 * Ends what follows the swap: the key that the file brought takes its place, and the signed checkpoint from which the audit goes
 * on is written outside the database. Returns why it could not be written, or null.
 */
async function settle(
  bringsKey: HomeFiles | null,
  databaseUrl: string,
  keyRing: KeyRing,
  folder: string,
): Promise<Message | null> {
  if (bringsKey !== null) makeFolder(bringsKey.folder, process.getuid?.() === 0);
  const db = openDatabase({ url: databaseUrl, poolMax: 1, connectTimeoutMs: 10_000 });
  try {
    if (bringsKey !== null) await settleRestoredKey(bringsKey, db);
    return await anchorNow(db, keyRing, folder);
  } catch (error) {
    if (error instanceof AuditChainBroken) return error.says;
    throw error;
  } finally {
    await db.destroy();
  }
}
