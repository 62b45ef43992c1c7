import { examineSyncs } from '../cli/doctor/database.ts';
import type { IntegrationPhase } from '../domain/states.ts';
import { testDatabase, type TestDatabase } from '../test/environment/database.ts';
import { connected } from '../test/environment/seeded-integration.ts';
import type { IntegrationKey } from './credentials.ts';
import { type Database, openDatabase } from './database.ts';
import { operatingFigures } from './operating-figures.ts';
import { createFirstAdministrator } from './people.ts';

let database: TestDatabase;
let db: Database;
let key: IntegrationKey;

beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase({ url: database.url, poolMax: 2 });
  const made = await db.transaction().execute((tx) =>
    createFirstAdministrator(tx, {
      tenantName: 'Harbor Lane IT Services',
      currency: 'USD',
      email: 'admin@harbor-lane.test',
      name: 'Dana Kim',
      passwordHash: 'x',
    }),
  );
  if (made.kind !== 'created') throw new Error(made.kind);
  key = await connected(db, made.tenantId, 'active');
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

describe('hours since the last good sync', () => {
  const shownIn = async (phase: IntegrationPhase) => {
    await db
      .updateTable('integration')
      .set({ phase, last_good_sync_at: new Date(Date.now() - 48 * 3_600_000) })
      .execute();
    const { goodSyncs } = await operatingFigures(db);
    return { alerts: goodSyncs, doctor: await examineSyncs(db) };
  };

  it.each(['first-sync', 'active', 'needs-attention'] as const)('are told while %s', async (phase) => {
    const { alerts, doctor } = await shownIn(phase);
    expect(alerts).toEqual([{ integration: key.integrationId, hours: expect.closeTo(48, 1) }]);
    expect(doctor).toMatchObject([{ state: 'bad' }]);
  });

  it.each(['awaiting-credentials', 'loading', 'mapping', 'paused', 'disconnecting', 'disconnected'] as const)(
    'are told of none while %s, when none is expected to sync',
    async (phase) => {
      expect(await shownIn(phase)).toEqual({ alerts: [], doctor: [] });
    },
  );
});
