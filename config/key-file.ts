import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { message, type Message } from '../messages/message.ts';

/** Where container runtimes mount secrets: readable inside the container only. */
const secretsFolder = '/run/secrets/';

const writableByOthers = 0o022;
const othersMayWriteHere = 0o002;
const sticky = 0o1000;

/**
 * Why the file of a master key is no secret of its owner; null: it is. Others than the owner may not
 * write it. All may read it only below /run/secrets, or in a folder that nobody else may enter (0700); its group may.
 * Throws the system's error where the file is not there.
 */
export function openKeyFile(file: string): Message | null {
  const path = realpathSync(file);
  const { mode } = statSync(path);
  const folder = statSync(dirname(path)).mode;
  if ((mode & writableByOthers) !== 0 || ((folder & othersMayWriteHere) !== 0 && (folder & sticky) === 0)) {
    return message('files.writable-by-others', { file });
  }
  if ((mode & 0o004) === 0 || path.startsWith(secretsFolder) || isClosed(dirname(path))) return null;
  return message('files.readable-by-others', { file });
}

/** Nobody but the owner may enter the folder, or one above it. */
function isClosed(folder: string): boolean {
  if ((statSync(folder).mode & 0o077) === 0) return true;
  return folder !== dirname(folder) && isClosed(dirname(folder));
}
