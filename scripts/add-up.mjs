import { readFileSync } from 'node:fs';

/**
 * `node scripts/add-up.mjs FILE...`: the sum of the last lines of runs of `scripts/test.mjs`, as one line. A run that
 * ended without its line counts as one failure. Exit code 1 where anything failed.
 */
const total = { passed: 0, failed: 0, skipped: 0 };
for (const file of process.argv.slice(2)) {
  const last = readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  const counts = /^(\d+) passed, (\d+) failed, (\d+) skipped$/u.exec(last);
  if (counts === null) {
    console.log(`${file} ended without its sum: ${last}`);
    total.failed += 1;
    continue;
  }
  total.passed += Number(counts[1]);
  total.failed += Number(counts[2]);
  total.skipped += Number(counts[3]);
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 ? 1 : 0);
