import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './build-state.mjs';

/** Each program, and what scripts read of the sources: `dist/<name>.js`. */
const entries = [
  'api/main',
  'cli/main',
  'cli/migrate',
  'embedded/main',
  'embedded/temporal/wheel',
  'embedded/tour/main',
  'sandbox/main',
  'worker/main',
];
/** Packages of very many small files. All others stay where npm put them (docs/decisions/0036-bundled-programs.md). */
const bundled = ['kysely', 'undici', 'zod'];
const shared = join(root, 'dist', 'parts');

/** Bundles the programs into dist/, with what they share beside them. Types are taken off, and not looked at. */
export async function buildService() {
  const bundle = await rolldown({
    cwd: root,
    platform: 'node',
    logLevel: 'warn',
    input: Object.fromEntries(entries.map((name) => [name, `${name}.ts`])),
    external: isExternal,
    // A module that only does something when it is loaded stays, whatever its package says.
    treeshake: { moduleSideEffects: true },
  });
  const { output } = await bundle.write({
    dir: join(root, 'dist'),
    format: 'esm',
    sourcemap: true,
    // Names of errors are read in logs and in Temporal.
    keepNames: true,
    chunkFileNames: 'parts/[name]-[hash].js',
  });
  await bundle.close();
  const written = new Set(output.map(({ fileName }) => fileName));
  for (const name of readdirSync(shared)) if (!written.has(`parts/${name}`)) rmSync(join(shared, name));
}

const isExternal = (id) =>
  !id.startsWith('.') &&
  !id.startsWith('/') &&
  !bundled.some((name) => id === name || id.startsWith(`${name}/`));
