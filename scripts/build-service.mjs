import { readdirSync, rmSync, writeFileSync } from 'node:fs';
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
/** Of the part that sends traces, which is loaded on request alone: tools of the build, and not installed. */
const bundledForTraces = [
  '@opentelemetry/api-logs',
  '@opentelemetry/context-async-hooks',
  '@opentelemetry/core',
  '@opentelemetry/exporter-trace-otlp-proto',
  '@opentelemetry/otlp-exporter-base',
  '@opentelemetry/otlp-transformer',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-logs',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/sdk-trace-base',
  '@opentelemetry/semantic-conventions',
  '@protobufjs',
  '@temporalio/interceptors-opentelemetry',
  '@temporalio/plugin',
  'protobufjs',
];
const packageFolder = /^.*?(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//u;

/**
 * Bundles the programs into dist/, with what they share beside them. Types are taken off, and not looked at.
 * @param changes where a test builds another version: its folder, and plugins that change what is bundled
 */
export async function buildService(changes) {
  const folder = changes?.dir ?? dist;
  const shared = join(folder, 'parts');
  const output = await bundlePrograms(entries, [...bundled, ...bundledForTraces], changes);
  const written = new Set(output.map(({ fileName }) => fileName));
  for (const name of readdirSync(shared)) if (!written.has(`parts/${name}`)) rmSync(join(shared, name));
  writeFileSync(join(folder, '.packages.json'), JSON.stringify(packagesWithin(output)));
}

/** Folders of the packages whose code is in these files, for `npm run sbom`. */
const packagesWithin = (output) => {
  const folders = output.flatMap(({ moduleIds = [] }) => moduleIds.map((id) => packageFolder.exec(id)?.[1]));
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
};

/**
 * `dist/<name>.js` for each `<name>.ts`, with these packages in it. Resolves with what was written.
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
  return output;
}
