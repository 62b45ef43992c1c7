import { makeContinueAsNewFunc, workflowInfo } from '@temporalio/workflow';
import type { Workflow } from '@temporalio/common';

/**
 * Whether other workers than those of this execution's version take new work (architecture.md 4). It changes with the
 * next workflow task only, which `deploymentChanged` brings to one that waits. Always false without Worker Deployments.
 */
export const isSuperseded = (): boolean => workflowInfo().targetWorkerDeploymentVersionChanged;

/** Begins a new history on the version of the workers that is current then. */
export const continueOnCurrentVersion = <F extends Workflow>(...args: Parameters<F>): Promise<never> =>
  makeContinueAsNewFunc<F>({ initialVersioningBehavior: 'AUTO_UPGRADE' })(...args);
