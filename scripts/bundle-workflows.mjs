import { join } from 'node:path';
import { root } from './build-state.mjs';

/** The workflow bundles, by file name in dist/workflows (telemetry/tracing.ts chooses). */
export const workflowBundles = {
  'bundle.js': { interceptors: [] },
  'traced-bundle.js': { interceptors: [join(root, 'telemetry', 'workflow-interceptors.ts')] },
};

/** Resolves with the code. */
export async function bundleOfWorkflows(entry, { interceptors }) {
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath: entry,
    workflowInterceptorModules: interceptors,
    logger: new DefaultLogger('WARN'),
  });
  return code;
}
