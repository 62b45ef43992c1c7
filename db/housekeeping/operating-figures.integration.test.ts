import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import { examineSyncs } from '../../cli/doctor/database.ts';
import type { IntegrationPhase } from '../../domain/states.ts';
import { testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { approved, confirmed, readyToWrite } from '../../test/environment/seeded-approvals.ts';
import { connected, countAll, forcePhase, load } from '../../test/environment/seeded-integration.ts';
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

describe('what people and the PSA are at', () => {
  it('counts open lines by need, and changes by how they ended within a day', async () => {
    const accounts = ['Northgate', 'Zenith'].map((name, index) => ({
      name,
      foreignId: `DA${index + 1}`,
      seats: 12,
      company: name,
    }));
    await load(db, key, accounts, { Northgate: 10, Zenith: 10 });
    await countAll(db, key, accounts);
    await readyToWrite(db, key);
    const { lineId } = await approved(db, key, 'Zenith', { kind: 'system', id: 'test' });
    expect(await operatingFigures(db)).toMatchObject({
      needs: [{ need: 'increase', number: 1 }],
      openChanges: [{ state: 'queued', number: 1 }],
      endedChanges: [],
    });
    await confirmed(db, key, lineId);
    expect((await operatingFigures(db)).endedChanges).toEqual([{ state: 'confirmed', number: 1 }]);
    await sql`update approval_line set finished_at = now() - interval '25 hours'`.execute(db);
    expect((await operatingFigures(db)).endedChanges).toEqual([]);
  });

  it.each([
    [0, []],
    [1, [0]],
    [2, [1]],
    [14, [13]],
  ])('counts the months since the newest closed one, which ended %i months ago', async (ago, numbers) => {
    await forcePhase(db, key, 'active');
    if (ago > 0)
      await sql`insert into review_month (tenant_id, id, integration_id, month, composed_at, currency, totals, lines,
          changes, figures, facts, checksum, invoices, closed_by)
        values (${key.tenantId}, ${randomUUID()}, ${key.integrationId},
          to_char((now() at time zone 'UTC') - make_interval(months => ${ago}), 'YYYY-MM'), now(), 'USD', '{}', '[]',
          '[]', '{}', '{}', '', '{}', '{"kind":"system","id":"test"}')`.execute(db);
    const { monthsBehind } = await operatingFigures(db);
    expect(monthsBehind).toEqual(numbers.map((number) => ({ integration: key.integrationId, number })));
    await sql`delete from review_month`.execute(db);
  });
});
