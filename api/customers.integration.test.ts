import { unzipSync } from 'fflate';
import readWorkbook from 'read-excel-file/node';
import { mspIdentity } from '../db/settings/msp-identity.ts';
import { readPdf } from '../reports/pdf/read-pdf.fixture.ts';
import { matching, type UsageToDecide, usageToDecide } from '../test/environment/usage-to-decide.ts';

/** New has seats and no line of the PSA. */
const customers = [
  { name: 'Acme', counted: 45, billed: 41 },
  { name: '=New', counted: 7, billed: 0 },
  ...matching(3),
];

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
  // It never had one, as far as anybody knows.
  await scenario.api.db.deleteFrom('vanishedLine').execute();
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
interface SheetBody {
  readonly company: { readonly name: string };
  readonly namesKept: boolean;
  readonly lines: readonly {
    readonly accounts: readonly {
      readonly byStatus: Readonly<Record<string, number>>;
      readonly holders: readonly { readonly userId: string; readonly name: string | null }[];
    }[];
    readonly billed: readonly object[];
  }[];
}
const sheet = async (name: string): Promise<SheetBody> => {
  const { body } = await scenario
    .as('viewer')
    .get(`${path}/customers/${await companyOf(name)}/sheet`)
    .expect(200);
  return body as SheetBody;
};

describe('the sheet of a customer', () => {
  it('has seats by status, who holds them, and what is billed', async () => {
    const { company, lines } = await sheet('Acme');
    expect(company.name).toBe('Acme');
    expect(lines).toEqual([
      expect.objectContaining({ kind: 'increase', vendorQuantity: 45, psaQuantity: '41', variance: '4' }),
    ]);
    const { accounts, billed } = lines[0]!;
    expect(accounts).toEqual([expect.objectContaining({ name: 'Acme', seats: 45 })]);
    expect(Object.values(accounts[0]!.byStatus).reduce((a, b) => a + b)).toBe(45);
    expect(accounts[0]!.holders).toHaveLength(45);
    expect(billed).toEqual([expect.objectContaining({ quantity: '41', live: true })]);
  });

  it('names nobody once names are not kept', async () => {
    const named = await sheet('Acme');
    expect(named.lines[0]!.accounts[0]!.holders[0]!.name).not.toBeNull();
    await scenario.as('admin').put(`${path}/privacy`, { keepNames: false }).expect(200);
    const { namesKept, lines } = await sheet('Acme');
    expect(namesKept).toBe(false);
    const { holders } = lines[0]!.accounts[0]!;
    expect(holders).toHaveLength(45);
    expect(holders.filter(({ name }) => name !== null)).toEqual([]);
  });

  it('leaves as a table file, and is nobody else’s', async () => {
    const file = await scenario
      .as('viewer')
      .get(`${path}/customers/${await companyOf('Acme')}/sheet.csv`)
      .expect(200);
    expect(file.text).toContain('Customer,Acme\r\n');
    expect(file.text).toContain('Seats by account and status\r\n');
    await scenario.as('viewer').get(`${path}/customers/nobody/sheet`).expect(404);
    await scenario.as('viewer').get(`${path}/customers/nobody/sheet.csv`).expect(404);
    const workbook = await scenario
      .as('viewer')
      .get(`${path}/customers/${await companyOf('Acme')}/sheet.xlsx`)
      .expect('Content-Type', /spreadsheetml/u)
      .responseType('blob');
    const [customer, seats] = await readWorkbook(workbook.body as Buffer);
    expect([customer!.sheet, seats!.sheet]).toEqual(['Customer', 'Seats']);
    expect(customer!.data).toContainEqual(['Customer', 'Acme']);
  });
});

describe('the sheets of customers as PDFs', () => {
  const get = (rest: string) => scenario.as('viewer').get(`${path}/${rest}`).responseType('blob');

  it('have period, dates, amounts, and the MSP', async () => {
    const { body, headers } = await get(`customers/${await companyOf('Acme')}/sheet.pdf`).expect(200);
    expect(headers['content-disposition']).toMatch(
      /^attachment; filename="customer-sheet-acme-\d+-\d{4}-\d\d\.pdf"$/u,
    );
    const { pages, title } = await readPdf(body as Buffer);
    expect(title).toBe('Customer sheet: Acme');
    const text = pages
      .map((page) => page.text)
      .join('\n')
      .replaceAll(/\s+/gu, ' ');
    const { name } = await mspIdentity(scenario.api.db, scenario.key.tenantId);
    expect(text).toContain(name);
    expect(text).toMatch(/Period [A-Z][a-z]+ \d{4} As of [A-Z][a-z]{2} \d+, \d{4}/u);
    expect(text).toMatch(/Invoice of [A-Z][a-z]{2} \d+, \d{4}/u);
    // 41 billed at 4.00 each.
    expect(text).toContain('41 4.00 Monthly 164.00 Total 164.00');
    await scenario.as('viewer').get(`${path}/customers/nobody/sheet.pdf`).expect(404);
  });

  it('are downloaded together, one for each customer', async () => {
    const { body } = await get('customer-sheets.zip').expect('Content-Type', /zip/u).expect(200);
    const files = unzipSync(new Uint8Array(body as Buffer));
    expect(Object.keys(files)).toHaveLength(customers.length);
    const [first] = Object.entries(files);
    expect(first![0]).toMatch(/^customer-sheet-/u);
    expect((await readPdf(first![1])).pages).toHaveLength(1);
  });
});

describe('what is not billed yet', () => {
  const list = async () =>
    (await scenario.as('viewer').get(`${path}/not-billed-yet`).expect(200)).body.items as object[];

  it('is the lines that need one, with product, agreement, quantity and price', async () => {
    const needed = await scenario.as('viewer').get('/usage-lines?need=new').expect(200);
    expect(needed.body.items).toHaveLength(1);
    expect(await list()).toEqual([
      expect.objectContaining({
        label: '=New',
        quantity: 7,
        advised: true,
        productId: expect.any(String),
        unitPrice: '4',
        perMonth: '28',
        agreements: [expect.objectContaining({ id: scenario.psaOf('=New').agreementId })],
      }),
    ]);
    const lists = await scenario.as('viewer').get(`${path}/list-figures`).expect(200);
    expect(lists.body).toMatchObject({
      linesToAdd: { lines: 1, perMonth: '28', unknown: 0 },
      linesToCheck: { lines: 0 },
    });
  });

  it('leaves as a table file in which no cell is a formula', async () => {
    const file = await scenario.as('viewer').get(`${path}/not-billed-yet.csv`).expect(200);
    expect(file.text).toContain("'=New,");
  });

  it('is ticked off by the next reading that has the line', async () => {
    await scenario.count({ '=New': 0 });
    expect(await list()).toEqual([]);
  });
});
