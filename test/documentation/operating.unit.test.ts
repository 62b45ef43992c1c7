import { errors } from '../../contracts/errors.ts';
import { codeNames, markdownFiles, readText } from './markdown.ts';

const columns = ['You see', 'It means', 'Press'];

const cells = (row: string): readonly string[] =>
  row
    .split(/(?<!\\)\|/u)
    .slice(1, -1)
    .map((cell) => cell.trim());

/** Rows of the tables that begin with what operators see. */
function operatorRows(markdown: string): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  let inside = false;
  for (const line of markdown.split('\n')) {
    const found = line.startsWith('|') ? cells(line) : [];
    if (found[0] === columns[0]) {
      inside = true;
      expect(found).toEqual(columns);
    } else if (found.length === 0) inside = false;
    else if (inside && !/^\|[\s|:-]+\|$/u.test(line)) rows.push(found);
  }
  return rows;
}

/** What stands beside codes of errors in what operators see. */
const otherNames: ReadonlySet<string> = new Set(['SyncOutcome', 'SeatwiseRepairFails']);

describe('docs/operating', () => {
  const rows = markdownFiles('docs/operating').flatMap((page) => operatorRows(readText(page)));

  it('says what each thing means, what to press and why that is safe', () => {
    expect(rows.length).toBeGreaterThan(40);
    for (const row of rows) {
      expect(row.filter((cell) => cell !== '')).toHaveLength(columns.length);
      expect(row.at(-1)).toMatch(/ Safe: ./u);
    }
  });

  it('names only codes that exist', () => {
    const named = rows.flatMap(([sees = '']) => [...codeNames(sees)]);
    const codes = named.filter((name) => /^[A-Z][a-z]+[A-Z]\w+$/u.test(name) && !otherNames.has(name));
    expect(codes.length).toBeGreaterThan(40);
    expect(codes.filter((code) => !Object.hasOwn(errors, code))).toEqual([]);
  });
});
