import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import type { HistoryFile } from './history-files.ts';
import { workflowBundle } from '../environment/workflow-bundle.ts';

const root = process.cwd();

const bundleOf = (workflowsPath: string): Promise<WorkflowBundle> =>
  bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });

export const currentBundle = async (): Promise<WorkflowBundle> => ({
  code: readFileSync(await workflowBundle(), 'utf8'),
});

/** Before anything is replayed: each refused history would be written to the terminal at length. */
export function quietRuntime(): void {
  const logger = new DefaultLogger('ERROR', () => undefined);
  Runtime.install({ logger, telemetryOptions: { logging: { filter: 'off' } }, shutdownSignals: [] });
}

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
  file: 'integration/commands.ts' | 'sync.ts',
  one: string,
  other: string,
): Promise<WorkflowBundle> {
  const folder = mkdtempSync(join(tmpdir(), 'seatwise-reordered-'));
  try {
    for (const name of ['node_modules', 'contracts', 'domain'])
      symlinkSync(join(root, name), join(folder, name));
    cpSync(join(root, 'workflows'), join(folder, 'workflows'), { recursive: true });
    const target = join(folder, 'workflows', file);
    writeFileSync(target, swapped(readFileSync(target, 'utf8'), one, other));
    return await bundleOf(join(folder, 'workflows', 'index.ts'));
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
