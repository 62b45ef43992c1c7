import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root } from './build-state.mjs';
import { compiler } from './compiler.mjs';
import { runProgram, secondsSince } from './run-program.mjs';
import { writeMessages } from './write-messages.mjs';

const bin = (name) => join(root, 'node_modules', '.bin', name);

/**
 * What can be said of the code without running it (docs/testing.md). Each keeps what it found for the next time below
 * node_modules/.cache. The longest stand first: they begin first.
 */
export const checks = [
  {
    name: 'lint',
    program: bin('oxlint'),
    flags: [
      '-c',
      'oxlint.config.mjs',
      '--type-aware',
      '--deny-warnings',
      '--report-unused-disable-directives',
    ],
  },
  { name: 'types', program: process.execPath, flags: [compiler(), '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'console types', program: process.execPath, flags: [compiler(), '-p', 'web/tsconfig.json'] },
  {
    name: 'texts',
    program: process.execPath,
    flags: ['--import', 'tsx', 'test/texts/check.ts'],
  },
  {
    name: 'format',
    program: bin('oxfmt'),
    flags: ['--check', '.'],
  },
  { name: 'words', program: process.execPath, flags: ['scripts/words.mjs'], prints: true },
  {
    name: 'unused code',
    program: bin('knip'),
    flags: ['--cache', '--no-progress', '--no-config-hints'],
  },
  {
    name: 'used in tests alone',
    program: bin('knip'),
    flags: ['--production', '--cache', '--no-progress', '--no-config-hints'],
  },
];

/** Two or more at a time, one for each core; what a check that failed says is printed when it ends. */
export async function runChecks(wanted, { onEnd }) {
  writeMessages();
  const queue = [...wanted];
  const next = async () => {
    for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
      const start = Date.now();
      const { code, said } = await runProgram(check.program, check.flags);
      const isGood = code === 0;
      const took = secondsSince(start);
      console.log(
        `${isGood ? 'good' : 'FAILED'}: ${check.name} (${took})${isGood && check.prints !== true ? '' : `\n${said.trimEnd()}`}`,
      );
      onEnd({ name: check.name, took, isGood });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, next));
}
