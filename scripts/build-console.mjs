import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newestOf, root } from './build-state.mjs';

const mark = join(root, 'dist', 'web', '.built');
const made = ['web', 'contracts', 'domain', 'vite.config.ts', 'package-lock.json'];

const state = () => {
  const { count, newestMs } = newestOf(made);
  return `${count} ${newestMs}`;
};

/** Bundles web/ into dist/web; nothing where what is there was made from the same sources. */
export async function buildConsole() {
  const before = state();
  if (existsSync(mark) && readFileSync(mark, 'utf8') === before) return;
  // React takes its production build by this, and Vite does not set it when called from a program.
  process.env.NODE_ENV ??= 'production';
  const { build } = await import('vite');
  await build({ configFile: join(root, 'vite.config.ts'), root: join(root, 'web'), logLevel: 'warn' });
  writeFileSync(mark, before);
}
