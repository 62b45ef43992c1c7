import readWorkbook from 'read-excel-file/node';
import { number, type Table, text, workbook } from './table-files.ts';

const table = (...rows: Table['rows']): Table => ({
  sheet: 'Lines',
  columns: [text('Account'), number('Per month')],
  rows,
});
const cells = async (...rows: Table['rows']) => {
  const [sheet] = await readWorkbook(await workbook([table(...rows)]));
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

  it('of 5,000 lines is made while others get their turn', async () => {
    const rows = Array.from({ length: 5_000 }, (_, nth) => [`Account ${nth}`, nth] as const);
    let turns = 0;
    let isMade = false;
    const count = (): void => {
      turns += 1;
      if (!isMade) setTimeout(count, 1);
    };
    count();
    const file = await workbook([table(...rows)]);
    isMade = true;
    expect((await readWorkbook(file))[0]?.data).toHaveLength(5_001);
    expect(turns).toBeGreaterThan(20);
  });
});
