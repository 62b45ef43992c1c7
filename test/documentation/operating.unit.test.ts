import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder, readText } from './markdown.ts';
import { namedTests } from './test-names.ts';

const columns = ['You see', 'It means', 'Do', 'Safe because', 'Proved by'];

const cells = (row: string): readonly string[] =>
  row
    .split(/(?<!\\)\|/u)
    .slice(1, -1)
    .map((cell) => cell.trim());

interface Row {
  readonly sees: string;
  readonly cells: readonly string[];
  readonly proofs: readonly string[];
}

/** Rows of the tables that tell operators what to press; tables of other columns are none of these. */
function operatorRows(markdown: string): readonly Row[] {
  const rows: Row[] = [];
  let inside = false;
  for (const line of markdown.split('\n')) {
    const found = line.startsWith('|') ? cells(line) : [];
    if (found.join() === columns.join()) inside = true;
    else if (found.length === 0) inside = false;
    else if (inside && !/^\|[\s|:-]+\|$/u.test(line))
      rows.push({ sees: found[0] ?? '', cells: found, proofs: (found[4] ?? '').split('<br>') });
  }
  return rows;
}

/** Null: the proof is a test that exists. */
function wrong(proof: string): string | null {
  const [, file = '', name = ''] = /^`([^`]+\.test\.ts)` (.+)$/u.exec(proof.trim()) ?? [];
  if (file === '') return 'names no test: `file` and then its name';
  if (!existsSync(join(projectFolder, file))) return `there is no ${file}`;
  return namedTests(file)(name) ? null : `${file} has no test of this name`;
}

describe('docs/operating.md', () => {
  const rows = operatorRows(readText('docs/operating.md'));

  it('tells operators what they see, what it means, what to do, why it is safe, and what proves it', () => {
    expect(rows.length).toBeGreaterThan(30);
    for (const { cells: all } of rows) expect(all.filter((cell) => cell !== '')).toHaveLength(columns.length);
  });

  it.each(rows)('$sees: is proved by tests that exist', ({ proofs }) => {
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
