import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { codeNames, markdownFiles, projectFolder, readText } from './markdown.ts';

const decisions = markdownFiles('docs/decisions').filter((file) => !file.endsWith('README.md'));

describe('docs/decisions', () => {
  it('are numbered without a gap', () => {
    const numbers = decisions.map((file) => /\/(\d{4})-[a-z0-9-]+\.md$/u.exec(file)?.[1]);
    expect(numbers).toEqual(decisions.map((_, index) => String(index + 1).padStart(4, '0')));
  });

  it.each(decisions)('%s says since when it stands, how it stands, and what holds it', (file) => {
    const [, , date, status, heldBy] = readText(file).split('\n');
    expect(date).toMatch(/^\* Date: 20\d\d-\d\d-\d\d$/u);
    expect(status).toMatch(/^\* Status: (?:accepted|replaced by \[.+\]\(\d{4}-[a-z0-9-]+\.md\))$/u);
    expect(heldBy).toMatch(/^\* Held by: .*`.+`/u);
    const paths = [...codeNames(heldBy ?? '')].filter((name) => /\.(?:test\.tsx?|mjs)$/u.test(name));
    expect(paths).not.toEqual([]);
    for (const path of paths) expect([path, existsSync(join(projectFolder, path))]).toEqual([path, true]);
  });
});
