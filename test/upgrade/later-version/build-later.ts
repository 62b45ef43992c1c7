import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds the later version below `folder`, from what `dist/` has. */
export function buildLaterVersion(folder: string): string {
  const version = join(folder, 'later');
  const script = join('test', 'upgrade', 'later-version', 'build.mjs');
  const built = spawnSync(process.execPath, [script, version], { encoding: 'utf8' });
  expect([built.status, built.stderr]).toEqual([0, '']);
  return version;
}
