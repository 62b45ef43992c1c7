import { textOf } from '../environment/notice-text.ts';
import { randomUUID } from 'node:crypto';
import { housekeepingScheduleId } from '../../contracts/temporal/names.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import type { Product } from './product.ts';

/** Housekeeping as operators start it: by Trigger of its Schedule, and by Reset. */

type Kept = Pick<Product, 'temporal' | 'namespace' | 'db' | 'tenantId'>;

export interface HousekeepingRun {
  readonly workflowId: string;
  readonly runId: string;
}

/** Triggers the Schedule; the run may be under way. */
export async function triggerHousekeeping({ temporal }: Kept): Promise<HousekeepingRun> {
  const schedule = temporal.schedule.getHandle(housekeepingScheduleId);
  const before = await waitFor('the schedule of housekeeping', 10_000, async () =>
    schedule.describe().catch(() => null),
  );
  const known = new Set(before.info.recentActions.map(({ action }) => action.workflow.firstExecutionRunId));
  await schedule.trigger('SKIP');
  return waitFor('a run of housekeeping', 10_000, async () => {
    const { info } = await schedule.describe();
    const workflow = info.recentActions
      .map(({ action }) => action.workflow)
      .find(({ firstExecutionRunId }) => !known.has(firstExecutionRunId));
    return workflow === undefined
      ? null
      : { workflowId: workflow.workflowId, runId: workflow.firstExecutionRunId };
  });
}

/** One run, to its end: the status Temporal shows. */
export async function housekeep(
  product: Kept,
): Promise<HousekeepingRun & { readonly status: string; readonly error: Error | null }> {
  const run = await triggerHousekeeping(product);
  const handle = product.temporal.workflow.getHandle(run.workflowId, run.runId);
  const error = await handle.result().then(
    () => null,
    (failure: unknown) => (failure instanceof Error ? failure : new Error(String(failure))),
  );
  return { ...run, status: (await handle.describe()).status.name, error };
}

/** What "Reset to the first workflow task" in the Temporal UI does. */
export async function resetHousekeeping(
  { temporal, namespace }: Kept,
  { workflowId, runId }: HousekeepingRun,
): Promise<HousekeepingRun> {
  const { events } = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
  const first = events?.find((event) => event.workflowTaskCompletedEventAttributes != null);
  const answer = await temporal.workflowService.resetWorkflowExecution({
    namespace: namespace.namespace,
    workflowExecution: { workflowId, runId },
    workflowTaskFinishEventId: first?.eventId ?? null,
    reason: 'test',
    requestId: randomUUID(),
  });
  return { workflowId, runId: answer.runId };
}

export interface OpenNotice {
  readonly code: string;
  readonly subject: string;
  readonly detail: string;
  readonly times: number;
  readonly integrationId: string | null;
}

export const openNotices = async ({ db }: Pick<Kept, 'db'>): Promise<readonly OpenNotice[]> =>
  (await db.selectFrom('notice').selectAll().where('state', '=', 'open').orderBy('code').execute()).map(
    ({ code, subject, detail, times, integrationId }) => ({
      code,
      subject,
      detail: textOf(detail),
      times,
      integrationId,
    }),
  );

/** A day passes for the credentials: their newest answers are older than the last moment to try them. */
export async function dayPassesForCredentials({ db }: Pick<Kept, 'db'>): Promise<void> {
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  await db
    .updateTable('credential')
    .set({ verifiedAt: yesterday, probedAt: null })
    .where('state', '=', 'working')
    .execute();
}
