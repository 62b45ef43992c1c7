import type { Connection } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { grpcStatus, grpcStatusOf } from '../contracts/temporal/grpc-status.ts';
import { searchAttributeNames } from '../contracts/temporal/search-attributes.ts';

/**
 * The search attributes that a visibility query does not know. Asked so, and not by listing them: Temporal Cloud
 * rejects its operator service to everybody.
 */
export async function missingSearchAttributes(
  { workflowService }: Pick<Connection | NativeConnection, 'workflowService'>,
  namespace: string,
): Promise<readonly string[]> {
  const known = await Promise.all(
    searchAttributeNames.map(async (name) => {
      try {
        await workflowService.countWorkflowExecutions({ namespace, query: `${name} = 'asked'` });
        return true;
      } catch (error) {
        if (grpcStatusOf(error) === grpcStatus.invalidArgument) return false;
        throw error;
      }
    }),
  );
  return searchAttributeNames.filter((_, index) => known[index] !== true);
}

/**
 * Refuses to start where the namespace lacks a search attribute: an unregistered one makes each workflow task fail
 * forever (platform.md 2.1). Throws naming what is missing.
 */
export async function requireSearchAttributes(
  connection: NativeConnection,
  namespace: string,
): Promise<void> {
  const missing = await missingSearchAttributes(connection, namespace);
  if (missing.length === 0) return;
  throw new Error(
    `namespace ${namespace} lacks the search attributes ${missing.join(', ')}; register each as Keyword: ` +
      `temporal operator search-attribute create -n ${namespace} --type Keyword --name ${missing[0] ?? ''}`,
  );
}
