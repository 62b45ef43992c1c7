import { randomUUID } from 'node:crypto';
import readWorkbook from 'read-excel-file/node';
import type { UsageLineKind } from '../../domain/usage/line-kinds.ts';
import { catalogOf } from '../../messages/catalog.ts';
import { message } from '../../messages/message.ts';
import { createRenderer } from '../../messages/rendering/renderer.ts';
import { active, body, type Connected, everyLine, type Item } from './lifecycle.ts';
import { zippedTables } from '../environment/zipped-tables.ts';
import { type Product, startProduct } from './product.ts';

interface Sum {
  readonly lines: number;
  readonly perMonth: string;
  readonly unknown?: number;
}

describe.each(['typical', 'dirty'] as const)('the report of the month that runs, in %s', (scenario) => {
  let product: Product;
  let integration: Connected;
  let report: Item;
  let key: string;
  let tables: ReturnType<typeof zippedTables>;
  const file = (ending: string) =>
    fetch(`${product.origin}/api/v1${integration.path}/running-month.${ending}`, {
      headers: { authorization: `Bearer ${key}` },
    });

  beforeAll(async () => {
    product = await startProduct({ scenario });
    integration = await active(product);
    report = body(await product.client.request('GET', `${integration.path}/running-month`));
    const made = await product.client.request(
      'POST',
      '/api-keys',
      { name: 'reader', role: 'viewer' },
      randomUUID(),
    );
    key = body(made)['key'] as string;
    tables = zippedTables(new Uint8Array(await (await file('csv')).arrayBuffer()));
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

  it('says the same as table files', () => {
    const held = report['figures'].open.measures.heldUp as Sum & { unknown: number };
    const name = 'of which: Underbilled, blocked';
    const blocked = tables['summary']!.find((cells) => cells[0] === name)!;
    expect(blocked.filter((cell) => cell !== '')).toEqual([
      name,
      String(held.lines),
      held.perMonth,
      'USD',
      String(held.unknown),
    ]);
    const open = (report['lines'] as Item[]).filter((line) => line['open'] as boolean);
    const listed = tables['open-lines']!.slice(1).map((cells) => [cells[0], cells[1]]);
    expect(listed.sort()).toEqual(
      open.map((line) => [kindWords(line), checked(line['label'] as string)]).sort(),
    );
    expect(tables['customers']).toHaveLength(1 + (report['customers'] as Item[]).length);
  });

  it('says the same as a workbook', async () => {
    const answer = await file('xlsx');
    expect(answer.headers.get('content-type')).toBe(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    const sheets = await readWorkbook(Buffer.from(await answer.arrayBuffer()));
    expect(sheets.map(({ sheet }) => sheet)).toEqual(
      expect.arrayContaining(['Summary', 'Changes by invoice', 'Open lines', 'Customers', 'Decisions']),
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
