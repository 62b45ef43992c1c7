import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recording } from './recordings.ts';

const root = process.cwd();
const { version: present } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/**
 * Installs a release below `folder` from its package and lock file, as `folder/package`: of the sources of its commit, or
 * of the work tree for the release that this one is going to be.
 */
export function installRelease({ release, commit }: Recording, folder: string): string {
  const sources = release === present ? root : sourcesOf(commit, join(folder, 'sources'));
  run(process.execPath, ['scripts/pack.mjs', '--into', folder], sources);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  run('tar', ['xzf', tarball], folder);
  const installed = join(folder, 'package');
  cpSync(join(installed, 'dist', 'sbom', 'package-lock.json'), join(installed, 'package-lock.json'));
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], installed);
  return installed;
}

function sourcesOf(commit: string, folder: string): string {
  mkdirSync(folder);
  const archive = execFileSync('git', ['archive', commit], { cwd: root, maxBuffer: 1_000_000_000 });
  execFileSync('tar', ['x'], { cwd: folder, input: archive });
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
  return folder;
}

function run(program: string, flags: readonly string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(program, flags, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${flags.join(' ')} ended with ${status}: ${stdout}${stderr}`);
}
