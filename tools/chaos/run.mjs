import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { isFresh, root } from '../../scripts/build-state.mjs';

/** `npm run chaos -- --seed N --minutes M --psa NAME`: kills, faults and people against the whole product (docs/testing.md). */
if (!isFresh()) {
  const { build } = await import('../../scripts/build.mjs');
  await build();
}
const child = spawn(
  process.execPath,
  ['--import', 'tsx', join(root, 'tools', 'chaos', 'main.ts'), ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
// It ends its servers before it ends itself.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('close', (code) => process.exit(code ?? 1));
