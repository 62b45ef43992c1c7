import { sql } from 'kysely';
import request from 'supertest';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { grownWorld } from '../test/environment/grown-world.ts';
import type { IntegrationKey } from './credentials.ts';
import { storeAgreementsAmong } from './psa-store.ts';
import { agreementOf } from './agreement-row.ts';

jest.setTimeout(120_000);

/** Where each row of a table stands; a row that is written again stands elsewhere afterwards. */
async function places(api: ApiUnderTest, table: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; place: string }>`
    select id::text, ctid::text as place from ${sql.table(table)}`.execute(api.db);
  return new Map(rows.map(({ id, place }) => [id, place]));
}

describe('an MSP after two years', () => {
  let api: ApiUnderTest;
  let key: IntegrationKey;
  beforeAll(async () => {
    api = await apiUnderTest();
    key = await grownWorld(api.db, api.tenantId);
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

  it('notices an invoice that was undone among thousands of written lines', async () => {
    const row = await api.db
      .selectFrom('psa_agreement')
      .selectAll()
      .where('integration_id', '=', key.integrationId)
      .where('foreign_id', '=', '100')
      .executeTakeFirstOrThrow();
    await api.db.transaction().execute(async (tx) => {
      const undone = { ...agreementOf(row), nextInvoiceDate: '2020-01-01' };
      await storeAgreementsAmong(tx, key, ['100'], [undone], new Date());
    });
    const notices = await api.db
      .selectFrom('notice')
      .selectAll()
      .where('code', '=', 'InvoiceUndone')
      .execute();
    expect(notices.map(({ subject }) => subject)).toEqual(['agreement 100']);
  });
});
