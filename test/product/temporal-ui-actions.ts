import { randomUUID } from 'node:crypto';
import type { Product } from './product.ts';

/** What the Temporal UI does for its buttons, by the same service calls. */

type Pressed = Pick<Product, 'temporal' | 'namespace'>;

/** Reset of the newest execution, to its first or last workflow task; the new execution's run id. */
export async function resetWorkflow(
  { temporal, namespace }: Pressed,
  workflowId: string,
  to: 'first' | 'last' = 'first',
): Promise<string> {
  const { runId } = await temporal.workflow.getHandle(workflowId).describe();
  const { events } = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
  const tasks = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes != null);
  const answer = await temporal.workflowService.resetWorkflowExecution({
    namespace: namespace.namespace,
    workflowExecution: { workflowId, runId },
    workflowTaskFinishEventId: tasks.at(to === 'first' ? 0 : -1)?.eventId ?? null,
    reason: 'reset in the Temporal UI',
    requestId: randomUUID(),
  });
  return answer.runId;
}

/** Reset of one pending activity: it starts over at once, with attempt 1. */
export async function resetActivity(
  { temporal, namespace }: Pressed,
  workflowId: string,
  type: string,
): Promise<void> {
  await temporal.workflowService.resetActivity({
    namespace: namespace.namespace,
    execution: { workflowId },
    type,
  });
}
