import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder, readText, section, tableRows } from './markdown.ts';

const text = readText('docs/security.md');
const asvs = section(text, '## ASVS 5.0, level 2');
const notMet = [
  ...asvs.matchAll(/^\| (?<id>\d+\.\d+\.\d+) [^|]+ \| (?<verdict>[^|]*) \| (?<proof>[^|]*) \|$/gmu),
].map(({ groups }) => ({
  id: groups!['id']!,
  verdict: groups!['verdict']!,
  proof: groups!['proof']!.trim(),
}));

/** One entry of the list per proof: `* proof: 1.1.1, 1.1.2 (remark)`. */
const entries = section(asvs, '### Met')
  .split('\n')
  .filter((line) => line.startsWith('* '));
const met = entries.flatMap((entry) => {
  const { proof, items } = /^\* (?<proof>.+?): (?<items>\d.+)$/u.exec(entry)?.groups ?? {};
  return [...(items ?? entry).matchAll(/(?<![\d.])\d+\.\d+\.\d+(?![\d.])/gu)].map(([id]) => ({
    id,
    verdict: 'yes',
    proof: proof ?? '',
  }));
});
const rows = [...notMet, ...met];

describe('docs/security.md', () => {
  it('gives each requirement once, with a verdict, and counts the verdicts rightly', () => {
    expect(notMet).toHaveLength(tableRows(asvs).length);
    expect(rows.filter(({ id }) => !/^\d+\.\d+\.\d+$/u.test(id))).toEqual([]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    const count = (verdict: string): number => rows.filter((row) => row.verdict === verdict).length;
    const counts = `${count('yes')} yes, ${count('partly')} partly, ${count('no')} no`;
    expect(count('yes') + count('partly') + count('no')).toBe(rows.length);
    expect(asvs).toContain(counts);
  });

  it('names tests that are there, and a proof for whatever it says is so', () => {
    const documents = [text, readText('SECURITY.md'), readText('docs/testing.md')].join('\n');
    const named = [...documents.matchAll(/`(\w[\w/.-]*\.test\.tsx?)`/gu)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((file) => !existsSync(join(projectFolder, file)))).toEqual([]);
    expect(rows.filter(({ proof }) => proof === '').map(({ id }) => id)).toEqual([]);
    const unproved = rows.filter(
      ({ verdict, proof }) => verdict === 'yes' && !/\.test\.tsx?`|^By reading$|^Document$/u.test(proof),
    );
    expect(unproved.map(({ id }) => id)).toEqual([]);
  });
});
