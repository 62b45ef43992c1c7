import type { UnusedReason } from '../domain/seat-use.ts';
import { seededRule } from '../test/environment/seeded-billing-rules.ts';
import { matching, type UsageToDecide, usageToDecide } from '../test/environment/usage-to-decide.ts';

const customers = [
  { name: 'Acme', counted: 45, billed: 41 },
  { name: 'Brook', counted: 20, billed: 20 },
  { name: '=New', counted: 7, billed: 0 },
  ...matching(2),
];
const ago = (days: number): Date => new Date(Date.now() - days * 86_400_000);

let scenario: UsageToDecide;
let path: string;
beforeAll(async () => {
  scenario = await usageToDecide(customers);
  path = `/integrations/${scenario.key.integrationId}`;
  await scenario.api.db
    .deleteFrom('psaLine')
    .where('integrationId', '=', scenario.key.integrationId)
    .where('foreignId', '=', scenario.psaOf('=New').psaLineId)
    .execute();
  await scenario.count({});
  await signs('Acme', { DU1: ['disabled', null], DU2: ['no-login', ago(60)], DU3: ['no-login', ago(30)] });
  await signs('Brook', { DU1: ['never-enrolled', null], DU2: ['never-logged-in', null] });
  await signs('=New', { DU1: ['disabled', null] });
});
afterAll(() => scenario.api.close());

const accountOf = async (name: string): Promise<string> =>
  (
    await scenario.api.db
      .selectFrom('vendorAccount')
      .select('id')
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
  ).id;

/** What a reading found of these users. */
async function signs(
  name: string,
  of: Readonly<Record<string, readonly [UnusedReason, Date | null]>>,
): Promise<void> {
  const vendorAccountId = await accountOf(name);
  for (const [vendorUserId, [unused, unusedSince]] of Object.entries(of))
    await scenario.api.db
      .updateTable('seatHolder')
      .set({ unused, unusedSince })
      .where('vendorAccountId', '=', vendorAccountId)
      .where('vendorUserId', '=', vendorUserId)
      .execute();
}

interface Body {
  readonly days: number;
  readonly byReason: object;
  readonly seats: number;
  readonly cost: object;
  readonly items: readonly {
    readonly label: string;
    readonly unused: number;
    readonly perMonth: string | null;
    readonly users: readonly { readonly userId: string; readonly since: string | null }[] | null;
  }[];
}
const list = async (query = ''): Promise<Body> =>
  (await scenario.as('viewer').get(`${path}/unused-seats${query}`).expect(200)).body as Body;
const figures = ({ items }: Body) =>
  items.map(({ label, unused, perMonth }) => [label, unused, perMonth] as const);

describe('seats that nobody uses', () => {
  it('stand by customer with their reasons and cost, what nobody is billed for at nothing', async () => {
    const body = await list();
    expect(figures(body)).toEqual([
      ['Acme', 2, '8'],
      ['Brook', 2, '8'],
      ['=New', 1, '0'],
    ]);
    expect(body).toMatchObject({
      days: 45,
      seats: 5,
      byReason: { disabled: 2, 'no-login': 1, 'never-enrolled': 1, 'never-logged-in': 1 },
      cost: { lines: 3, perMonth: '16', unknown: 0 },
    });
    expect(body.items[0]).toMatchObject({
      kind: 'increase',
      counted: 45,
      byReason: { disabled: 1, 'no-login': 1 },
    });
    expect(body.items[0]!.users).toEqual([
      expect.objectContaining({ userId: 'DU1', name: 'user1', reason: 'disabled', since: null }),
      expect.objectContaining({
        userId: 'DU2',
        name: 'user2',
        reason: 'no-login',
        since: expect.any(String),
      }),
    ]);
    const lists = await scenario.as('viewer').get(`${path}/list-figures`).expect(200);
    expect(lists.body.unusedSeats).toEqual({ seats: 5, customers: 3, cost: body.cost });
  });

  it('are asked for by reason and customer; the counts of the reasons stay', async () => {
    const body = await list('?reason=disabled,no-login&q=acm');
    expect(figures(body)).toEqual([['Acme', 2, '8']]);
    const one = await list('?reason=no-login');
    expect(figures(one)).toEqual([['Acme', 1, '4']]);
    expect(one.byReason).toMatchObject({ disabled: 2, 'never-enrolled': 1 });
    await scenario.as('viewer').get(`${path}/unused-seats?reason=lazy`).expect(422);
  });

  it('are as many as the setting says', async () => {
    await scenario.as('admin').put('/settings', { unusedAfterDays: 20 }).expect(200);
    expect(figures(await list('?q=acme'))).toEqual([['Acme', 3, '12']]);
    await scenario.as('admin').put('/settings', { unusedAfterDays: 90 }).expect(200);
    expect(figures(await list('?q=acme'))).toEqual([['Acme', 1, '4']]);
    await scenario.as('admin').put('/settings', { unusedAfterDays: 13 }).expect(422);
    await scenario.as('admin').put('/settings', { unusedAfterDays: 45 }).expect(200);
  });

  it('cost what is not known where the line has no price', async () => {
    const price = (unitPrice: string | null) =>
      scenario.api.db
        .updateTable('psaLine')
        .set({ unitPrice })
        .where('foreignId', '=', scenario.psaOf('Brook').psaLineId)
        .execute();
    await price(null);
    const body = await list();
    expect(figures(body).at(-1)).toEqual(['Brook', 2, null]);
    expect(body.cost).toEqual({ lines: 3, perMonth: '8', unknown: 1 });
    await price('4');
  });

  it('leave as a table file in which no cell is a formula', async () => {
    const { text } = await scenario.as('viewer').get(`${path}/unused-seats.csv`).expect(200);
    expect(text).toContain('Acme,');
    expect(text).toContain("'=New,");
    expect(text).toContain('user2,DU2,active,No recent login,');
  });

  it('save nothing under a minimum, and name the rule that says so', async () => {
    const { db } = scenario.api;
    const scope = { kind: 'line', id: scenario.psaOf('Acme').psaLineId } as const;
    const id = await seededRule(db, scenario.key, scope, { minimum: 45 });
    await scenario.count({});
    await signs('Acme', { DU1: ['disabled', null] });
    expect((await list('?q=acme')).items).toMatchObject([
      { label: 'Acme', unused: 1, perMonth: '0', rule: 'At least 45 units' },
    ]);
    await db.deleteFrom('billingRule').where('id', '=', id).execute();
  });

  it('of an excluded account are not in the list: nobody is billed for them', async () => {
    await scenario.api.db
      .updateTable('accountMapping')
      .set({ state: 'excluded', companyId: null, origin: 'person', reason: 'billed by hand' })
      .where('vendorAccountId', '=', await accountOf('Brook'))
      .execute();
    await scenario.count({});
    for (const name of ['Acme', 'Brook']) await signs(name, { DU1: ['disabled', null] });
    expect((await list()).items.map(({ label }) => label)).toEqual(['Acme']);
  });

  it('single nobody out where names are not kept', async () => {
    await scenario.as('admin').put(`${path}/privacy`, { keepNames: false }).expect(200);
    const body = await list();
    expect(body.items.map(({ users }) => users)).toEqual(body.items.map(() => null));
    expect(body.seats).toBeGreaterThan(0);
    const { text } = await scenario.as('viewer').get(`${path}/unused-seats.csv`).expect(200);
    expect(text).not.toContain('DU1');
  });
});
