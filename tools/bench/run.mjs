import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isFresh, root } from '../../scripts/build-state.mjs';

/**
 * `npm run bench`: the measures of docs/testing.md against their targets, each in a run of its own.
 * `npm run bench -- usage-list start` runs only the named ones; `daily-run`, `huge`, `growth` and `kept-bytes` take minutes and run
 * only when named, `growth --quick` repeats less and `growth --sizes 60,400` measures only these sizes. Non-zero when a target is missed.
 */
const onlyWhenNamed = ['daily-run', 'growth', 'huge', 'kept-bytes'];
const suffix = '.bench.ts';
const known = readdirSync(join(root, 'tools', 'bench'))
  .filter((name) => name.endsWith(suffix))
  .map((name) => name.slice(0, -suffix.length))
  .sort();

const isQuick = process.argv.includes('--quick');
const sizesAt = process.argv.indexOf('--sizes');
const sizes = sizesAt < 0 ? undefined : process.argv[sizesAt + 1];
const named = process.argv
  .slice(2)
  .filter((name, nth) => name !== '--quick' && name !== '--sizes' && (sizesAt < 0 || nth !== sizesAt - 1));
const unknown = named.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No such measure: ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(2);
}
const wanted = named.length > 0 ? named : known.filter((name) => !onlyWhenNamed.includes(name));

if (!isFresh()) {
  console.log('Building (only after a change).');
  const { build } = await import('../../scripts/build.mjs');
  await build();
}

const missed = wanted.filter((name) => {
  const flags = [
    '--config',
    'tools/bench/jest.config.mjs',
    '--runInBand',
    '--testPathPatterns',
    `tools/bench/${name}\\.bench\\.ts$`,
  ];
  const run = spawnSync(process.execPath, [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...flags], {
    cwd: root,
    env: {
      ...process.env,
      ...(isQuick ? { BENCH_QUICK: '1' } : {}),
      ...(sizes ? { BENCH_SIZES: sizes } : {}),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return run.status !== 0;
});
if (named.length === 0) console.log(`Not run, because not named: ${onlyWhenNamed.join(', ')}.`);
console.log(missed.length === 0 ? 'Every target holds.' : `Missed or not measured: ${missed.join(', ')}.`);
process.exit(missed.length === 0 ? 0 : 1);
