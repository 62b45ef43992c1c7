import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const mark = join(root, 'dist', '.built');
const notSources = new Set([
  'node_modules',
  'dist',
  'docs',
  'test',
  'tools',
  'dev',
  'coverage',
  'deploy',
  'secrets',
]);

/** True when every source is older than the last build and none came or went. A tree without sources is fresh. */
export function isFresh() {
  const now = sources();
  if (now.count === 0) return existsSync(join(root, 'dist', 'embedded', 'main.js'));
  if (!existsSync(mark)) return false;
  return readFileSync(mark, 'utf8') === String(now.count) && statSync(mark).mtimeMs >= now.newestMs;
}

/** Called after a whole build, with the time it began: a source saved meanwhile is newer. */
export function markBuilt(sourcesBefore) {
  if (sources().newestMs === sourcesBefore.newestMs) writeFileSync(mark, String(sourcesBefore.count));
}

/** Number of sources and the newest of their times. */
export function sources() {
  const found = { count: 0, newestMs: 0 };
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.isDirectory() && !entry.name.startsWith('.') && !notSources.has(entry.name)) {
      visit(join(root, entry.name), found);
    }
  }
  if (found.count === 0) return found;
  for (const name of ['package-lock.json', 'tsconfig.json', 'vite.config.ts', 'docs/users-guide.md'])
    note(join(root, name), found);
  return found;
}

/** Number of sources below these files and folders of the project, and the newest of their times. */
export function newestOf(names) {
  const found = { count: 0, newestMs: 0 };
  for (const name of names) {
    const path = join(root, name);
    if (existsSync(path) && statSync(path).isDirectory()) visit(path, found);
    else note(path, found);
  }
  return found;
}

function visit(folder, found) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) visit(path, found);
    else if (/\.(tsx?|css|html|js|json)$/.test(entry.name) && !entry.name.includes('.test.'))
      note(path, found);
  }
}

function note(path, found) {
  if (!existsSync(path)) return;
  found.count += 1;
  // Whole milliseconds: a copy of a file has no more.
  found.newestMs = Math.max(found.newestMs, Math.floor(statSync(path).mtimeMs));
}
