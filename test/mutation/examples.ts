import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * The unit tests of the rules of money as one file, so that each planted fault loads the rules once and not twenty times.
 * Properties are left out: each tries hundreds of cases, and thousands of faults would wait for them.
 */
const project = join(__dirname, '..', '..');
const load = createRequire(__filename);
const left = /(properties|protocol)\.unit\.test\.ts$/u;

for (const folder of ['domain/usage', 'domain/comparison', 'domain/decisions', 'domain/write-back'])
  for (const file of readdirSync(join(project, folder)))
    if (file.endsWith('.unit.test.ts') && !left.test(file)) load(join(project, folder, file));
