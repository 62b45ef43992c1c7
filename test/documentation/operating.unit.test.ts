import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder, readText, section } from './markdown.ts';
import { namedTests } from './test-names.ts';

const columns = ['You see', 'It means', 'Press'];

const cells = (row: string): readonly string[] =>
  row
    .split(/(?<!\\)\|/u)
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The tables that begin with what operators see: their heads and rows. */
function operatorTables(markdown: string): {
  readonly heads: readonly (readonly string[])[];
  readonly rows: readonly (readonly string[])[];
} {
  const heads: (readonly string[])[] = [];
  const rows: (readonly string[])[] = [];
  let inside = false;
  for (const line of markdown.split('\n')) {
    const found = line.startsWith('|') ? cells(line) : [];
    if (found[0] === columns[0]) {
      inside = true;
      heads.push(found);
    } else if (found.length === 0) inside = false;
    else if (inside && !/^\|[\s|:-]+\|$/u.test(line)) rows.push(found);
  }
  return { heads, rows };
}

/** Null: the proof is a test that exists. */
function wrong(proof: string): string | null {
  const [, file = '', name = ''] = /^`([^`]+\.test\.ts)` (.+)$/u.exec(proof.trim()) ?? [];
  if (file === '') return 'names no test: `file` and then its name';
  if (!existsSync(join(projectFolder, file))) return `there is no ${file}`;
  return namedTests(file)(name) ? null : `${file} has no test of this name`;
}

describe('docs/operating.md', () => {
  const { heads, rows } = operatorTables(readText('docs/operating.md'));
  const proved = operatorTables(
    section(readText('docs/testing.md'), '## What proves the operating page'),
  ).rows.map(([sees = '', proofs = '']) => ({ sees, proofs: proofs.split('<br>') }));

  it('tells operators what they see, what it means, and what to press and why that is safe', () => {
    expect(heads).toEqual(heads.map(() => columns));
    expect(rows.length).toBeGreaterThan(40);
    for (const row of rows) {
      expect(row.filter((cell) => cell !== '')).toHaveLength(columns.length);
      expect(row.at(-1)).toMatch(/ Safe: ./u);
    }
  });

  it('has each of its rows proved in docs/testing.md, and names no test itself', () => {
    expect(proved.map(({ sees }) => sees)).toEqual(rows.map(([sees]) => sees));
    expect(rows.flat().filter((cell) => cell.includes('.test.ts'))).toEqual([]);
  });

  it.each(proved)('$sees: is proved by tests that exist', ({ proofs }) => {
    expect(proofs.map(wrong).filter((fault) => fault !== null)).toEqual([]);
  });

  it.each([
    ['', /names no test/u],
    ['a test that somebody means to write', /names no test/u],
    ['`test/product/nowhere.workflow.test.ts` does something', /there is no test\/product\/nowhere/u],
    ['`test/documentation/operating.unit.test.ts` proves nothing', /has no test of this name/u],
  ])('would not take "%s" for a proof', (proof, fault) => {
    expect(wrong(proof)).toMatch(fault);
  });
});
