import { sql } from 'kysely';
import request from 'supertest';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { connected, countAll, load, type SeededAccount } from '../test/environment/seeded-integration.ts';
import type { IntegrationKey } from '../db/credentials.ts';
import { touchIntegration } from '../db/integrations.ts';
import { csvCell } from './resources/usage-csv.ts';

const accounts: readonly SeededAccount[] = [
  { name: 'Bluewater Dental', foreignId: 'DA1', seats: 40, company: 'Bluewater Dental' },
  { name: 'Quarry Ridge', foreignId: 'DA2', seats: 22, company: 'Quarry Ridge' },
  { name: 'Lakeshore', foreignId: 'DA3', seats: 31, company: 'Lakeshore' },
  { name: 'Castellan Law', foreignId: 'DA4', seats: 30, company: 'Castellan Law' },
  { name: 'Pinecrest', foreignId: 'DA5', seats: -1, company: 'Pinecrest' },
  { name: '=HYPERLINK("evil"), Inc', foreignId: 'DA6', seats: 15 },
];
const billed = {
  'Bluewater Dental': 30,
  'Quarry Ridge': 25,
  Lakeshore: 64,
  'Castellan Law': 30,
  Pinecrest: 47,
  Stonebridge: 20,
};

let api: ApiUnderTest;
let key: IntegrationKey;
let runId: string;
beforeAll(async () => {
  api = await apiUnderTest();
  key = await connected(api.db, api.tenantId, 'active');
  await load(api.db, key, accounts, billed);
  runId = await countAll(api.db, key, accounts, new Date(Date.now() - 60_000));
});
afterAll(() => api.close());

const get = (path: string) => request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies.viewer);
interface Line {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
}
const labels = async (path: string): Promise<string[]> => {
  const response = await get(path).expect(200);
  return (response.body.items as Line[]).map(({ label }) => label);
};

