import { existsSync } from 'node:fs';
import { masterKeyId } from '../db/secrets/key-ring.ts';
import type { HomeFiles } from './home.ts';
import { keyInFile, keyText } from './key-text.ts';
import { writePrivateFile } from './private-file.ts';

type KeyFiles = Pick<HomeFiles, 'masterKeyFile'>;

/** Where a master key stays that another one replaced: backups of its time open with it. */
export const formerKeyFile = ({ masterKeyFile }: KeyFiles, keyId: string): string =>
  `${masterKeyFile}.${keyId}`;

/** Keeps a copy of the present key under its id, before another takes its place. */
export function keepFormerKey(home: KeyFiles): void {
  const key = keyInFile(home.masterKeyFile);
  const file = formerKeyFile(home, masterKeyId(key));
  if (!existsSync(file)) writePrivateFile(file, keyText(key));
}
