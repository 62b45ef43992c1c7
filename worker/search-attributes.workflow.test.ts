import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { ensureNamespace } from '../embedded/temporal/namespace.ts';
import { searchAttributeNames } from '../contracts/temporal/search-attributes.ts';
import { examineTemporal } from '../cli/doctor/temporal.ts';
import { message } from '../messages/message.ts';
import { testNamespace } from '../test/environment/temporal.ts';
import { withoutOperatorService } from '../test/environment/without-operator-service.ts';
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

it('a worker start does not need the operator service, which Temporal Cloud rejects; a missing attribute is still named', async () => {
  const { address, namespace: complete } = await testNamespace();
  const cloud = await withoutOperatorService(address);
  const namespace = `test-${randomUUID()}`;
  const [connection, native] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address: cloud.address }),
  ]);
  try {
    await expect(native.operatorService.listSearchAttributes({ namespace: complete })).rejects.toThrow();
    expect(cloud.rejected).toHaveLength(1);
    await expect(requireSearchAttributes(native, complete)).resolves.toBeUndefined();
    await ensureNamespace(
      connection,
      namespace,
      searchAttributeNames.filter((name) => name !== 'FailureCode'),
      [1],
    );
    await expect(requireSearchAttributes(native, namespace)).rejects.toThrow(
      `namespace ${namespace} lacks the search attributes FailureCode; register each as Keyword`,
    );
    expect(cloud.rejected).toHaveLength(1);
  } finally {
    await connection.close();
    await native.close();
    await cloud.close();
  }
});

it('the doctor says that it may not list search attributes there, not that the namespace is not there', async () => {
  const { address, namespace } = await testNamespace();
  const cloud = await withoutOperatorService(address);
  const examined = async (name: string) =>
    (
      await examineTemporal(
        {
          address: cloud.address,
          connectionOptions: { address: cloud.address },
          namespace: name,
          retentionDays: 1,
          deployment: null,
        },
        null,
      )
    ).map(({ name: check, state, found }) => [check, state, found]);
  try {
    expect(await examined(namespace)).toContainEqual([
      'temporal.search-attributes',
      'good',
      message('doctor.attributes.queried'),
    ]);
    expect(await examined('nowhere')).toContainEqual([
      'temporal.namespace',
      'bad',
      message('doctor.namespace.missing', { namespace: 'nowhere' }),
    ]);
  } finally {
    await cloud.close();
  }
});
