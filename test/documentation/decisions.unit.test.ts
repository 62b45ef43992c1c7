import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { codeNames, markdownFiles, projectFolder, readText } from './markdown.ts';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const decisions = markdownFiles('docs/decisions').filter((file) => !file.endsWith('README.md'));

describe('docs/decisions', () => {
  it('says of every package the project depends on why it is there', () => {
    const manifest = JSON.parse(readText('package.json')) as Manifest;
    const packages = [
      ...Object.keys(manifest.dependencies),
      ...Object.keys(manifest.optionalDependencies),
      ...Object.keys(manifest.devDependencies),
    ];
    const named = codeNames(decisions.map(readText).join('\n'));
    expect(packages.filter((name) => !named.has(name))).toEqual([]);
  });

  it('are numbered without a gap, and each is in the index', () => {
    const numbers = decisions.map((file) => /\/(\d{4})-[a-z0-9-]+\.md$/u.exec(file)?.[1]);
    expect(numbers).toEqual(decisions.map((_, index) => String(index + 1).padStart(4, '0')));
    const index = readText('docs/decisions/README.md');
    for (const file of decisions) expect(index).toContain(`(${file.replace('docs/decisions/', '')})`);
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
