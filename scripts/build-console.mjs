import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newestOf, root } from './build-state.mjs';

const folder = join(root, 'dist', 'web');
const mark = join(folder, '.built');
/** Pages opened before a build load their parts for a while after it. */
const keptMs = 3_600_000;
const made = [
  'web',
  'contracts',
  'domain',
  'locales',
  'messages',
  'vite.config.ts',
  'package-lock.json',
  'docs/users-guide.md',
];

const state = () => {
  const { count, newestMs } = newestOf(made);
  return `${count} ${newestMs}`;
};

/** Bundles web/ into dist/web; nothing where what is there was made from the same sources. */
export async function buildConsole() {
  const before = state();
  if (existsSync(mark) && readFileSync(mark, 'utf8') === before) return;
  // React takes its production build by this, and Vite does not set it when called from a program. The service starts in
  // the process that built, and must not take it for its own.
  const given = process.env.NODE_ENV;
  process.env.NODE_ENV ??= 'production';
  try {
    const { build } = await import('vite');
    await build({ configFile: join(root, 'vite.config.ts'), root: join(root, 'web'), logLevel: 'warn' });
  } finally {
    if (given === undefined) delete process.env.NODE_ENV;
  }
  removeOld();
  writeFileSync(mark, before);
}

/** What this build wrote is new, whatever its name. */
function removeOld() {
  const assets = join(folder, 'assets');
  for (const name of readdirSync(assets)) {
    const file = join(assets, name);
    if (Date.now() - statSync(file).mtimeMs > keptMs) rmSync(file);
  }
}
