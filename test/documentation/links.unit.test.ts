import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { anchorsOf, markdownFiles, projectFolder, readText } from './markdown.ts';

const linked = [...markdownFiles('docs'), ...markdownFiles('deploy'), 'CHANGELOG.md', 'CONTRIBUTING.md'];
/** Read before any other. */
const entrances = ['README.md', 'SECURITY.md'];

interface Link {
  readonly from: string;
  readonly path: string;
  readonly anchor: string | undefined;
}

function linksOf(from: string): readonly Link[] {
  return [...readText(from).matchAll(/\]\(([^)\s]+)\)/gu)]
    .map((match) => match[1] ?? '')
    .filter((target) => !/^[a-z]+:/u.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      return { from, path: path === '' ? from : normalize(join(dirname(from), path)), anchor };
    });
}

describe('the documents', () => {
  it('link only to files and headings that are there', () => {
    const broken = [...linked, ...entrances]
      .flatMap(linksOf)
      .filter(
        ({ path, anchor }) =>
          !existsSync(join(projectFolder, path)) || (anchor !== undefined && !anchorsOf(path).has(anchor)),
      )
      .map(({ from, path, anchor }) => `${from}: ${path}${anchor === undefined ? '' : `#${anchor}`}`);
    expect(broken).toEqual([]);
  });

  it('are all reached from docs/README.md', () => {
    const reached = new Set(['docs/README.md']);
    for (const from of reached) {
      for (const { path } of linksOf(from)) if (path.endsWith('.md')) reached.add(path);
    }
    expect(linked.filter((file) => !reached.has(file))).toEqual([]);
  });
});
