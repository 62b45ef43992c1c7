import type { NativeConnection } from '@temporalio/worker';
import { searchAttributeNames } from '../contracts/temporal/names.ts';

/**
 * Refuses to start where the namespace lacks a search attribute: an unregistered one makes each workflow task fail
 * for ever (temporal-server.md, traps; measured). Throws naming what is missing.
 */
export async function requireSearchAttributes(
  connection: NativeConnection,
  namespace: string,
): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = searchAttributeNames.filter((name) => !Object.hasOwn(customAttributes, name));
  if (missing.length === 0) return;
  throw new Error(
    `namespace ${namespace} lacks the search attributes ${missing.join(', ')}; register each as Keyword: ` +
      `temporal operator search-attribute create -n ${namespace} --type Keyword --name ${missing[0] ?? ''}`,
  );
}
