import { readdirSync, rmSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './build-state.mjs';

/** Each program, and what scripts read of the sources: `dist/<name>.js`. */
const entries = [
  'api/main',
  'cli/main',
  'cli/migrate',
  'embedded/main',
  'embedded/temporal/wheel',
  'reports/pdf/thread',
  'sandbox/main',
  'worker/main',
];
const dist = join(root, 'dist');
/** Packages of very many small files. All others stay where npm put them (docs/decisions/0036-bundled-programs.md). */
const bundled = ['kysely', 'undici', 'zod'];

/**
 * Bundles the programs into dist/, with what they share beside them. Types are taken off, and not looked at.
 * @param changes where a test builds another version: its folder, and plugins that change what is bundled
 */
export async function buildService(changes) {
  const written = await bundlePrograms(entries, bundled, changes);
  const shared = join(changes?.dir ?? dist, 'parts');
  for (const name of readdirSync(shared)) if (!written.has(`parts/${name}`)) rmSync(join(shared, name));
}

/**
 * `dist/<name>.js` for each `<name>.ts`, with these packages in it. Resolves with what was written, as paths from dist/.
 */
export async function bundlePrograms(names, packages, { dir = dist, plugins = [] } = {}) {
  const isWithin = (id) => packages.some((name) => id === name || id.startsWith(`${name}/`));
  const bundle = await rolldown({
    cwd: root,
    platform: 'node',
    logLevel: 'warn',
    plugins,
    input: Object.fromEntries(names.map((name) => [name, `${name}.ts`])),
    external: (id) => !id.startsWith('.') && !isAbsolute(id) && !isWithin(id),
    // A module that only does something when it is loaded stays, whatever its package says.
    treeshake: { moduleSideEffects: true },
  });
  const { output } = await bundle.write({
    dir,
    format: 'esm',
    sourcemap: true,
    // Names of errors are read in logs and in Temporal.
    keepNames: true,
    chunkFileNames: 'parts/[name]-[hash].js',
  });
  await bundle.close();
  return new Set(output.map(({ fileName }) => fileName));
}
