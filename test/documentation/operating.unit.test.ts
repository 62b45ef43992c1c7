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

/** The tables that tell operators what to press, which are all that begin with what they see: their heads and rows. */
function operatorTables(markdown: string): {
  readonly heads: readonly (readonly string[])[];
  readonly rows: readonly Row[];
} {
  const heads: (readonly string[])[] = [];
  const rows: Row[] = [];
  let inside = false;
  for (const line of markdown.split('\n')) {
    const found = line.startsWith('|') ? cells(line) : [];
    if (found[0] === columns[0]) {
      inside = true;
      heads.push(found);
    } else if (found.length === 0) inside = false;
    else if (inside && !/^\|[\s|:-]+\|$/u.test(line))
      rows.push({ sees: found[0] ?? '', cells: found, proofs: (found[4] ?? '').split('<br>') });
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

  it('tells operators what they see, what it means, what to do, why it is safe, and what proves it', () => {
    expect(heads).toEqual(heads.map(() => columns));
    expect(rows.length).toBeGreaterThan(40);
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
