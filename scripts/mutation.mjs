import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './build-state.mjs';

/**
 * `npm run mutation`: plants faults in the rules of money and asks their unit tests to find them (docs/testing.md). One run
 * for each folder, so that each is held to the threshold by itself; `npm run mutation -- domain/usage` takes only that one.
 * Exit code 1 where a score is below it.
 */
const folders = ['domain/write-back', 'domain/decisions', 'domain/usage', 'domain/comparison'];
const named = process.argv.slice(2);
const unknown = named.filter((name) => !folders.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. Known: ${folders.join(', ')}.`);
  process.exit(2);
}
const stryker = join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
const missed = (named.length > 0 ? named : folders).filter((folder) => {
  console.log(`\n== ${folder}`);
  const { status } = spawnSync(process.execPath, [stryker, 'run', 'test/mutation/stryker.config.mjs'], {
    cwd: root,
    env: { ...process.env, MUTATED_FOLDER: folder },
    stdio: 'inherit',
  });
  return status !== 0;
});
if (missed.length > 0) console.error(`\nToo many faults were not found: ${missed.join(', ')}`);
process.exit(missed.length > 0 ? 1 : 0);
