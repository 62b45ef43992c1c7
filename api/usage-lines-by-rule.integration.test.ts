import request from 'supertest';
import type { RuleScope, RuleTerms } from '../domain/billing-rules/billing-rule.ts';
import type { IntegrationKey } from '../domain/keys.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { seededRule } from '../test/environment/seeded-billing-rules.ts';
import { connected, countAll, load, type SeededAccount } from '../test/environment/seeded-integration.ts';

const accounts: readonly SeededAccount[] = [
  { name: 'Bluewater Dental', foreignId: 'DA1', seats: 40, company: 'Bluewater Dental' },
  { name: 'Castellan Law', foreignId: 'DA2', seats: 30, company: 'Castellan Law' },
  { name: 'Pinecrest', foreignId: 'DA3', seats: 12, company: 'Pinecrest' },
  { name: 'Quarry Ridge', foreignId: 'DA4', seats: 22 },
  { name: 'Summit', foreignId: 'DA5', seats: 7, company: 'Summit' },
];
let line: string;
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

let api: ApiUnderTest;
let key: IntegrationKey;
beforeAll(async () => {
  api = await apiUnderTest();
  key = await connected(api.db, api.tenantId, 'active');
  await load(api.db, key, accounts, { 'Bluewater Dental': 30, 'Castellan Law': 35, Pinecrest: 1, Summit: 1 });
  await api.db.deleteFrom('psaLine').where('agreementId', '=', '103').execute();
  const rule = (scope: RuleScope, terms: RuleTerms) => seededRule(api.db, key, scope, terms);
  line = await rule({ kind: 'line', id: '9000' }, { free: 2, ratio: { per: 5, round: 'up' } });
  await rule({ kind: 'customer', id: '2' }, { minimum: 35 });
  await rule({ kind: 'agreement-type', id: '1' }, { fixed: { units: 1, flat: true } });
  const ending = await rule({ kind: 'customer', id: '4' }, { minimum: 25 });
  await api.db
    .updateTable('billingRule')
    .set({ validTo: inDays(10) })
    .where('id', '=', ending)
    .execute();
  await countAll(api.db, key, accounts, new Date(Date.now() - 60_000));
  await countAll(
    api.db,
    key,
    accounts.map((one) => (one.foreignId === 'DA1' ? { ...one, seats: 43 } : one)),
  );
});
afterAll(() => api.close());

const get = (path: string) => request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies.viewer);
interface Line {
  readonly id: string;
  readonly label: string;
  readonly variance: string | null;
  readonly billableUnits: number | null;
  readonly rule: {
    readonly applied: {
      readonly scopeText: string;
      readonly text: string;
      readonly equation: string;
      readonly endsSoon: string | null;
    };
  } | null;
}
const linesOf = async (query: string): Promise<readonly Line[]> =>
  (await get(`/usage-lines?${query}`).expect(200)).body.items as Line[];

describe('usage lines under billing rules', () => {
  it('name the rule by its scope, and what it makes of the seats', async () => {
    const shown = (await linesOf('sort=account')).map(({ label, variance, billableUnits, rule }) => [
      label,
      variance,
      billableUnits,
      rule === null ? null : [rule.applied.scopeText, rule.applied.text, rule.applied.equation],
    ]);
    expect(shown).toEqual([
      [
        'Bluewater Dental',
        '-21',
        9,
        [
          'Line DUO-ESS on Managed Bluewater Dental (line 9000)',
          'First 2 free and one unit per 5 seats (rounded up)',
          '43 seats − 2 free = 41 → 9 packs of 5',
        ],
      ],
      [
        'Castellan Law',
        '0',
        35,
        ['Customer Castellan Law', 'At least 35 units', '30 seats → minimum 35 = 35'],
      ],
      [
        'Pinecrest',
        '0',
        1,
        ['Agreements of type Managed', 'Flat price (1 unit), not per seat', '12 seats → flat price = 1'],
      ],
      ['Quarry Ridge', null, 22, null],
      ['Summit', null, 25, ['Customer Summit', 'At least 25 units', '7 seats → minimum 25 = 25']],
    ]);
  });

  it('say that their rule ends soon', async () => {
    const soon = (await linesOf('rule=any&sort=account')).map(({ rule }) => rule!.applied.endsSoon);
    expect(soon).toEqual([null, null, null, inDays(10)]);
  });

  it('are filtered by one rule, and by whether they are under one', async () => {
    const labels = async (query: string) => (await linesOf(query)).map(({ label }) => label);
    expect(await labels(`rule=${line}`)).toEqual(['Bluewater Dental']);
    expect(await labels('rule=any')).toEqual(['Bluewater Dental', 'Castellan Law', 'Pinecrest', 'Summit']);
    expect(await labels('rule=0a000000-0000-4000-8000-000000000009')).toEqual([]);
  });

  it('keep units and rule in their history', async () => {
    const [first] = await linesOf(`rule=${line}`);
    const { body } = await get(`/usage-lines/${first!.id}`).expect(200);
    const rule = 'First 2 free and one unit per 5 seats (rounded up)';
    expect(body.history).toMatchObject([
      { vendorQuantity: 43, billableUnits: 9, rule },
      { vendorQuantity: 40, billableUnits: 8, rule },
    ]);
  });

  it('are added with their units, and how these come from the seats', async () => {
    const path = `/integrations/${key.integrationId}/not-billed-yet`;
    const { body } = await get(path).expect(200);
    const equation = '7 seats → minimum 25 = 25';
    expect(body.items).toMatchObject([{ label: 'Summit', quantity: 25, perMonth: '100', equation }]);
    const { text } = await get(`${path}.csv`).expect(200);
    expect(text).toContain(equation);
  });

  it('have seats, units, rule, and calculation in the table file', async () => {
    const { text } = await get('/usage-lines.csv?sort=account').expect(200);
    expect(text).toContain('Duo seats,Billable units,Billing rule,Calculation,');
    expect(text).toContain(
      ',30,35,"At least 35 units (MSA 2025-114, section 3)",30 seats → minimum 35 = 35,35,0,',
    );
    expect(text).toContain(',22,22,,,,,');
  });
});
