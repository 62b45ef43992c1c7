import { sql } from 'kysely';
import request from 'supertest';
import type { IntegrationKey } from '../domain/keys.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import {
  connected,
  countAll,
  forcePhase,
  load,
  type SeededAccount,
} from '../test/environment/seeded-integration.ts';

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
  const later: Readonly<Record<string, number>> = { DA1: 42, DA2: 21 };
  await countAll(
    api.db,
    key,
    accounts.map((account) => ({ ...account, seats: later[account.foreignId] ?? account.seats })),
  );
});
afterAll(() => api.close());

const get = (path: string) => request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies.viewer);

/** As every command and run does with what it changes. */
const dataMoved = () => sql`update integration set data_version = data_version + 1`.execute(api.db);

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
      byStatus: { active: 42 },
      mapping: { state: 'mapped', company: { id: '1' } },
    });
    expect(items.find(({ kind }) => kind === 'parent')).toMatchObject({
      label: 'This MSP (parent account)',
      mark: 'internal',
    });
    expect(items.find(({ name }) => name === 'Pinecrest')).toMatchObject({
      seats: null,
      byStatus: null,
      newestRead: { state: 'failed', cause: { code: 'VendorTimeout', advice: expect.any(String) } },
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
      .updateTable('psaAgreement')
      .set({ endDate: '2021-01-01' })
      .where('foreignId', '=', '101')
      .execute();
    const { items } = await list('/psa-agreements?company=2');
    expect(items).toEqual([
      expect.objectContaining({
        id: '101',
        usable: false,
        notUsableReason: 'agreement ended on Jan 1, 2021',
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
        suggestions: [],
        lookAlikes: [],
      }),
    ]);
  });

  it('name products that look like the vendor’s and have lines at mapped companies', async () => {
    const line = async (id: string, agreementId: string, more: object = {}) => {
      const [like] = await api.db.selectFrom('psaLine').selectAll().limit(1).execute();
      await api.db
        .insertInto('psaLine')
        .values({ ...like!, locked: null, foreignId: id, agreementId, productId: '2', ...more })
        .execute();
    };
    const agreementOf = async (mapped: boolean) => {
      const { rows } = await sql<{ readonly id: string }>`
        select a.foreign_id as id from psa_agreement a where ${mapped} = exists (
          select from account_mapping m where m.company_id = a.company_id and m.state = 'mapped')
        order by a.foreign_id limit 1`.execute(api.db);
      return rows[0]!.id;
    };
    await line('alike', await agreementOf(true));
    await line('alike ended', await agreementOf(true), { cancelledDate: '2020-01-01' });
    await line('alike elsewhere', await agreementOf(false));
    const [service] = (await list('/vendor-services')).items;
    expect(service).toMatchObject({ lookAlikes: [{ id: '2', productId: 'DUO-ESS-OLD', lines: 1 }] });
    await api.db.deleteFrom('psaLine').where('foreignId', 'like', 'alike%').execute();
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
      .selectFrom('vendorAccount')
      .select('id')
      .where('foreignId', '=', 'DA6')
      .execute();
    await api.db
      .insertInto('suggestionRejection')
      .values({
        tenantId: key.tenantId,
        integrationId: key.integrationId,
        vendorAccountId: account!.id,
        companyId: '6',
        rejectedBy: 'x',
      })
      .execute();
    await dataMoved();
    expect((await list('/suggestions')).items).toEqual([]);
  });

  it('show the history of an account', async () => {
    const [account] = await api.db
      .selectFrom('vendorAccount')
      .select('id')
      .where('foreignId', '=', 'DA1')
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
    const scheduled = await get(`/integrations/${key.integrationId}/syncs?trigger=schedule,retry`).expect(
      200,
    );
    expect(scheduled.body.total).toBe(0);
    const run = await get(`/syncs/${runId}`).expect(200);
    expect(run.body).toMatchObject({
      state: 'partial',
      progress: { done: 7, counted: 6, failed: 1, total: 7 },
      temporalUrl: expect.stringContaining(`/workflows/sync%2F${key.integrationId}%2Fmanual%2F`),
    });
    expect(run.body.accounts.items[0]).toMatchObject({
      name: 'Pinecrest',
      state: 'failed',
      seats: null,
      cause: { code: 'VendorTimeout' },
      lastComplete: null,
    });
  });

  it('page their accounts by key: those without a count first, the counted by name, then those not reached', async () => {
    interface Accounts {
      readonly items: readonly { readonly name: string; readonly state: string }[];
      readonly nextCursor: string | null;
      readonly total: number;
    }
    const pageOf = async (query: string): Promise<Accounts> =>
      ((await get(`/syncs/${runId}?${query}`).expect(200)).body as { accounts: Accounts }).accounts;
    const { items: whole, total } = await pageOf('limit=500');
    expect([whole.length, total]).toEqual([7, 7]);
    const counted = whole.slice(1).map(({ name }) => name.toLowerCase());
    expect(counted).toEqual([...counted].sort());

    const seen: string[] = [];
    let page = await pageOf('limit=2');
    for (;;) {
      seen.push(...page.items.map(({ name }) => name));
      expect(page.total).toBe(7);
      if (page.nextCursor === null) break;
      page = await pageOf(`limit=2&cursor=${encodeURIComponent(page.nextCursor)}`);
    }
    expect(seen).toEqual(whole.map(({ name }) => name));

    expect(await pageOf('state=failed,incomplete')).toMatchObject({
      total: 1,
      items: [{ name: 'Pinecrest' }],
    });
    expect(await pageOf('state=pending')).toMatchObject({ total: 0, items: [], nextCursor: null });
    expect(await pageOf('q=pinecr')).toMatchObject({ total: 1, items: [{ state: 'failed' }] });
    const { nextCursor } = await pageOf('limit=2&state=counted');
    // Of other filters, and of another run.
    const older = (await get(`/integrations/${key.integrationId}/syncs`)).body.items as { id: string }[];
    for (const path of [
      `/syncs/${runId}?limit=2&cursor=${encodeURIComponent(nextCursor!)}`,
      `/syncs/${older.find(({ id }) => id !== runId)!.id}?state=counted&cursor=${encodeURIComponent(nextCursor!)}`,
    ])
      expect((await get(path).expect(422)).body).toMatchObject({ errors: [{ field: 'cursor' }] });
    expect((await get(`/syncs/${runId}?state=lost`).expect(422)).body.code).toBe('ValidationFailed');
  });

  it('and cards sum up an integration', async () => {
    const cards = await get('/integrations').expect(200);
    expect(cards.body.items).toEqual([
      expect.objectContaining({
        status: 'active',
        accounts: { total: 7, mapped: 5, excluded: 0, unmapped: 1 },
        seats: 42 + 21 + 31 + 30 + 15 + 2,
        activeRunId: null,
      }),
    ]);
  });
});

