import { readFileSync } from 'node:fs';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import type { HistoryFile } from './history-files.ts';
import { workflowBundle } from '../environment/workflow-bundle.ts';

export const currentBundle = async (
  name?: Parameters<typeof workflowBundle>[0],
): Promise<{ readonly code: string }> => ({ code: readFileSync(await workflowBundle(name), 'utf8') });

/** File by file what replaying it said; null: it goes the way it went. */
export async function replay(
  workflowBundle: WorkflowBundle,
  files: readonly Pick<HistoryFile, 'name' | 'history'>[],
): Promise<ReadonlyMap<string, Error | null>> {
  const errors = new Map<string, Error | null>();
  const histories = files.map(({ name, history }) => ({ workflowId: name, history }));
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories))
    errors.set(workflowId, error ?? null);
  return errors;
}

/**
 * The workflows with two of their steps swapped. Throws unless each stands there exactly once: a swap that changes
 * nothing would prove nothing.
 */
export async function bundleWithSwappedSteps(one: string, other: string): Promise<{ readonly code: string }> {
  const { code } = await currentBundle();
  return { code: swapped(code, one, other) };
}

function swapped(source: string, one: string, other: string): string {
  const parts = source.split(one);
  if (parts.length !== 2 || source.split(other).length !== 2)
    throw new Error(`"${one}" and "${other}" must each stand once in the workflows`);
  return parts.map((part) => part.replace(other, one)).join(other);
}
