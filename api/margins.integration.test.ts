import request from 'supertest';
import type { IntegrationKey } from '../domain/keys.ts';
import type { Role } from '../domain/roles.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { connected, countAll, load, type SeededAccount } from '../test/environment/seeded-integration.ts';
import { composeEverything } from '../use-cases/composition/recompose-usage.ts';

/** Each line costs 1.7391 a unit in the PSA, and is billed at 4.00. */
const accounts: readonly SeededAccount[] = [
  { name: 'Bluewater Dental', foreignId: 'DA1', seats: 40, company: 'Bluewater Dental' },
  { name: 'Lakeshore', foreignId: 'DA2', seats: 31, company: 'Lakeshore' },
  { name: 'Unmapped Ltd', foreignId: 'DA3', seats: 15 },
];

let api: ApiUnderTest;
let key: IntegrationKey;
beforeAll(async () => {
  api = await apiUnderTest();
  key = await connected(api.db, api.tenantId, 'active');
  await load(api.db, key, accounts, { 'Bluewater Dental': 30, Lakeshore: 31 });
  await countAll(api.db, key, accounts, new Date(Date.now() - 60_000));
});
afterAll(() => api.close());

const get = (path: string, role: Role = 'admin') =>
  request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies[role]);
const settings = (change: object) =>
  request(api.app).put('/api/v1/settings').set('Cookie', api.cookies.admin).send(change);

const lineIds = async (): Promise<ReadonlyMap<string, string>> => {
  const { body } = await get('/usage-lines').expect(200);
  return new Map((body.items as { id: string; label: string }[]).map(({ label, id }) => [label, id]));
};
const marginOf = async (label: string): Promise<object | undefined> => {
  const id = (await lineIds()).get(label)!;
  const { body } = await get(`/usage-line-margins?lines=${id}`).expect(200);
  const [item] = body.items as ({ usageLineId: string } & object)[];
  if (item === undefined) return undefined;
  const { usageLineId, ...margin } = item;
  expect(usageLineId).toBe(id);
  return margin;
};

/** As an administrator enters it; `edition` is read from Duo. */
async function sellEssentials(price: string): Promise<void> {
  await api.db.updateTable('vendorAccount').set({ edition: 'Duo Essentials' }).execute();
  await api.db.transaction().execute((tx) => composeEverything(tx, key, null, new Date()));
  await settings({
    vendorPrices: {
      currency: 'USD',
      editions: {
        ENTERPRISE: [
          { from: 1, price: '9' },
          { from: 50, price },
        ],
      },
    },
  }).expect(200);
}

it('is what the PSA bills less what it says a unit costs; "unknown" without either cost', async () => {
  expect(await marginOf('Bluewater Dental')).toEqual({
    currency: 'USD', billedPerMonth: '120', costPerMonth: '52.17', costFrom: 'psa', marginPerMonth: '67.83',
  }); // prettier-ignore
  expect(await marginOf('Unmapped Ltd')).toEqual({
    currency: 'USD', billedPerMonth: '0', costPerMonth: null, costFrom: null, marginPerMonth: null,
  }); // prettier-ignore
  const { body } = await get(`/margin-summary?integration=${key.integrationId}`).expect(200);
  expect(body).toMatchObject({
    totals: {
      byCurrency: [{ currency: 'USD', lines: 2, billedPerMonth: '244', costPerMonth: '106.08' }],
      withoutMargin: [{ currency: 'USD', lines: 1, billedPerMonth: '0', unknown: 0 }],
      unknownLines: 1,
    },
    vendorRates: [],
  });
});

it('takes the vendor’s price at the volume of all accounts where the PSA has no cost', async () => {
  await sellEssentials('2.5');
  expect(await marginOf('Unmapped Ltd')).toMatchObject({ costPerMonth: '37.5', costFrom: 'vendor' });
  expect(await marginOf('Bluewater Dental')).toMatchObject({ costPerMonth: '52.17', costFrom: 'psa' });
  const { body } = await get(`/margin-summary?integration=${key.integrationId}`).expect(200);
  // Two of the parent's own.
  expect(body.vendorRates).toEqual([{ edition: 'Duo Essentials', users: 88, price: '2.5', currency: 'USD' }]);
});

it('is shown to roles from the one in the settings on, as are the vendor’s prices', async () => {
  const sees = async (role: Role) => {
    const answers = await Promise.all([
      get(`/margin-summary?integration=${key.integrationId}`, role),
      get('/settings', role),
      get('/usage-lines.csv', role),
      get('/session', role),
    ]);
    const [margin, { body }, { text }, session] = answers;
    expect(session.body.marginRole).toBe(body.marginRole);
    return [margin.status, 'vendorPrices' in body, text.includes('Cost per month')];
  };
  expect(await sees('admin')).toEqual([200, true, true]);
  expect(await sees('approver')).toEqual([403, false, false]);
  await settings({ marginRole: 'approver' }).expect(200);
  expect(await sees('approver')).toEqual([200, true, true]);
  expect(await sees('reviewer')).toEqual([403, false, false]);
  const { body } = await get(`/margin-summary?integration=${key.integrationId}`, 'reviewer');
  expect(body.detail).toContain('approver');
});

it('rejects prices whose tiers do not begin with the first user, or do not ascend', async () => {
  const tiers = (...from: number[]) => ({
    vendorPrices: {
      currency: 'USD',
      editions: { BEYOND: from.map((users) => ({ from: users, price: '1' })) },
    },
  });
  for (const wrong of [tiers(2), tiers(1, 1), tiers(1, 50, 20), tiers()]) await settings(wrong).expect(422);
  await settings(tiers(1, 20)).expect(200);
  await settings({ vendorPrices: null }).expect(200);
});
