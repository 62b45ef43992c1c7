import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const entry = join(process.cwd(), 'workflows', 'index.ts');
/** What workflow code may import (oxlint.config.mjs). */
const within = /^(?:workflows|contracts|domain)\//u;

/** The bundled workflows of now, in this file; bundled again only after a change of what they are made of. */
export function keepWorkflowBundle(file: string) {
  let made: Promise<string> | null = null;
  return {
    /** @param path from the project's folder */
    changed(path: string): void {
      if (within.test(path)) made = null;
    },
    file(): Promise<string> {
      made ??= bundle(file);
      return made;
    },
  };
}

async function bundle(file: string): Promise<string> {
  const { code } = await bundleWorkflowCode({ workflowsPath: entry, logger: new DefaultLogger('WARN') });
  writeFileSync(file, code);
  return file;
}
