import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder, readText, tableRows } from './markdown.ts';

const text = readText('docs/security.md');
const table = text.slice(text.indexOf('## ASVS 5.0, level 2'));
const rows = [
  ...table.matchAll(/^\| (?<id>\d+\.\d+\.\d+) [^|]+ \| (?<verdict>[^|]*) \| (?<proof>[^|]*) \|$/gmu),
].map(({ groups }) => ({
  id: groups!['id']!,
  verdict: groups!['verdict']!,
  proof: groups!['proof']!.trim(),
}));

describe('docs/security.md', () => {
  it('gives each requirement once, with a verdict, and counts the verdicts rightly', () => {
    expect(rows).toHaveLength(tableRows(table).length);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    const count = (verdict: string): number => rows.filter((row) => row.verdict === verdict).length;
    const counts = `${count('yes')} yes, ${count('partly')} partly, ${count('no')} no`;
    expect(count('yes') + count('partly') + count('no')).toBe(rows.length);
    expect(table).toContain(counts);
  });

  it('names tests that are there, and a proof for whatever it says is so', () => {
    const documents = [text, readText('SECURITY.md'), readText('docs/testing.md')].join('\n');
    const named = [...documents.matchAll(/`(\w[\w/.-]*\.test\.tsx?)`/gu)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((file) => !existsSync(join(projectFolder, file)))).toEqual([]);
    expect(rows.filter(({ proof }) => proof === '').map(({ id }) => id)).toEqual([]);
    const unproved = rows.filter(
      ({ verdict, proof }) => verdict === 'yes' && !/\.test\.tsx?`|by reading|^document: /u.test(proof),
    );
    expect(unproved.map(({ id }) => id)).toEqual([]);
  });
});
