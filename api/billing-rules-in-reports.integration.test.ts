import { zippedTables } from '../test/environment/zipped-tables.ts';
import { csvRows } from '../test/environment/csv-rows.ts';
import { approved, confirmed, readyToWrite } from '../test/environment/seeded-approvals.ts';
import { seededRule } from '../test/environment/seeded-billing-rules.ts';
import { filesAgree } from '../test/environment/files-agreement.ts';
import { monthUnderTest } from '../test/environment/month-agreement.ts';
import { matching, type UsageToDecide, usageToDecide } from '../test/environment/usage-to-decide.ts';

const terms = { free: 2, ratio: { per: 5, round: 'up' }, minimum: 10 } as const;
const sentence = 'First 2 free, one unit per 5 seats (rounded up), and at least 10 units';
const equation = '36 seats − 2 free = 34 → 7 packs of 5 → minimum 10 = 10';
const inTables = `${sentence} (MSA 2025-114, section 3)`;

let scenario: UsageToDecide;
let path: string;
let companyId: string;
let ruleId: string;
beforeAll(async () => {
  scenario = await usageToDecide([
    { name: 'Packs', counted: 36, billed: 9 },
    { name: 'Minimum', counted: 5, billed: 8 },
    ...matching(3),
  ]);
  const { api, key } = scenario;
  path = `/integrations/${key.integrationId}`;
  companyId = await companyOf('Packs');
  ruleId = await seededRule(api.db, key, { kind: 'customer', id: companyId }, terms);
  await seededRule(api.db, key, { kind: 'customer', id: await companyOf('Minimum') }, { minimum: 12 });
  await readyToWrite(api.db, key);
  await api.db
    .updateTable('integration')
    .set({ finishedAt: new Date() })
    .where('id', '=', key.integrationId)
    .execute();
  await scenario.count({});
});
afterAll(() => scenario.api.close());

const companyOf = async (name: string): Promise<string> => {
  const { foreignId } = await scenario.api.db
    .selectFrom('psaCompany')
    .select('foreignId')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return foreignId;
};
const get = async <T>(of: string): Promise<T> => (await scenario.as('viewer').get(of).expect(200)).body as T;
const blob = async (of: string): Promise<Buffer> =>
  (await scenario.as('viewer').get(of).responseType('blob').expect(200)).body as Buffer;
/** The first row of a table with this cell, by the names of its columns. */
const rowOf = (table: readonly (readonly string[])[] | undefined, cell: string) => {
  const row = table?.find((cells) => cells.includes(cell)) ?? [];
  return Object.fromEntries((table?.[0] ?? []).map((head, nth) => [head, row[nth]]));
};

it('the sheet of a customer says its billing rule, and what that makes of the seats', async () => {
  const sheet = `${path}/customers/${companyId}/sheet`;
  const { lines } = await get<{ lines: readonly object[] }>(sheet);
  expect(lines).toMatchObject([
    {
      vendorQuantity: 36,
      billableUnits: 10,
      psaQuantity: '9',
      variance: '1',
      rule: { applied: { id: ruleId, version: 1, text: sentence, equation, scopeText: 'Customer Packs' } },
    },
  ]);
  const { text } = await scenario.as('viewer').get(`${sheet}.csv`).expect(200);
  const billed = csvRows(text);
  const head = billed.findIndex((cells) => cells.includes('Billable units'));
  expect(rowOf(billed.slice(head), equation)).toMatchObject({
    Seats: '36',
    'Billable units': '10',
    'Billing rule': inTables,
    Variance: '1',
  });
});

interface Report {
  readonly lines: readonly { readonly label: string; readonly rule?: object }[];
  readonly writeBacks: readonly object[];
}

it('a closed month keeps the rule of each line and change, whatever becomes of it', async () => {
  const { api, key } = scenario;
  const member = { kind: 'member', id: api.memberIds.approver } as const;
  const { lineId } = await approved(api.db, key, 'Packs', member);
  await confirmed(api.db, key, lineId);
  await scenario.count({});
  const everywhere = monthUnderTest(api, key.integrationId);
  const month = await everywhere.agrees();
  const listed = await everywhere.lines();
  const running = await get<Report & { month: string }>(`${path}/running-month?lines=all`);
  const { body } = await scenario
    .as('approver')
    .post('/review-months', { integrationId: key.integrationId, month: running.month, whileRunning: true })
    .expect(201);
  const closed = `/review-months/${body.id as string}`;
  await filesAgree(api, body.id as string, { month, lines: listed });
  const report = await get<Report>(closed);
  const ofPacks = {
    vendorQuantity: 36,
    billableUnits: 10,
    rule: { applied: { id: ruleId, version: 1, equation } },
  };
  for (const { lines, writeBacks } of [running, report]) {
    expect(lines.find(({ label }) => label === 'Packs')).toMatchObject(ofPacks);
    expect(writeBacks).toMatchObject([
      { before: '9', after: '10', seats: 36, billableUnits: 10, rule: { id: ruleId, version: 1, equation } },
    ]);
  }
  expect(report.lines.filter(({ rule }) => rule !== undefined)).toHaveLength(2);
  const tables = zippedTables(await blob(`${closed}.csv`));
  expect(rowOf(tables['billing-rules'], equation)).toMatchObject({
    Customer: 'Packs',
    'Billable units': '10',
    'Billing rule': inTables,
    'Billing rule ID': ruleId,
    'Billing rule version': '1',
  });
  // 36 and 5 seats under rules, and three times 12: 36 → 10, 5 → 12.
  for (const [name, units] of [
    ['Seats that billing rules do not bill', '26'],
    ['Units that billing rules add', '7'],
    ['Billable units', '58'],
  ])
    // prettier-ignore
    expect(tables['control-totals']).toContainEqual([name, units, '']);
  expect(rowOf(tables['changes'], equation)).toMatchObject({ Customer: 'Packs', Before: '9', After: '10' });

  await seededRule(
    api.db,
    key,
    { kind: 'customer', id: companyId },
    { minimum: 50 },
    { id: ruleId, version: 1 },
  );
  await scenario.count({});
  expect(await get(closed)).toEqual(report);
  expect(zippedTables(await blob(`${closed}.csv`))).toEqual(tables);
  const now = await get<Report>(`${path}/running-month?lines=all`);
  expect(now.lines.find(({ label }) => label === 'Packs')).toMatchObject({
    billableUnits: 50,
    rule: { applied: { version: 2, equation: '36 seats → minimum 50 = 50' } },
  });
});
