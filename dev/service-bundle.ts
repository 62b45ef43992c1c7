import { join } from 'node:path';
import { rolldown } from 'rolldown';

const root = process.cwd();
/** Below the project's folder, where packages are found. */
const file = join(root, 'dist', 'dev', 'service.js');

/**
 * Bundles `dev/service.ts` as the sources are now, without packages, and resolves with the file: it loads in a third of
 * the time that a thousand sources take. Rejects with what does not parse. A bundle waits for the one before.
 */
export function keepServiceBundle(): () => Promise<string> {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const made = last.then(bundleService);
    last = made.catch(() => undefined);
    return made;
  };
}

async function bundleService(): Promise<string> {
  const bundle = await rolldown({
    cwd: root,
    platform: 'node',
    logLevel: 'silent',
    input: 'dev/service.ts',
    external: /^[^./]/u,
    treeshake: false,
  });
  await bundle.write({ file, format: 'esm', sourcemap: true, keepNames: true });
  await bundle.close();
  return file;
}
