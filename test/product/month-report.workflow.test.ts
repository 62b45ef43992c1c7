import { randomUUID } from 'node:crypto';
import readWorkbook from 'read-excel-file/node';
import type { UsageLineKind } from '../../domain/usage/line-kinds.ts';
import { catalogOf } from '../../messages/catalog.ts';
import { message } from '../../messages/message.ts';
import { createRenderer } from '../../messages/rendering/renderer.ts';
import { active, body, type Connected, everyLine, type Item } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';

type Cells = readonly unknown[];
interface Sum {
  readonly lines: number;
  readonly perMonth: string;
  readonly unknown?: number;
}

/** As a spreadsheet opens it: sections by their titles, each with its rows. */
function sectionsOf(file: string): ReadonlyMap<string, readonly Cells[]> {
  const sections = file.replace('\uFEFF', '').trimEnd().split('\r\n\r\n');
  return new Map(
    sections.map((section, nth) => {
      const rows = section.split('\r\n').map(cellsOf);
      return nth === 0 ? ['Month', rows] : [String(rows[0]?.[0]), rows.slice(1)];
    }),
  );
}

const cellsOf = (row: string): Cells =>
  [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
  );

describe.each(['typical', 'dirty'] as const)('the report of the month that runs, in %s', (scenario) => {
  let product: Product;
  let integration: Connected;
  let report: Item;
  let sections: ReturnType<typeof sectionsOf>;

  beforeAll(async () => {
    product = await startProduct({ scenario });
    integration = await active(product);
    report = body(await product.client.request('GET', `${integration.path}/running-month`));
    const csv = await product.client.request('GET', `${integration.path}/running-month.csv`);
    sections = sectionsOf(String(csv.body));
  });
  afterAll(() => product.close());

  it('has the open lines of the list, and no other', async () => {
    const listed = body(
      await product.client.request(
        'GET',
        `/usage-lines?toDecide=true&integration=${integration.id}&limit=500`,
      ),
    );
    const open = (report['lines'] as Item[]).filter((line) => line['open'] as boolean);
    expect(open.map(({ usageLineId }) => usageLineId as string).sort()).toEqual(
      (listed['items'] as Item[]).map(({ id }) => id as string).sort(),
    );
    expect(report['openLines']).toBe(listed['total']);
    expect(report['figures'].open.lines).toBe(listed['total']);
    expect(report['lines']).toHaveLength((await everyLine(product, integration)).length);
  });

  it('has the control totals, and the figures of money that the review shows, also by customer', async () => {
    const { items } = body(
      await product.client.request('GET', `/control-totals?integration=${integration.id}`),
    );
    const totals = items[0].totals as Item;
    expect(report['totals']).toEqual(totals);
    const { open, notRead } = report['figures'] as Item;
    const { measures } = body(
      await product.client.request('GET', `/usage-line-counts?integration=${integration.id}`),
    ) as { measures: Record<string, Sum> };
    expect(open.measures).toEqual(measures);
    expect(notRead.accounts).toBe(totals['notRead'].accounts.length);
    const customers = report['customers'] as Item[];
    for (const measure of ['underBilled', 'heldUp', 'overBilled', 'heldDown', 'notBilled']) {
      const its = customers.map((one) => one['open'].measures[measure] as Sum);
      expect({
        lines: its.reduce((sum, { lines }) => sum + lines, 0),
        perMonth: String(its.reduce((sum, { perMonth }) => sum + Number(perMonth) * 100, 0) / 100),
      }).toMatchObject({ lines: measures[measure]!.lines, perMonth: measures[measure]!.perMonth });
    }
  });

  it('says the same as a table file', () => {
    const rows = (title: string): readonly Cells[] => sections.get(title)!;
    expect(rows('Month')).toContainEqual(['Open lines', String(report['openLines'])]);
    const held = report['figures'].open.measures.heldUp as Sum & { unknown: number };
    const figures = rows('Figures');
    expect(figures.find(([name]) => name === 'Underbilled, blocked')).toEqual(
      ['Underbilled, blocked', 'USD', held.lines, held.perMonth, held.unknown, '', ''].map(String),
    );
    const lines = rows('Lines, open ones first');
    expect(lines.slice(1).map((cells): Cells => [cells[0], cells[2], cells[3], cells[9]])).toEqual(
      (report['lines'] as Item[]).map((line): Cells => [
        checked(line['label'] as string),
        line['open'] === true ? 'Open' : '',
        kindWords(line),
        line['effectPerMonth'] ?? '',
      ]),
    );
    expect(rows('Customers')).toHaveLength(1 + (report['customers'] as Item[]).length);
  });

  it('says the same as a workbook, in which numbers are numbers', async () => {
    const key = body(
      await product.client.request('POST', '/api-keys', { name: 'reader', role: 'viewer' }, randomUUID()),
    );
    const file = await fetch(`${product.origin}/api/v1${integration.path}/running-month.xlsx`, {
      headers: { authorization: `Bearer ${key['key'] as string}` },
    });
    expect(file.headers.get('content-type')).toBe(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    const sheets = await readWorkbook(Buffer.from(await file.arrayBuffer()));
    expect(sheets.map(({ sheet }) => sheet)).toEqual([
      'Month', 'Figures', 'Customers', 'Reviewers', 'Totals', 'Lines', 'Changes', 'Decisions',
    ]); // prettier-ignore
    const lines = sheets.find(({ sheet }) => sheet === 'Lines')!.data;
    expect(
      lines.slice(1).map((cells): Cells => [cells[0], cells[2] ?? '', cells[3], cells[9] ?? null]),
    ).toEqual(
      (report['lines'] as Item[]).map((line): Cells => [
        line['label'],
        line['open'] === true ? 'Open' : '',
        kindWords(line),
        line['effectPerMonth'] === null ? null : Number(line['effectPerMonth']),
      ]),
    );
  });
});

const render = createRenderer(catalogOf('en'), {
  timeZone: 'UTC',
  terms: { vendor: 'Duo', psa: 'ConnectWise' },
});

const kindWords = ({ kind }: Item): string => render(message(`console-kinds.${kind as UsageLineKind}`));

/** As a CSV checks what a spreadsheet would run. */
const checked = (label: string): string => (/^[=+\-@]/u.test(label) ? `'${label}` : label);