describe('usage lines', () => {
  it('show kind, quantities, variance and money', async () => {
    const response = await get('/usage-lines').expect(200);
    expect(response.body.total).toBe(7);
    const kinds = Object.fromEntries((response.body.items as Line[]).map(({ label, kind }) => [label, kind]));
    expect(kinds).toMatchObject({
      'Bluewater Dental': 'increase',
      'Quarry Ridge': 'decrease',
      'Castellan Law': 'match',
      Pinecrest: 'not-read',
      Stonebridge: 'no-account',
    });
    expect((response.body.items as Line[]).find(({ label }) => label === 'Bluewater Dental')).toMatchObject({
      vendorQuantity: 40,
      psaQuantity: '30',
      variance: '10',
      money: { effectPerMonth: '40' },
      decision: 'open',
    });
  });

  it.each([
    ['kind=increase,decrease', ['Bluewater Dental', 'Lakeshore', 'Quarry Ridge']],
    ['flag=held&holdReason=drop', ['Lakeshore']],
    ['q=quarry', ['Quarry Ridge']],
    ['q=DA1', ['Bluewater Dental']],
    ['q=9001', ['Quarry Ridge']],
    ['company=6', ['Stonebridge']],
    ['agreement=103', ['Castellan Law']],
    ['decision=held', []],
    ['q=%25', []],
  ])('are filtered by %s', async (query, expected) => {
    expect(await labels(`/usage-lines?${query}`)).toEqual(expected);
  });

  it('are filtered by account, service and integration', async () => {
    const [account] = await api.db
      .selectFrom('vendor_account')
      .select('id')
      .where('foreign_id', '=', 'DA2')
      .execute();
    expect(await labels(`/usage-lines?account=${account!.id}`)).toEqual(['Quarry Ridge']);
    const [service] = await api.db.selectFrom('vendor_service').select('id').execute();
    expect(
      await labels(`/usage-lines?service=${service!.id}&integration=${key.integrationId}&kind=match`),
    ).toEqual(['Castellan Law']);
    expect(await labels(`/usage-lines?integration=${account!.id}`)).toEqual([]);
  });

  it.each([
    ['vendor', ['=HYPERLINK("evil"), Inc', 'Quarry Ridge', 'Castellan Law', 'Lakeshore', 'Bluewater Dental']],
    ['-variance', ['Bluewater Dental', 'Castellan Law', 'Quarry Ridge', 'Lakeshore']],
  ])('are sorted by %s, what is unknown last', async (sort, first) => {
    expect((await labels(`/usage-lines?sort=${sort}`)).slice(0, first.length)).toEqual(first);
  });

  it('show one line with sources, history and who came and went since the first reading', async () => {
    const later = accounts.map((account) =>
      account.foreignId === 'DA1'
        ? { ...account, seats: 42 }
        : account.foreignId === 'DA2'
          ? { ...account, seats: 21 }
          : account,
    );
    await countAll(api.db, key, later);
    const line = async (label: string): Promise<Record<string, unknown>> => {
      const list = await get(`/usage-lines?q=${encodeURIComponent(label)}`).expect(200);
      const found = await get(`/usage-lines/${(list.body.items as Line[])[0]!.id}`).expect(200);
      return found.body as Record<string, unknown>;
    };
    const grown = await line('Bluewater');
    expect(grown).toMatchObject({ version: 2, vendorQuantity: 42 });
    expect(grown['accounts']).toEqual([
      expect.objectContaining({ name: 'Bluewater Dental', seats: 42, byStatus: { active: 42 } }),
    ]);
    expect((grown['lines'] as object[])[0]).toMatchObject({
      psaLineId: '9000',
      quantity: '30',
      live: true,
      productIdentifier: 'DUO-ESS',
    });
    expect(
      (grown['history'] as { vendorQuantity: number }[]).map(({ vendorQuantity }) => vendorQuantity),
    ).toEqual([42, 40]);
    const moves = grown['cameAndWent'] as { since: string; came: { name: string }[] };
    expect(moves.since).toMatch(/^since first reading on \d{4}-\d\d-\d\d$/);
    expect(moves.came.map(({ name }) => name)).toEqual(['user40', 'user41']);
    expect((await line('Quarry'))['cameAndWent']).toMatchObject({ came: [], went: [{ name: 'user21' }] });
  });

  it('leave as a table file in which no cell is a formula', async () => {
    const response = await get('/usage-lines.csv?sort=account').expect(200);
    expect(response.headers['content-type']).toContain('text/csv');
    expect(response.headers['content-disposition']).toContain('usage-lines.csv');
    expect(response.text).toContain(`"'=HYPERLINK(""evil""), Inc",unmapped`);
    expect(response.text).toContain(
      'Quarry Ridge,decrease,held: shrink-of-many,open,Quarry Ridge,2,Duo User License,21,25,-4,-16,',
    );
    expect(response.text.trim().split('\r\n')).toHaveLength(8);
  });

  it.each([
    ['-4', '-4'],
    ['-4+1', "'-4+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    [' =1', "' =1"],
    ['a "b"', '"a ""b"""'],
    [null, ''],
  ])('a cell %j is written %j', (value, text) => {
    expect(csvCell(value)).toBe(text);
  });
});

describe('control totals', () => {
  it('close and come from the same composition', async () => {
    const response = await get(`/control-totals?integration=${key.integrationId}`).expect(200);
    expect(response.body.items).toEqual([
      expect.objectContaining({
        integrationId: key.integrationId,
        closes: true,
        currency: 'USD',
        totals: expect.objectContaining({
          closes: true,
          accounts: expect.objectContaining({ listed: 7, counted: 6, failed: 1 }),
        }),
      }),
    ]);
  });
});

describe('a cursor', () => {
  it('goes through all rows once, in order', async () => {
    const all = await labels('/usage-lines');
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: request.Response = await get(
        `/usage-lines?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
      ).expect(200);
      expect(page.body.total).toBe(7);
      seen.push(...(page.body.items as Line[]).map(({ label }) => label));
      cursor = page.body.nextCursor as string | null;
    }
    expect(seen).toEqual(all);
  });

  it('of an older version answers DataMoved', async () => {
    for (const path of ['/usage-lines', `/integrations/${key.integrationId}/psa-companies`]) {
      const page = await get(`${path}?limit=2`).expect(200);
      await api.db.transaction().execute((tx) => touchIntegration(tx, key));
      const moved = await get(`${path}?limit=2&cursor=${page.body.nextCursor as string}`);
      expect([moved.status, moved.body.code]).toEqual([409, 'DataMoved']);
    }
  });

  it('of another question, or none at all, is refused', async () => {
    const page = await get('/usage-lines?limit=2').expect(200);
    for (const query of [
      `limit=2&sort=vendor&cursor=${page.body.nextCursor as string}`,
      'cursor=nonsense',
      'cursor=W10',
    ]) {
      const refused = await get(`/usage-lines?${query}`);
      expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'cursor']);
    }
  });
});

describe('the lists of an integration', () => {
  const list = async (path: string) => {
    const response = await get(`/integrations/${key.integrationId}${path}`).expect(200);
    return response.body as { items: Record<string, unknown>[]; total: number };
  };

  it('show accounts with mapping, seats, and the cause of a failed read', async () => {
    const { items, total } = await list('/vendor-accounts?sort=-seats');
    expect(total).toBe(7);
    expect(items[0]).toMatchObject({
      name: 'Bluewater Dental',
      seats: 42,
      mapping: { state: 'mapped', company: { id: '1' } },
    });
    expect(items.find(({ kind }) => kind === 'parent')).toMatchObject({
      label: 'This MSP (parent account)',
      mark: 'internal',
    });
    expect(items.find(({ name }) => name === 'Pinecrest')).toMatchObject({
      seats: null,
      newestRead: { state: 'failed', cause: { code: 'DuoTimeout', advice: expect.any(String) } },
    });
    expect((await list('/vendor-accounts?state=unmapped&q=hyperlink')).total).toBe(1);
  });

  it('show companies with twins and the recycle bin marked', async () => {
    await sql`insert into psa_company (tenant_id, integration_id, foreign_id, name, deleted, read_at)
      values (${key.tenantId}, ${key.integrationId}, '402', 'Quarry Ridge', true, now())`.execute(api.db);
    const { items } = await list('/psa-companies?q=quarry');
    expect(items).toEqual([
      expect.objectContaining({
        id: '2',
        deleted: false,
        twins: 1,
        agreements: 1,
        mappedAccounts: [{ id: expect.any(String), name: 'Quarry Ridge' }],
      }),
      expect.objectContaining({ id: '402', deleted: true, twins: 1, mappedAccounts: [] }),
    ]);
    expect((await list('/psa-companies?mapped=false')).items.map(({ name }) => name)).toEqual([
      'Quarry Ridge',
      'Stonebridge',
    ]);
  });

  it('show agreements with the reason why one is not usable', async () => {
    await api.db
      .updateTable('psa_agreement')
      .set({ end_date: '2021-01-01' })
      .where('foreign_id', '=', '101')
      .execute();
    const { items } = await list('/psa-agreements?company=2');
    expect(items).toEqual([
      expect.objectContaining({
        id: '101',
        usable: false,
        notUsableReason: 'agreement ended on 2021-01-01',
        lines: 1,
      }),
    ]);
    expect((await list('/psa-agreements?company=1')).items[0]).toMatchObject({
      usable: true,
      notUsableReason: null,
    });
  });

  it('show products by Product ID, with bundles and inactive ones marked', async () => {
    const { items } = await list('/psa-products');
    expect(
      items.map(({ productId, inactive, bundle, selectable }) => [productId, inactive, bundle, selectable]),
    ).toEqual([
      ['DUO-ESS', false, false, true],
      ['DUO-ESS-OLD', true, false, false],
      ['SEC-BUNDLE', false, true, false],
    ]);
    expect((await list('/psa-products?mapped=true')).items.map(({ productId }) => productId)).toEqual([
      'DUO-ESS',
    ]);
    expect((await list('/vendor-services')).items).toEqual([
      expect.objectContaining({
        name: 'Duo User License',
        products: [{ id: '1', productId: 'DUO-ESS', lines: 6 }],
      }),
    ]);
  });

  it('suggest companies for unmapped accounts only, and never again what was rejected', async () => {
    await sql`update vendor_account set name = 'STONEBRIDGE' where foreign_id = 'DA6'`.execute(api.db);
    const { items } = await list('/suggestions');
    expect(items).toEqual([
      expect.objectContaining({
        company: expect.objectContaining({ name: 'Stonebridge' }),
        reason: 'case',
        words: expect.any(String),
      }),
    ]);
    const [account] = await api.db
      .selectFrom('vendor_account')
      .select('id')
      .where('foreign_id', '=', 'DA6')
      .execute();
    await api.db
      .insertInto('suggestion_rejection')
      .values({
        tenant_id: key.tenantId,
        integration_id: key.integrationId,
        vendor_account_id: account!.id,
        company_id: '6',
        rejected_by: 'x',
      })
      .execute();
    expect((await list('/suggestions')).items).toEqual([]);
  });

  it('show the history of an account', async () => {
    const [account] = await api.db
      .selectFrom('vendor_account')
      .select('id')
      .where('foreign_id', '=', 'DA1')
      .execute();
    const history = await list(`/vendor-accounts/${account!.id}/history`);
    expect(history).toMatchObject({
      readings: [{ seats: 40, syncRunId: runId }, { seats: 42 }],
      lines: [
        { version: 1, vendorQuantity: 40, psaQuantity: '30' },
        { version: 2, vendorQuantity: 42 },
      ],
    });
  });
});

describe('runs', () => {
  it('show each account with its cause, and the last good count of those without one', async () => {
    const runs = await get(`/integrations/${key.integrationId}/syncs?state=partial`).expect(200);
    expect(runs.body.total).toBe(2);
    const run = await get(`/syncs/${runId}`).expect(200);
    expect(run.body).toMatchObject({
      state: 'partial',
      progress: { done: 7, failed: 1, total: 7 },
      temporalUrl: expect.stringContaining(`/workflows/sync%2F${key.integrationId}%2Fmanual%2F`),
    });
    expect(run.body.accounts[0]).toMatchObject({
      name: 'Pinecrest',
      state: 'failed',
      seats: null,
      cause: { code: 'DuoTimeout' },
      lastComplete: null,
    });
  });

  it('and cards sum up an integration', async () => {
    const cards = await get('/integrations').expect(200);
    expect(cards.body.items).toEqual([
      expect.objectContaining({
        status: 'active',
        accounts: { total: 7, mapped: 5, excluded: 0, unmapped: 2 },
        seats: 42 + 21 + 31 + 30 + 15 + 2,
        activeRunId: null,
      }),
    ]);
  });
});
