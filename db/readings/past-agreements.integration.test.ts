import { sql } from 'kysely';
import request from 'supertest';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type ApiUnderTest, apiUnderTest } from '../../test/environment/api-under-test.ts';
import { lockWaiters } from '../../test/environment/lock-waiters.ts';
import { connected, countAll, load } from '../../test/environment/seeded-integration.ts';
import { lockIntegration } from '../integrations/integrations.ts';
import { gatherPastAgreements } from './past-agreements.ts';
import { vendorAccounts } from './vendor-accounts.ts';

const day = 24 * 3_600_000;
/** In the middle of a month, so that the days before are in it as well. */
const today = Date.UTC(2026, 4, 20, 2);
const fernhill = { name: 'Fernhill', foreignId: 'DA1', company: 'Fernhill' };
const vista = { name: 'Vista', foreignId: 'DA2', seats: 9, company: 'Vista' };
/** Seats of Fernhill on each day; below zero: it could not be read. */
const seatsByDay = [30, 30, 30, -1, -1, 30, 31, 31, 31, 31];

describe('readings of past runs', () => {
  let api: ApiUnderTest;
  let key: IntegrationKey;
  const runs: string[] = [];

  beforeAll(async () => {
    api = await apiUnderTest();
    key = await connected(api.db, api.tenantId, 'active');
    await load(api.db, key, [{ ...fernhill, seats: 30 }, vista], { Fernhill: 30, Vista: 9 });
    for (const [nth, seats] of seatsByDay.entries()) {
      const at = new Date(today - (seatsByDay.length - nth) * day);
      const run = await countAll(api.db, key, [{ ...fernhill, seats }, vista], at);
      await api.db.updateTable('syncRun').set({ queuedAt: at }).where('id', '=', run).execute();
      await sql`insert into agreement_work (tenant_id, sync_run_id, part, agreement_ids)
        values (${key.tenantId}, ${run}, 0, array['100', '101', '102'])`.execute(api.db);
      // That one alone was read by the first run only.
      const read = runs.length === 0 ? ['100', '102'] : ['100'];
      await sql`insert into agreement_batch (tenant_id, integration_id, sync_run_id, agreement_ids, read_ats)
        values (${key.tenantId}, ${key.integrationId}, ${run}, ${read}, ${read.map(() => at)})`.execute(
        api.db,
      );
      await sql`insert into unread_agreement (tenant_id, sync_run_id, agreement_id, code, detail, read_at)
        values (${key.tenantId}, ${run}, '101', 'PsaAgreementRejected', '{"id": "core.text", "params": {"text": "x"}}', ${at})`.execute(
        api.db,
      );
      runs.push(run);
    }
  });
  afterAll(() => api.close());

  const get = async (path: string): Promise<Record<string, unknown>> =>
    (await request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies.viewer).expect(200))
      .body as Record<string, unknown>;
  const everyRun = () => Promise.all(runs.map((run) => get(`/syncs/${run}`)));
  const historyOfFernhill = async () => {
    const { id } = (await vendorAccounts(api.db, key)).find(({ foreignId }) => foreignId === 'DA1')!;
    return get(`/integrations/${key.integrationId}/vendor-accounts/${id}/history`);
  };
  const rowsIn = async (table: string): Promise<number> => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(
      api.db,
    );
    return rows[0]!.n;
  };
  /** Ages move on while the test runs. */
  const withoutAges = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (name, held: unknown) => (name === 'ageSeconds' ? null : held)));

  it('that say the same share a row, and each run and account still says what was read when', async () => {
    const before = withoutAges([await everyRun(), await historyOfFernhill()]);
    // Ten runs at once, and once more what is left: nothing.
    await gatherPastAgreements(api.db, key);
    await gatherPastAgreements(api.db, key);
    expect(withoutAges([await everyRun(), await historyOfFernhill()])).toEqual(before);
    // Fernhill: 30, failed, 30 again, 31; the two others said the same each day.
    expect(await rowsIn('account_read')).toBe(4 + 2);
    expect(await rowsIn('seat_count')).toBe(2 + 2);
    expect([await rowsIn('past_agreement_read'), await rowsIn('unread_agreement')]).toEqual([1, 1]);
    // The newest run's, and the newest time of what the first one read alone.
    const { rows: batches } = await sql`
      select agreement_ids as ids, sync_run_id as run from agreement_batch order by sync_run_id nulls last`.execute(
      api.db,
    );
    expect(batches).toEqual([
      { ids: ['100'], run: runs.at(-1) },
      { ids: ['102'], run: null },
    ]);
    const run = (await get(`/syncs/${runs[0]!}`)) as {
      accounts: { items: { seats: number; readAt: string }[] };
    };
    expect(run.accounts.items.map(({ readAt }) => readAt)).toEqual(
      run.accounts.items.map(() => new Date(today - seatsByDay.length * day).toISOString()),
    );
    expect(run).toMatchObject({
      agreements: { read: 2, failed: [{ agreementId: '101', cause: { code: 'PsaAgreementRejected' } }] },
    });
  });

  it('begin a new row with a new month', async () => {
    const at = new Date(Date.UTC(2026, 5, 1, 2));
    for (const later of [at, new Date(at.getTime() + day), new Date(at.getTime() + 2 * day)]) {
      const run = await countAll(api.db, key, [{ ...fernhill, seats: 31 }, vista], later);
      await api.db.updateTable('syncRun').set({ queuedAt: later }).where('id', '=', run).execute();
    }
    const { rows } = await sql<{ month: string; runs: number }>`
      select month, cardinality(run_ids) as runs from account_read where seats = 31 order by month`.execute(
      api.db,
    );
    expect(rows).toEqual([
      { month: '2026-05', runs: 4 },
      { month: '2026-06', runs: 3 },
    ]);
  });

  it('of users about whom nothing changed write and lock no row', async () => {
    const seats = seatsByDay.at(-1)!;
    const holders = async () =>
      (await sql`select ctid::text, xmin::text, xmax::text from seat_holder order by 1`.execute(api.db)).rows;
    const before = await holders();
    expect(before.length).toBeGreaterThan(seats);
    await countAll(api.db, key, [{ ...fernhill, seats }, vista], new Date());
    expect(await holders()).toEqual(before);
    await countAll(api.db, key, [{ ...fernhill, seats: seats + 1 }, vista], new Date());
    expect((await holders()).length).toBe(before.length + 1);
  });

  it('are gathered after the integration is locked, as every decision locks it before a run', async () => {
    const newest = runs.at(-1)!;
    const gathering: Promise<void>[] = [];
    await api.db.transaction().execute(async (tx) => {
      await lockIntegration(tx, key);
      gathering.push(gatherPastAgreements(api.db, key));
      await lockWaiters(api.db, 1);
      await tx.selectFrom('syncRun').select('id').where('id', '=', newest).forUpdate().execute();
    });
    await Promise.all(gathering);
    expect(await rowsIn('unread_agreement')).toBe(0);
  });
});
