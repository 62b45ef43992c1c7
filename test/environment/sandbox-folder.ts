import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { environmentNames, fromSetUp } from './names.ts';

/** A folder for one sandbox, whose TLS is there already: global set-up made it, once for the run. */
export function sandboxFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const made = fromSetUp(environmentNames.sandboxTls, environmentNames.sandboxTlsFault, "The sandbox's TLS");
  copyFileSync(made, join(folder, basename(made)));
  return folder;
}
