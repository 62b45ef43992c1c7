import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import { examineSyncs } from '../../cli/doctor/database.ts';
import type { IntegrationPhase } from '../../domain/states.ts';
import { testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { connected } from '../../test/environment/seeded-integration.ts';
import { checkpointAudit } from '../audit/audit-chain.ts';
import { type Database, openDatabase } from '../model/database.ts';
import { createKeyRing } from '../secrets/key-ring.ts';
import { operatingFigures } from './operating-figures.ts';
import { createFirstAdministrator } from '../people/people.ts';

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
      .set({ phase, lastGoodSyncAt: new Date(Date.now() - 48 * 3_600_000) })
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

describe('the age of audit rows without a checkpoint', () => {
  const pending = async (): Promise<number> => (await operatingFigures(db)).auditPendingSeconds;

  it('is that of the oldest row, and 0 while none waits, however old the last checkpoint is', async () => {
    const { tenantId } = key;
    await db
      .insertInto('auditEvent')
      .values({
        tenantId,
        id: randomUUID(),
        at: new Date(Date.now() - 600_000),
        actorKind: 'system',
        actorId: 'system',
        action: 'settings.changed',
        objectKind: 'tenant',
        objectId: tenantId,
      })
      .execute();
    expect(await pending()).toBeGreaterThanOrEqual(600);
    await checkpointAudit(db, createKeyRing(randomBytes(32)), tenantId);
    expect(await pending()).toBe(0);
    await sql`update audit_signed_checkpoint set signed_at = now() - interval '2 days'`.execute(db);
    expect(await pending()).toBe(0);
  });
});
