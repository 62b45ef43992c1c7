import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { ensureNamespace } from '../embedded/temporal/namespace.ts';
import { testNamespace } from '../test/environment/temporal.ts';
import { requireSearchAttributes } from './search-attributes.ts';

it('a worker does not start where the namespace lacks search attributes, and says which and how to register them', async () => {
  const { address, namespace: complete } = await testNamespace();
  const namespace = `test-${randomUUID()}`;
  const [connection, native] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  try {
    await ensureNamespace(connection, namespace, ['TenantId', 'IntegrationId', 'SyncOutcome'], [1]);
    await expect(requireSearchAttributes(native, namespace)).rejects.toThrow(
      `namespace ${namespace} lacks the search attributes FailureCode, TriggeredBy; register each as Keyword: ` +
        `temporal operator search-attribute create -n ${namespace} --type Keyword --name FailureCode`,
    );
    await expect(requireSearchAttributes(native, complete)).resolves.toBeUndefined();
  } finally {
    await connection.close();
    await native.close();
  }
});
