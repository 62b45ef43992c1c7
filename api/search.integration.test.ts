import { seedAnotherTenant } from '../test/described-api/two-tenants.ts';
import { type UsageToDecide, usageToDecide } from '../test/environment/usage-to-decide.ts';

/** What a few letters find (api.md). */

const named = [
  'Meridian Foods',
  "O'Neil & Sons (North-West)",
  'Foodland',
  'Ärzte.example',
  'Acme',
  'Élan Conseil',
  'öl & gas',
];

let scenario: UsageToDecide;
beforeAll(async () => {
  scenario = await usageToDecide(named.map((name) => ({ name, counted: 12, billed: 12 })));
  await scenario.api.db
    .insertInto('psaCompany')
    .values(
      ['Foodstuff Ltd', 'Food Former'].map((name, index) => ({
        tenantId: scenario.key.tenantId,
        integrationId: scenario.key.integrationId,
        foreignId: `70${index}`,
        name,
        deleted: index === 1,
        readAt: new Date(),
      })),
    )
    .execute();
});
afterAll(() => scenario.api.close());

interface Answer {
  readonly customers: readonly { readonly name: string; readonly companyId: string }[];
  readonly lines: readonly { readonly id: string; readonly label: string }[];
  readonly companies: readonly { readonly name: string; readonly deleted: boolean }[];
  readonly accounts: readonly { readonly name: string }[];
  readonly runs: readonly { readonly id: string; readonly state: string; readonly queuedAt: string }[];
  readonly more: readonly string[];
}

const search = async (q: string): Promise<Answer> =>
  (
    await scenario
      .as('viewer')
      .get(`/search?q=${encodeURIComponent(q)}`)
      .expect(200)
  ).body as Answer;
const names = async (q: string) => {
  const { customers, lines, companies, accounts } = await search(q);
  return {
    customers: customers.map(({ name }) => name),
    lines: lines.map(({ label }) => label),
    companies: companies.map(({ name }) => name),
    accounts: accounts.map(({ name }) => name),
  };
};

it('finds names by the beginnings of their words, those that begin so first; a company of no customer apart', async () => {
  expect(await names('food')).toEqual({
    customers: ['Foodland', 'Meridian Foods'],
    lines: ['Foodland', 'Meridian Foods'],
    // What is in the recycle bin comes last.
    companies: ['Foodstuff Ltd', 'Food Former'],
    accounts: ['Foodland', 'Meridian Foods'],
  });
  expect((await names('foo MERI')).customers).toEqual(['Meridian Foods']);
  expect((await names('oods')).customers).toEqual([]);
});

it.each([
  ["o'n", "O'Neil & Sons (North-West)"],
  ['neil', "O'Neil & Sons (North-West)"],
  ['west', "O'Neil & Sons (North-West)"],
  ['north-west', "O'Neil & Sons (North-West)"],
  ['exam', 'Ärzte.example'],
  ['Ärz', 'Ärzte.example'],
])('takes signs for blanks: %s finds %s', async (q, name) => {
  expect((await names(q)).customers).toEqual([name]);
});

it.each([
  ['élan', 'Élan Conseil'],
  ['ÉLAN', 'Élan Conseil'],
  ['ärzte', 'Ärzte.example'],
  ['ÖL', 'öl & gas'],
])(
  'takes capitals of every alphabet for the same letter: %s finds %s, here and in lists',
  async (q, name) => {
    expect(await names(q)).toEqual({ customers: [name], lines: [name], companies: [], accounts: [name] });
    const { integrationId } = scenario.key;
    for (const [path, of] of [
      ['/usage-lines', 'label'],
      [`/integrations/${integrationId}/vendor-accounts`, 'name'],
      [`/integrations/${integrationId}/psa-companies`, 'name'],
    ] as const) {
      const { body } = await scenario
        .as('viewer')
        .get(`${path}?q=${encodeURIComponent(q)}`)
        .expect(200);
      const { items } = body as { items: readonly Record<string, unknown>[] };
      expect(items.map((item) => item[of])).toEqual([name]);
    }
  },
);

it.each(['&|!', "':*", "' or '1'='1", '\\\\', '%%', '(((', '🦊🦊', '-- x'])(
  'takes %s for text like any other',
  async (q) => {
    expect((await search(q)).customers).toEqual([]);
  },
);

it('finds by an id of the PSA, of a line of it and of the vendor', async () => {
  const { psaLineId } = scenario.psaOf('Acme');
  expect((await names('700')).companies).toEqual(['Foodstuff Ltd']);
  expect((await names(psaLineId)).lines).toEqual(['Acme']);
  expect((await names('DA4')).accounts).toEqual(['Acme']);
});

it('finds runs by the beginning of their id, by their day and by their state', async () => {
  const run = await scenario.api.db
    .selectFrom('syncRun')
    .select(['id', 'state', 'queuedAt'])
    .executeTakeFirstOrThrow();
  const ids = async (q: string) => (await search(q)).runs.map(({ id }) => id);
  expect(await ids(run.id.slice(0, 6))).toEqual([run.id]);
  expect(await ids(run.id.slice(0, 13).toUpperCase())).toEqual([run.id]);
  expect(await ids(run.queuedAt.toISOString().slice(0, 10))).toEqual([run.id]);
  expect(await ids(run.state.slice(0, 4))).toEqual([run.id]);
  expect(await ids('2001-01-01')).toEqual([]);
  expect(await ids('2001-02-30')).toEqual([]);
});

it('shows a few of each and says of which there are more', async () => {
  const many = Array.from({ length: 9 }, (_, index) => ({
    tenantId: scenario.key.tenantId,
    integrationId: scenario.key.integrationId,
    foreignId: `80${index}`,
    name: `Zebra ${index}`,
    deleted: false,
    readAt: new Date(),
  }));
  await scenario.api.db.insertInto('psaCompany').values(many).execute();
  const { companies, more } = await search('zebra');
  expect(companies.map(({ name }) => name)).toEqual(many.slice(0, 6).map(({ name }) => name));
  expect(more).toEqual(['companies']);
});

it('finds nothing of another MSP', async () => {
  await seedAnotherTenant(scenario.api.db, { keyRing: scenario.api.deps.keyRing, agreementTypeId: '9' });
  expect((await names('Cedar')).customers).toEqual([]);
  expect(await names('Acme')).toMatchObject({ customers: ['Acme'], lines: ['Acme'], accounts: ['Acme'] });
});

it('asks for two letters at least', async () => {
  const rejected = await scenario.as('viewer').get('/search?q=a');
  expect([rejected.status, rejected.body.code]).toEqual([422, 'ValidationFailed']);
});