describe('files of a connection that came since names were read', () => {
  it('have its names at their heads, and none of another PSA', async () => {
    await get(`/usage-lines.csv?integration=${key.integrationId}`).expect(/ConnectWise quantity/u);
    const { integrationId } = await ended('halopsa');
    const { text } = await get(`/usage-lines.csv?integration=${integrationId}`).expect(200);
    expect(text).toContain('HaloPSA quantity');
    expect(text).not.toContain('ConnectWise');
  });
});

/** A connection with another PSA that was ended. */
async function ended(psa: string): Promise<IntegrationKey> {
  await forcePhase(api.db, key, 'disconnected');
  const other = await connected(api.db, api.tenantId, 'disconnected', psa);
  await forcePhase(api.db, key, 'active');
  return other;
}

describe('suggestions after another PSA', () => {
  const suggestions = async (query = '') =>
    (await get(`/integrations/${key.integrationId}/suggestions${query}`).expect(200)).body as {
      items: Record<string, unknown>[];
    };

  it('offer what the same account was mapped to with another PSA before, by the name of the company', async () => {
    const other = await former('halopsa', { DA6: 'Stonebridge', DA2: 'Castellan Law' });
    await sql`update account_mapping set state = 'excluded', company_id = null, reason = 'shared'
      where integration_id = ${other} and vendor_account_id in
        (select id from vendor_account where foreign_id = 'DA2')`.execute(api.db);
    await sql`delete from account_mapping m using vendor_account a where a.id = m.vendor_account_id
      and a.integration_id = ${key.integrationId} and a.foreign_id = 'DA2'`.execute(api.db);
    await sql`delete from suggestion_rejection`.execute(api.db);
    await sql`update vendor_account set name = 'Dry Stone Works' where foreign_id = 'DA6'`.execute(api.db);
    expect((await suggestions()).items).toMatchObject([
      {
        company: { name: 'Stonebridge' },
        words: 'previously mapped to Stonebridge in HaloPSA',
        ambiguous: false,
        score: 100,
      },
      {
        company: { id: '2' },
        words: expect.stringMatching(/previously not billed in HaloPSA; another company/u),
        ambiguous: true,
      },
    ]);
    // Of two the one that was connected last.
    const last = await former('autotask', { DA6: 'Pinecrest' });
    expect((await suggestions('?q=dry')).items).toMatchObject([
      { words: 'previously mapped to Pinecrest in Autotask' },
    ]);
    // A marked account was never billed there, mapped or not.
    await sql`update vendor_account set mark = 'nfr' where integration_id = ${last} and foreign_id = 'DA6'`.execute(
      api.db,
    );
    await dataMoved();
    expect((await suggestions('?q=dry')).items).toEqual([]);
  });

  it('offer the products that a service was mapped to with another PSA before, as long as nobody mapped them', async () => {
    const offers = async (): Promise<unknown> => {
      const { body } = await get(`/integrations/${key.integrationId}/vendor-services`).expect(200);
      return (body as { items: { suggestions: unknown }[] }).items[0]!.suggestions;
    };
    // Both former connections have that product; this one was connected last.
    const { id: other } = await api.db
      .selectFrom('integration')
      .select('id')
      .where('psa', '=', 'autotask')
      .executeTakeFirstOrThrow();
    // All of its products, of which two cannot be mapped here.
    await sql`insert into service_mapping (tenant_id, integration_id, vendor_service_id, product_id, decided_by)
      select p.tenant_id, p.integration_id, s.id, p.foreign_id, 'test' from psa_product p
      join vendor_service s on s.integration_id = p.integration_id
      where p.integration_id = ${other} and p.foreign_id <> '1'`.execute(api.db);
    expect(await offers()).toEqual([]);
    await sql`delete from service_mapping where integration_id = ${key.integrationId}`.execute(api.db);
    const product = { id: '1', productId: 'DUO-ESS' };
    expect(await offers()).toEqual([
      { product, words: 'previously mapped to DUO-ESS in Autotask', ambiguous: false, hasTwin: false },
    ]);
    await sql`update psa_product set identifier = 'Duo Ess' where integration_id = ${other} and foreign_id = '1'`.execute(
      api.db,
    );
    expect(await offers()).toEqual([
      {
        product,
        words: 'previously mapped to Duo Ess in Autotask; names differ in punctuation only',
        ambiguous: false,
        hasTwin: false,
      },
    ]);
    // What the one before it was mapped to says nothing any more.
    await sql`delete from service_mapping where integration_id = ${other} and product_id = '1'`.execute(
      api.db,
    );
    expect(await offers()).toEqual([]);
  });

  /** Such a connection with the accounts named; ids of its companies are others than here. */
  async function former(psa: string, mapped: Readonly<Record<string, string>>): Promise<string> {
    const before = await ended(psa);
    const names = Object.values(mapped);
    await load(
      api.db,
      before,
      Object.entries(mapped).map(([foreignId, company]) => ({
        name: foreignId,
        foreignId,
        seats: 1,
        company,
      })),
      Object.fromEntries(['Another', ...names].map((name) => [name, 1])),
    );
    return before.integrationId;
  }
});
