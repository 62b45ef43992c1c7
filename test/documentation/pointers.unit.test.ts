import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { markdownFiles, projectFolder, readText } from './markdown.ts';

/** Folders in which a document named without its folder is looked for, in this order. */
const homes = ['docs', 'docs/vendors', 'deploy', '.'];

const documentNamed = (name: string): string | undefined =>
  [name, ...homes.map((home) => join(home, name))].find((path) => existsSync(join(projectFolder, path)));

/** Numbers of a document's headings: `## 6. …`, `### 6.3 …`. */
function headingNumbers(path: string): ReadonlySet<string> {
  const found = readText(path).matchAll(/^#{2,4} (\d+(?:\.\d+)*)\.? /gmu);
  return new Set([...found].map(([, number]) => number ?? ''));
}

const numbers = '\\d+(?:\\.\\d+)*(?:(?:, | and | to )\\d+(?:\\.\\d+)*)*(?![\\d.]*\\d)';

/** What a text points to: `RULES 7, 8` is docs/rules.md, `duo.md 2.2` a document by its name. */
function pointersOf(text: string): readonly { readonly pointer: string; readonly to: string }[] {
  // A pointer may go on in the next line of its comment.
  const flowing = text.replaceAll(/\n\s*(?:\*(?!\/)|\/\/) ?/gu, ' ');
  const rules = [...flowing.matchAll(new RegExp(`\\bRULES (${numbers})`, 'gu'))].map(
    ([pointer, list]) => [pointer, 'rules.md', list] as const,
  );
  const others = [...flowing.matchAll(new RegExp(`(?<![\\w./-])([a-z-]+\\.md) (${numbers})`, 'gu'))].map(
    ([pointer, name, list]) => [pointer, name ?? '', list] as const,
  );
  return [...rules, ...others].flatMap(([pointer, name, list]) =>
    [...(list ?? '').matchAll(/\d+(?:\.\d+)*/gu)].map(([number]) => ({ pointer, to: `${name} ${number}` })),
  );
}

/** Documents that a text names, with or without their folders. */
const namedDocuments = (text: string): readonly string[] =>
  [...text.matchAll(/(?<![\w./<>*$}-])((?:[\w-]+\/)*[\w-]+\.md)\b/gu)].map(([, name]) => name ?? '');

/** Written by the build, not committed. */
const made: ReadonlySet<string> = new Set(['licenses.md']);

/** Places outside the repository. */
const outside: readonly RegExp[] = [/\.\.\/shared\b/u, /(?<![\w.])\/work\//u];

const own = 'test/documentation/pointers.unit.test.ts';
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: projectFolder,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== own && existsSync(join(projectFolder, file)));
const sources = tracked.filter((file) => /\.(ts|tsx|mjs|cjs|js|sql|css|ya?ml)$/u.test(file));
const documents = [
  ...markdownFiles('docs'),
  ...markdownFiles('deploy'),
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
];

/** By document; undefined where there is none. */
const headings = new Map<string, ReadonlySet<string>>();
const resolves = (to: string): boolean => {
  const [name = '', number = ''] = to.split(' ');
  const path = documentNamed(name);
  if (path === undefined) return false;
  const known = headings.get(path) ?? headingNumbers(path);
  headings.set(path, known);
  return known.has(number);
};

describe('pointers of the code', () => {
  it('each lead to a numbered heading of a document here', () => {
    const found = sources.flatMap((file) =>
      pointersOf(readText(file)).map(({ pointer, to }) => ({ file, pointer, to })),
    );
    expect(found.length).toBeGreaterThan(500);
    const lost = found.filter(({ to }) => !resolves(to));
    expect(lost.map(({ file, pointer, to }) => `${file}: ${pointer} (${to})`)).toEqual([]);
  });

  it('name no document that is not here', () => {
    const lost = sources.flatMap((file) =>
      readText(file)
        .split('\n')
        .filter((line) => /^\s*(?:\/?\*|\/\/|--|#)/u.test(line))
        .flatMap(namedDocuments)
        .filter((name) => !made.has(name) && documentNamed(name) === undefined)
        .map((name) => `${file}: ${name}`),
    );
    expect(lost).toEqual([]);
  });

  it('and the documents lead nowhere outside the repository', () => {
    const lost = [...sources, ...documents].flatMap((file) =>
      readText(file)
        .split('\n')
        .filter((line) => outside.some((way) => way.test(line)))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(lost).toEqual([]);
  });
});

describe('the test itself', () => {
  it('sees a pointer to a heading or a document that is not there', () => {
    const seen = (text: string) => pointersOf(text).filter(({ to }) => !resolves(to));
    expect(seen('/** Held (RULES 7, 40). */').map(({ to }) => to)).toEqual(['rules.md 40']);
    expect(seen(' * as Duo says (duo.md\n * 2.9)').map(({ to }) => to)).toEqual(['duo.md 2.9']);
    expect(seen('// halo.md 1').map(({ to }) => to)).toEqual(['halo.md 1']);
    expect(seen('/** RULES 1 to 12; architecture.md 2, 11; duo.md 1.2 to 1.4. */')).toEqual([]);
  });
});
