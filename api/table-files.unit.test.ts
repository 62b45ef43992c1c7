import readWorkbook from 'read-excel-file/node';
import { catalogOf } from '../messages/catalog.ts';
import { pseudoLocale } from '../messages/locales.ts';
import { message } from '../messages/message.ts';
import { createRenderer } from '../messages/rendering/renderer.ts';
import {
  currency, day, id, instant, money, number, type Table, text, workbook,
} from './table-files.ts'; // prettier-ignore

const table: Table = {
  sheet: message('tables.sheet.customers'),
  columns: [
    text('account'), id('company-id'), number('seats'), money('per-month'), currency('currency'), day('next-invoice'),
    instant('read-at'),
  ], // prettier-ignore
  rows: [
    ['12', '17', '12', '-22.50', null, '2026-12-01', '2026-11-30T06:10:59.000Z'],
    ['Brook', null, null, '7', 'EUR', null, null],
    ['Cedar', null, message('tables.yes'), '1', message('tables.currency-not-confirmed'), null, null],
  ],
};

const sheetsIn = async (locale: string) => {
  const render = createRenderer(catalogOf(locale), { timeZone: 'UTC', terms: null });
  return readWorkbook(
    Buffer.from(await workbook({ name: 'lines', tables: [table], currency: 'USD', render }, locale)),
  );
};

describe('a table as a sheet', () => {
  it('has cells of the types of their columns, amounts by currency, and IDs elsewhere', async () => {
    const [lines, ids] = await sheetsIn('en');
    expect(lines?.data).toEqual([
      [
        'No.', 'Account', 'Seats', 'Per month (USD)', 'Per month (EUR)', 'Per month (Not confirmed)', 'Currency',
        'Next invoice', 'Read at (UTC)',
      ],
      [1, '12', 12, -22.5, null, null, null, new Date('2026-12-01'), new Date('2026-11-30T06:10:59Z')],
      [2, 'Brook', null, null, 7, null, 'EUR', null, null],
      [3, 'Cedar', 'Yes', null, null, 1, 'Not confirmed', null, null],
    ]); // prettier-ignore
    expect(ids?.data.slice(1)).toEqual([['Customers', 1, '17']]);
  });

  it('has a name that a workbook can have, in any language', async () => {
    const [sheet] = await sheetsIn(pseudoLocale);
    expect(sheet?.sheet).toBe('Ćûûšţöömééŕš');
  });
});
