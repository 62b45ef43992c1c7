import readWorkbook from 'read-excel-file/node';
import { catalogOf, pseudoLocale } from '../messages/catalog.ts';
import { message } from '../messages/message.ts';
import { createRenderer } from '../messages/rendering/renderer.ts';
import { number, type Table, text, workbook } from './table-files.ts';

const render = createRenderer(catalogOf('en'), { timeZone: 'UTC', terms: null });

const table = (...rows: Table['rows']): Table => ({
  sheet: message('tables.sheet.lines'),
  columns: [text('account'), number('per-month')],
  rows,
});
const cells = async (...rows: Table['rows']) => {
  const [sheet] = await readWorkbook(await workbook([table(...rows)], render));
  return sheet?.data.slice(1);
};

describe('a workbook', () => {
  it('has a number where a column of numbers has one, and text everywhere else', async () => {
    expect(await cells(['Acme', '-22.50'], ['12', 3], ['Zenith', null])).toEqual([
      ['Acme', -22.5],
      ['12', 3],
      ['Zenith', null],
    ]);
  });

  it.each(['=1+1', '+1', '-1+2', '@SUM(A1)', '\t=1'])('keeps %j as text that nothing runs', async (name) => {
    expect(await cells([name, name])).toEqual([[name.trim(), name.trim()]]);
  });

  it('tells where it cannot hold a character', async () => {
    expect(await cells(['Tern\uFFFD \u0001Air', null])).toEqual([['Tern? ?Air', null]]);
  });

  it('has names of sheets that a workbook can have, in any language', async () => {
    const pseudo = createRenderer(catalogOf(pseudoLocale), { timeZone: 'UTC', terms: null });
    const [sheet] = await readWorkbook(await workbook([table()], pseudo));
    expect(sheet?.sheet).toBe('ĻîîñééŠ'.replace('Š', 'š'));
  });

  it('of 5,000 lines is made while others get their turn', async () => {
    const rows = Array.from({ length: 5_000 }, (_, nth) => [`Account ${nth}`, nth] as const);
    let turns = 0;
    let isMade = false;
    const count = (): void => {
      turns += 1;
      if (!isMade) setTimeout(count, 1);
    };
    count();
    const file = await workbook([table(...rows)], render);
    isMade = true;
    expect((await readWorkbook(file))[0]?.data).toHaveLength(5_001);
    expect(turns).toBeGreaterThan(20);
  });
});
