import type { Product } from './product.ts';

/** What one run of a workflow says of the workers that served it. */
export interface VersionsOfRun {
  readonly workflowId: string;
  /** Build IDs that completed a workflow task of it. */
  readonly builds: readonly string[];
  /** Causes of failed workflow tasks, by temporal.api.enums.v1.WorkflowTaskFailedCause. */
  readonly failures: readonly number[];
  /** Markers of `patched(…)`, without housekeeping's own. */
  readonly patches: number;
}

/** UNHANDLED_COMMAND: a signal came while the workflow was about to continue as new; the task is repeated. */
const signalCame = 1;

/** Every run in the namespace, the oldest first. */
export async function buildsByRun({
  temporal,
}: Pick<Product, 'temporal'>): Promise<readonly VersionsOfRun[]> {
  const runs: {
    readonly workflowId: string;
    readonly runId: string;
    readonly startTime: Date;
    readonly type: string;
  }[] = [];
  for await (const run of temporal.workflow.list()) runs.push(run);
  const found: VersionsOfRun[] = [];
  for (const { workflowId, runId, type } of runs.toSorted(
    (a, b) => a.startTime.getTime() - b.startTime.getTime(),
  )) {
    const { events } = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    const builds = (events ?? []).flatMap(
      ({ workflowTaskCompletedEventAttributes: task }) => task?.deploymentVersion?.buildId ?? [],
    );
    found.push({
      workflowId,
      builds: [...new Set(builds)],
      failures: (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: task }) =>
        task == null || Number(task.cause) === signalCame ? [] : Number(task.cause),
      ),
      patches:
        type === 'housekeepingWorkflow'
          ? 0
          : (events ?? []).filter((event) => event.markerRecordedEventAttributes != null).length,
    });
  }
  return found;
}
