import { proxyActivities } from '@temporalio/workflow';

export interface EmptyActivities {
  nothing(): Promise<void>;
}

const { nothing } = proxyActivities<EmptyActivities>({ startToCloseTimeout: '10s' });

/** What the engine alone costs: one activity that does nothing. */
export async function emptyWorkflow(): Promise<void> {
  await nothing();
}
