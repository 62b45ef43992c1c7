import { existsSync } from 'node:fs';
import { type Envelope, openMasterKey } from '../db/backup/envelope.ts';
import { type CheckedBackup, readBackup, readEnvelope } from '../db/backup/read-backup.ts';
import { masterKeyId } from '../db/secrets/key-ring.ts';
import { formerKeyFile } from '../embedded/former-key.ts';
import type { HomeFiles } from '../embedded/home.ts';
import { keptKey } from '../embedded/master-key.ts';
import { message } from '../messages/message.ts';
import { CannotRun, type CommandContext } from './command.ts';
import { passphraseFrom } from './passphrase.ts';
import type { Say } from '../messages/say.ts';

/** A backup that was read as a whole, with the key that opens it. */
export interface OpenedBackup {
  readonly checked: CheckedBackup;
  readonly masterKey: Buffer;
  /** `brought`: by the file or by hand, and not the one that this machine uses. */
  readonly key: 'present' | 'brought';
}

export interface KeyOptions {
  readonly keyFile?: string | undefined;
  readonly passphraseFile?: string | undefined;
}

/**
 * Finds the master key that a backup was made under: the one that is set or kept here, one that was kept from before a
 * rotation, or the one in the file. Throws {@link CannotRun} and {@link UnusableBackup}.
 */
export async function openBackup(
  file: string,
  options: KeyOptions,
  context: CommandContext,
  home: HomeFiles,
): Promise<OpenedBackup> {
  const envelope = await readEnvelope(file);
  const { masterKey, key } = await keyFor(
    {
      fits: (masterKey) => masterKeyId(masterKey) === envelope.keyId,
      keyId: envelope.keyId,
      former: formerKeyFile(home, envelope.keyId),
      brought: () => broughtBy(envelope, options, context.say),
    },
    context,
    home,
  );
  const checked = await readBackup(file, masterKey);
  return { checked, masterKey, key };
}

async function broughtBy(envelope: Envelope, options: KeyOptions, say: Say): Promise<Buffer | null> {
  if (options.keyFile !== undefined) return keyIn(options.keyFile);
  if (envelope.masterKey === undefined) return null;
  const masterKey = await openMasterKey(
    envelope.masterKey,
    await passphraseFrom(options.passphraseFile, 'known', say),
  );
  if (masterKey === null) throw new CannotRun(message('backups.other-passphrase'));
  return masterKey;
}

function keyIn(file: string): Buffer {
  if (!existsSync(file)) throw new CannotRun(message('files.missing', { path: file }));
  return keptKey(file);
}

interface Wanted {
  readonly fits: (masterKey: Buffer) => boolean;
  readonly keyId: string;
  /** Where a rotation has kept it. */
  readonly former: string;
  /** Null: nothing brings a key. */
  readonly brought: () => Promise<Buffer | null>;
}

async function keyFor(
  { fits, keyId: key, former, brought }: Wanted,
  { environment }: CommandContext,
  home: HomeFiles,
): Promise<Pick<OpenedBackup, 'masterKey' | 'key'>> {
  const present =
    environment.MASTER_KEY ?? (existsSync(home.masterKeyFile) ? keptKey(home.masterKeyFile) : undefined);
  if (present !== undefined && fits(present)) return { masterKey: present, key: 'present' };
  if (environment.MASTER_KEY !== undefined) throw new CannotRun(message('backups.key-set-is-other', { key }));
  const other = await brought();
  if (other !== null && fits(other)) return { masterKey: other, key: 'brought' };
  if (other !== null) throw new CannotRun(message('backups.key-given-is-other', { key }));
  if (present === undefined)
    throw new CannotRun(message('backups.key-missing', { key, file: home.masterKeyFile }));
  // Not taken by itself: where it was replaced because somebody knew it, they can have written the file.
  throw new CannotRun(
    message('core.both', {
      first: message('backups.key-kept-is-other', { key, file: home.masterKeyFile }),
      second: existsSync(former)
        ? message('backups.key-of-before', { file: former })
        : message('backups.key-of-before-by-name'),
    }),
  );
}
