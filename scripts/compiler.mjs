import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The file of TypeScript's native compiler. Its interface for programs is not settled yet, so what reads sources through
 * it (lint, tests of the sources) stays with `typescript` (docs/decisions/0027-checks.md). Throws where it is not
 * installed.
 */
export function compiler() {
  const manifest = createRequire(import.meta.url).resolve('typescript-7/package.json');
  return join(dirname(manifest), 'bin', 'tsc');
}
