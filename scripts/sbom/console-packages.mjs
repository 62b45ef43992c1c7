import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../build-state.mjs';

/** Folders of the packages whose code, styles or fonts are in the built console, as its build wrote them down. */
export function consolePackages() {
  const file = join(root, 'dist', 'web', '.packages.json');
  if (!existsSync(file)) throw new Error('The build of the console did not say what is in it: npm run build');
  return new Set(JSON.parse(readFileSync(file, 'utf8')));
}
