import { performance } from 'node:perf_hooks';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildConsole } from './build-console.mjs';
import { writeBuildIdentity } from './build-identity.mjs';
import { isFresh, markBuilt, root, sources } from './build-state.mjs';
import { bundleOfWorkflows, workflowBundles } from './bundle-workflows.mjs';
import { writeMessages } from './write-messages.mjs';

/**
 * Bundles programs, workflows and console into dist/. Throws with the bundler's words when it fails; types are looked at
 * by the checks alone.
 * @param tell hears of each part once it is built, and how long that took
 */
export async function build(tell = () => undefined) {
  writeMessages();
  const before = sources();
  writeBuildIdentity();
  const told = async (part, building) => {
    const began = performance.now();
    await building;
    tell(part, `built, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  };
  await Promise.all([
    told('Service', service()),
    told('Workflows', bundleWorkflows()).then(() => told('Console', buildConsole())),
  ]);
  markBuilt(before);
}

async function service() {
  let bundler;
  try {
    bundler = await import('./build-service.mjs');
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(
      'dist/ is missing or old, and the bundler is not installed: run npm ci without --omit=dev',
      { cause: error },
    );
  }
  await bundler.buildService();
}

/**
 * At run time no workflow is bundled: the worker starts at once, and production needs no bundler. A worker that sends no
 * traces loads nothing of OpenTelemetry, so there are two bundles.
 */
async function bundleWorkflows() {
  const entry = join(root, 'workflows', 'index.ts');
  if (!existsSync(entry)) return;
  const folder = join(root, 'dist', 'workflows');
  mkdirSync(folder, { recursive: true });
  for (const [name, bundle] of Object.entries(workflowBundles)) {
    const file = join(folder, name);
    writeFileSync(`${file}.tmp`, await bundleOfWorkflows(entry, bundle));
    renameSync(`${file}.tmp`, file);
  }
}

/** Everything in dist/ but what a release keeps there between its steps. */
function removeBuilt() {
  const dist = join(root, 'dist');
  if (!existsSync(dist)) return;
  for (const name of readdirSync(dist).filter((one) => one !== 'release'))
    rmSync(join(dist, name), { recursive: true });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.includes('--clean')) removeBuilt();
  try {
    if (!process.argv.includes('--where-old') || !isFresh()) await build();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
