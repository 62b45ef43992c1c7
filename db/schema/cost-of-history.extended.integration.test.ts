import { sql } from 'kysely';
import request from 'supertest';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type ApiUnderTest, apiUnderTest } from '../../test/environment/api-under-test.ts';
import { auditDifferences } from '../../domain/reconciliation/audit-trail.ts';
import { ledgerDifferences } from '../../domain/reconciliation/ledger.ts';
import { grownScenario } from '../../test/environment/grown-scenario.ts';
import { countAll, type SeededAccount } from '../../test/environment/seeded-integration.ts';
import { gatherPastAgreements } from '../readings/past-agreements.ts';
import { readLedgerFacts } from '../usage/ledger-facts.ts';
import { storeAgreementsAmong } from '../readings/psa-store.ts';
import { agreementColumns } from '../readings/agreement-row.ts';

/** Where each row of a table stands; a row that is written again stands elsewhere afterwards. */
async function places(api: ApiUnderTest, table: string, key = sql`id`): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; place: string }>`
    select (${key})::text as id, ctid::text as place from ${sql.table(table)}`.execute(api.db);
  return new Map(rows.map(({ id, place }) => [id, place]));
}

describe('an MSP after two years', () => {
  let api: ApiUnderTest;
  let key: IntegrationKey;
  beforeAll(async () => {
    api = await apiUnderTest();
    key = await grownScenario(api.db, api.tenantId);
  });
  afterAll(() => api.close());

  it('writes the line that somebody holds, and no other', async () => {
    const before = await places(api, 'usage_line');
    const list = await request(api.app)
      .get('/api/v1/usage-lines?kind=increase&limit=1')
      .set('Cookie', api.cookies.reviewer)
      .expect(200);
    const [line] = list.body.items as { id: string; version: number }[];
    const item = {
      usageLineId: line!.id,
      lineVersion: line!.version,
      decision: 'hold',
      reason: 'asked the customer',
    };
    const answer = await request(api.app)
      .post('/api/v1/usage-lines/decisions')
      .set('Cookie', api.cookies.reviewer)
      .send({ selection: 'ticked', items: [item] })
      .expect(200);
    expect(answer.body.items[0].outcome).toBe('held');
    const after = await places(api, 'usage_line');
    expect(after.size).toBe(before.size);
    expect([...after].filter(([id, place]) => before.get(id) !== place).map(([id]) => id)).toEqual([
      line!.id,
    ]);
  });

  it('has a ledger and an audit in which nothing disagrees', async () => {
    const facts = await readLedgerFacts(api.db, api.tenantId);
    expect(facts.lines).toHaveLength(5_000);
    expect(ledgerDifferences(facts).slice(0, 3)).toEqual([]);
    expect(auditDifferences(facts).slice(0, 3)).toEqual([]);
  });

  it('notices an invoice that was undone among thousands of written lines', async () => {
    const agreement = await api.db
      .selectFrom('psaAgreement')
      .select(agreementColumns)
      .where('integrationId', '=', key.integrationId)
      .where('foreignId', '=', '100')
      .executeTakeFirstOrThrow();
    await api.db.transaction().execute(async (tx) => {
      const undone = { ...agreement, nextInvoiceDate: '2020-01-01' };
      await storeAgreementsAmong(tx, key, ['100'], [undone], new Date());
    });
    const notices = await api.db
      .selectFrom('notice')
      .selectAll()
      .where('code', '=', 'InvoiceUndone')
      .execute();
    expect(notices.map(({ subject }) => subject)).toEqual(['agreement 100']);
  });

  it('keeps next to nothing of a sync in which nothing changed, and still knows what it read', async () => {
    const { rows: accounts } = await sql<SeededAccount>`
      select a.name, a.foreign_id, c.seats from vendor_account a cross join lateral (
        select s.seats from seat_count s where s.vendor_account_id = a.id order by s.first_read_at desc limit 1) c`.execute(
      api.db,
    );
    expect(accounts.length).toBeGreaterThan(400);
    const syncAgain = async (): Promise<string> => {
      const run = await countAll(api.db, key, accounts);
      await sql`insert into agreement_batch (tenant_id, integration_id, sync_run_id, agreement_ids, read_ats)
        select tenant_id, integration_id, ${run}, array_agg(foreign_id), array_agg(now()) from psa_agreement
        where integration_id = ${key.integrationId} group by 1, 2`.execute(api.db);
      await gatherPastAgreements(api.db, key);
      return run;
    };
    // The first of them is the first of its kind: of its rows the next ones are made.
    await syncAgain();
    const unchanged = await syncAgain();
    const holders = await places(api, 'seat_holder', sql`vendor_account_id || ' ' || vendor_user_id`);
    const counts = await places(api, 'seat_count');
    const before = await bytesIn(api);
    const last = await syncAgain();
    const after = await bytesIn(api);
    const grown = [...after].map(([table, bytes]) => [table, bytes - (before.get(table) ?? 0)] as const);
    expect(grown.filter(([, bytes]) => bytes > 20_000)).toEqual([]);
    expect(grown.reduce((sum, [, bytes]) => sum + bytes, 0)).toBeLessThanOrEqual(50_000);
    expect(await places(api, 'seat_holder', sql`vendor_account_id || ' ' || vendor_user_id`)).toEqual(
      holders,
    );
    expect([...(await places(api, 'seat_count')).keys()].sort()).toEqual([...counts.keys()].sort());
    for (const run of [unchanged, last]) {
      const { body } = await request(api.app)
        .get(`/api/v1/syncs/${run}`)
        .set('Cookie', api.cookies.viewer)
        .expect(200);
      const { progress, agreements } = body as { progress: { done: number }; agreements: { read: number } };
      expect([progress.done, agreements.read]).toEqual([accounts.length, 2_000]);
    }
  });
});

/** Bytes of the rows of each table, as they are stored. */
async function bytesIn(api: ApiUnderTest): Promise<ReadonlyMap<string, number>> {
  const { rows: tables } = await sql<{ name: string }>`
    select relname::text as name from pg_stat_user_tables`.execute(api.db);
  const found = new Map<string, number>();
  for (const { name } of tables) {
    const { rows } = await sql<{ bytes: string | null }>`
      select sum(pg_column_size(t.*)) as bytes from ${sql.table(name)} t`.execute(api.db);
    found.set(name, Number(rows[0]!.bytes ?? 0));
  }
  return found;
}
