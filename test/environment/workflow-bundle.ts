import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = process.cwd();
/** What workflow code may import (oxlint.config.mjs), and what is beside it in the traced bundle. */
const within = ['workflows', 'contracts', 'domain', 'messages', 'telemetry'] as const;
/** By the build's name for it (scripts/bundle-workflows.mjs), what is added to the workflows. */
const interceptors = {
  'bundle.js': [],
  'traced-bundle.js': [join(root, 'telemetry', 'workflow-interceptors.ts')],
} as const;

/**
 * The file of the workflows as they stand now: the build's, where nothing that they are made of changed since (`npm test`
 * builds first), else one built now and kept for the next test file.
 */
export async function workflowBundle(name: keyof typeof interceptors = 'bundle.js'): Promise<string> {
  const newestMs = newestSource();
  const built = join(root, 'dist', 'workflows', name);
  if (existsSync(built) && statSync(built).mtimeMs > newestMs) return built;
  const folder = join(root, 'node_modules', '.cache', 'workflows');
  const made = join(folder, `${newestMs}.${name}`);
  if (existsSync(made)) return made;
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, 'workflows', 'index.ts'),
    workflowInterceptorModules: [...interceptors[name]],
    logger: new DefaultLogger('ERROR'),
  });
  mkdirSync(folder, { recursive: true });
  // Another worker may be making the same one.
  for (const older of readdirSync(folder))
    if (!older.startsWith(`${newestMs}.`)) rmSync(join(folder, older), { force: true });
  const writing = `${made}.${process.pid}`;
  writeFileSync(writing, code);
  renameSync(writing, made);
  return made;
}

/** Folders count too: theirs is the time at which a file came or went. */
function newestSource(): number {
  const files = within.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => !name.includes('.test.'))
      .map((name) => join(folder, name)),
  );
  const times = ['package-lock.json', ...within, ...files].map((name) => statSync(join(root, name)).mtimeMs);
  return Math.max(...times);
}
