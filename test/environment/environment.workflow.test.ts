import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { SyncOutcome } from '../../contracts/temporal/search-attributes.ts';
import { testDatabase } from './database.ts';
import { testNamespace } from './temporal.ts';

describe('the servers of a test run', () => {
  it('give each test file a migrated database of its own', async () => {
    const [one, two] = await Promise.all([testDatabase(), testDatabase()]);
    const client = new pg.Client({ connectionString: one.url });
    await client.connect();
    const version = await client.query<{ version: number }>('select version from schema_info');
    expect(version.rows[0]!.version).toBeGreaterThan(0);
    await client.end();
    expect(one.url).not.toBe(two.url);
    await Promise.all([one.drop(), two.drop()]);
    const gone = new pg.Client({ connectionString: one.url });
    await expect(gone.connect()).rejects.toThrow(/does not exist/);
  });

  it('give each test file a namespace that takes workflows with our search attributes at once', async () => {
    const { address, namespace } = await testNamespace();
    const connection = await Connection.connect({ address });
    const client = new Client({ connection, namespace });
    await client.workflow.start('nothing', {
      taskQueue: 'nobody',
      workflowId: 'one',
      typedSearchAttributes: [{ key: SyncOutcome, value: 'succeeded' }],
    });
    const described = await client.workflow.getHandle('one').describe();
    expect(described.typedSearchAttributes.get(SyncOutcome)).toBe('succeeded');
    await connection.close();
  });
});
