import { performance } from 'node:perf_hooks';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildConsole } from './build-console.mjs';
import { isFresh, markBuilt, root, sources } from './build-state.mjs';
import { compiler } from './compiler.mjs';

/**
 * Compiles the sources to dist/, bundles workflows and console. Throws with the compiler's words when it fails; types are
 * looked at by the checks alone.
 * @param tell hears of each part once it is built, and how long that took
 */
export async function build(tell = () => undefined) {
  const before = sources();
  const told = async (part, building) => {
    const began = performance.now();
    await building;
    tell(part, `built, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  };
  await Promise.all([
    told('Service', compile()),
    told('Workflows', bundleWorkflows()).then(() => told('Console', buildConsole())),
  ]);
  markBuilt(before);
}

async function compile() {
  let tsc;
  try {
    tsc = compiler();
  } catch {
    throw new Error(
      'dist/ is missing or old, and the compiler is not installed: run npm ci without --omit=dev',
    );
  }
  // The memory of the last build lives and goes with its output.
  const memory = ['--incremental', '--tsBuildInfoFile', join(root, 'dist', '.tsbuildinfo')];
  const { code, said } = await run([tsc, '-p', join(root, 'tsconfig.build.json'), '--noCheck', ...memory]);
  if (code !== 0) throw new Error(`the sources do not compile:\n${said}`);
}

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    child.stderr.on('data', (chunk) => (said += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said }));
  });
}

/** At run time nothing is bundled: the worker starts at once, and production needs no bundler. */
async function bundleWorkflows() {
  const entry = join(root, 'workflows', 'index.ts');
  if (!existsSync(entry)) return;
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({ workflowsPath: entry, logger: new DefaultLogger('WARN') });
  const target = join(root, 'dist', 'workflows', 'bundle.js');
  mkdirSync(join(root, 'dist', 'workflows'), { recursive: true });
  writeFileSync(`${target}.tmp`, code);
  renameSync(`${target}.tmp`, target);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.includes('--clean')) rmSync(join(root, 'dist'), { recursive: true, force: true });
  try {
    if (!process.argv.includes('--where-old') || !isFresh()) await build();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
