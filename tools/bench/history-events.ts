import type { Processes } from '../../test/product/processes.ts';

/** Events in all histories of one sync run's workflow, those it continued in included. */
export async function eventsOfRun(
  product: Pick<Processes, 'db' | 'temporal'>,
  syncRunId: string,
): Promise<number> {
  const { workflowId } = await product.db
    .selectFrom('syncRun')
    .select('workflowId')
    .where('id', '=', syncRunId)
    .executeTakeFirstOrThrow();
  let events = 0;
  for await (const { runId } of product.temporal.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    const described = await product.temporal.workflow.getHandle(workflowId, runId).describe();
    events += described.historyLength;
  }
  if (events === 0) throw new Error(`Temporal knows no history of ${workflowId}`);
  return events;
}

/** The newest run of an integration. */
export async function newestRun(product: Pick<Processes, 'db'>, integrationId: string) {
  return product.db
    .selectFrom('syncRun')
    .selectAll()
    .where('integrationId', '=', integrationId)
    .orderBy('queuedAt', 'desc')
    .executeTakeFirstOrThrow();
}
