import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundle } from '@temporalio/worker';
import type { HistoryFile } from './history-files.ts';

const root = process.cwd();

/** The workflows as they stand now; `dist/` may be older. */
export const bundleOf = (workflowsPath: string): Promise<WorkflowBundle> =>
  bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });

export const currentBundle = (): Promise<WorkflowBundle> => bundleOf(join(root, 'workflows', 'index.ts'));

/** File by file what replaying it said; null: it goes the way it went. */
export async function replay(
  workflowBundle: WorkflowBundle,
  files: readonly HistoryFile[],
): Promise<ReadonlyMap<string, Error | null>> {
  const errors = new Map<string, Error | null>();
  const histories = files.map(({ name, history }) => ({ workflowId: name, history }));
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories))
    errors.set(workflowId, error ?? null);
  return errors;
}

/**
 * Bundles a copy of the workflows in which two steps of one file are swapped. Throws unless each stands there exactly
 * once: a swap that changes nothing would prove nothing.
 */
export async function bundleWithSwappedSteps(
  file: 'integration.ts' | 'sync.ts',
  one: string,
  other: string,
): Promise<WorkflowBundle> {
  const folder = mkdtempSync(join(tmpdir(), 'seatwise-reordered-'));
  try {
    for (const name of ['index.ts', 'integration.ts', 'sync.ts', 'one-at-a-time.ts']) {
      const source = readFileSync(join(root, 'workflows', name), 'utf8');
      writeFileSync(join(folder, name), elsewhere(name === file ? swapped(source, one, other) : source));
    }
    return await bundleOf(join(folder, 'index.ts'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function swapped(source: string, one: string, other: string): string {
  const parts = source.split(one);
  if (parts.length !== 2 || source.split(other).length !== 2)
    throw new Error(`"${one}" and "${other}" must each stand once in the workflow`);
  return parts.map((part) => part.replace(other, one)).join(other);
}

/** What the copy imports from outside its folder, by absolute path. */
const elsewhere = (source: string): string =>
  source
    .replaceAll(`from '../`, `from '${root}/`)
    .replaceAll(/from '(@temporalio\/[a-z]+)'/g, (_, name: string) => `from '${require.resolve(name)}'`);
