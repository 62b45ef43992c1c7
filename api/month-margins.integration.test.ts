import { readPdf } from '../reports/pdf/read-pdf.fixture.ts';
import { readyToWrite } from '../test/environment/seeded-approvals.ts';
import { matching, type UsageToDecide, usageToDecide } from '../test/environment/usage-to-decide.ts';
import { zippedTables } from '../test/environment/zipped-tables.ts';

/** Each line costs 1.7391 a unit in the PSA, and is billed at 4.00. */
let scenario: UsageToDecide;
let path: string;
let running: string;
beforeAll(async () => {
  scenario = await usageToDecide([{ name: 'Acme', counted: 40, billed: 30 }, ...matching(3)]);
  await readyToWrite(scenario.api.db, scenario.key);
  await scenario.count({});
  path = `/integrations/${scenario.key.integrationId}/running-month`;
  running = `/margin-reports/running/${scenario.key.integrationId}`;
});
afterAll(() => scenario.api.close());

const file = async (of: string): Promise<Buffer> =>
  (await scenario.as('admin').get(of).responseType('blob').expect(200)).body as Buffer;
const costs = /52\.17|Cost per month|1\.7391/u;

it('a closed month keeps what its lines earned, apart from the report and the files that everybody reads', async () => {
  const before = zippedTables(await file(`${running}.csv`))['margins']!;
  const row = before.find(([label]) => label === 'Acme')!;
  expect(row).toEqual(expect.arrayContaining(['40', '30', '120', '52.17', '67.83', 'USD', 'ConnectWise']));
  const { month } = (await scenario.as('viewer').get(path).expect(200)).body as { month: string };
  const { body } = await scenario
    .as('admin')
    .post('/review-months', { integrationId: scenario.key.integrationId, month, whileRunning: true })
    .expect(201);
  const closed = `/review-months/${body.id as string}`;
  const kept = `/margin-reports/closed/${body.id as string}`;
  const margins = zippedTables(await file(`${kept}.csv`))['margins'];
  expect(margins).toEqual(before);

  // Costs and prices of a later day change nothing of it.
  await scenario.api.db.updateTable('psaLine').set({ unitCost: '3' }).execute();
  await scenario.count({});
  expect(zippedTables(await file(`${kept}.csv`))['margins']).toEqual(margins);
  expect(zippedTables(await file(`${running}.csv`))['margins']).not.toEqual(margins);
  const { pages } = await readPdf(await file(`${kept}.pdf`));
  expect(pages.map(({ text }) => text).join(' ')).toMatch(
    /Not for customers.*52\.17 ConnectWise.*Margin\s+known: 4\s+lines/su,
  );

  for (const role of ['viewer', 'reviewer', 'approver'] as const)
    for (const margin of [kept, running])
      for (const ending of ['', '.csv', '.xlsx', '.pdf'])
        await scenario.as(role).get(`${margin}${ending}`).expect(403);
  for (const report of [closed, path]) {
    expect(JSON.stringify((await scenario.as('viewer').get(report).expect(200)).body)).not.toMatch(costs);
    const tables = Object.values(zippedTables(await file(`${report}.csv`)));
    expect(JSON.stringify(tables)).not.toMatch(costs);
  }
});
