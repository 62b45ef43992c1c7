import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder of an installed package, looked for upwards from the running program and from the working directory:
 * packages of binaries have no main file that could be resolved. Null when it is not installed.
 */
export function installedPackage(name: string): string | null {
  const program = process.argv[1];
  const starts = [process.cwd()];
  if (program !== undefined && existsSync(program)) starts.unshift(dirname(realpathSync(program)));
  for (const start of starts) {
    for (let folder = start; ; folder = dirname(folder)) {
      const candidate = join(folder, 'node_modules', name);
      if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
      if (folder === dirname(folder)) break;
    }
  }
  return null;
}
