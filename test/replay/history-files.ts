import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Recorded histories: `test/histories/<release>/<workflow type>/<kind>[-<what>].json`. One folder per release, because
 * executions begun under an old release are replayed by the workers of the new one.
 */
const folder = join(process.cwd(), 'test', 'histories');

/** What every workflow type must have been recorded in (platform.md 1.7). */
export const kinds = ['happy', 'failed', 'canceled', 'continued', 'reset'] as const;
export type HistoryKind = (typeof kinds)[number];

interface HistoryEvent {
  readonly eventType: string;
  readonly [attributes: string]: unknown;
}

/** A history as JSON, the way the Temporal UI and `historyToJSON` write it. */
export interface RecordedHistory {
  readonly events: readonly HistoryEvent[];
}

export interface HistoryFile {
  /** Release, workflow type and file name. */
  readonly name: string;
  readonly workflowType: string;
  /** By its name; a test compares it with what happened in it. */
  readonly kind: string;
  readonly history: RecordedHistory;
}

export function historyFiles(): readonly HistoryFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const history = JSON.parse(readFileSync(join(folder, name), 'utf8')) as RecordedHistory;
      const kind = /([a-z]+)[^/]*\.json$/.exec(name)?.[1] ?? '';
      return { name, workflowType: workflowTypeOf(history), kind, history };
    });
}

/** @param text as `historyToJSON` gives it. */
export function saveHistory(release: string, name: string, text: string): void {
  const history = JSON.parse(text, withoutMachine) as RecordedHistory;
  const target = join(folder, release, workflowTypeOf(history));
  if (!existsSync(target)) mkdirSync(target, { recursive: true });
  // One event per line, so that a change can be read.
  const events = history.events.map((event) => JSON.stringify(event)).join(',\n');
  writeFileSync(join(target, `${name}.json`), `{"events":[\n${events}\n]}\n`);
}

/** Process ids, host names and paths of the recording machine, which replay does not look at. */
export function withoutMachine(key: string, value: unknown): unknown {
  if (key === 'identity') return 'recorded';
  return key === 'stackTrace' ? undefined : value;
}

export function workflowTypeOf({ events }: RecordedHistory): string {
  const started = events[0]?.['workflowExecutionStartedEventAttributes'] as {
    workflowType: { name: string };
  };
  return started.workflowType.name;
}

const endings: Readonly<Record<string, HistoryKind>> = {
  EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: 'happy',
  EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: 'failed',
  EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED: 'canceled',
  EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: 'continued',
};

/** What really happened; null: it was recorded before its end. */
export function kindOf({ events }: RecordedHistory): HistoryKind | null {
  if (events.some((event) => JSON.stringify(event).includes('WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW')))
    return 'reset';
  return endings[events.at(-1)?.eventType ?? ''] ?? null;
}
