import { execFileSync } from 'node:child_process';
import { codeNames, projectFolder, readText, tableRows } from './markdown.ts';

/** Jest's own projects, as it understands its configuration. */
const projects = execFileSync(
  process.execPath,
  ['--eval', "import('./jest.config.mjs').then((it) => console.log(JSON.stringify(it.default.projects)))"],
  { cwd: projectFolder, encoding: 'utf8' },
);
const levels = (JSON.parse(projects) as readonly { readonly displayName: string }[]).map(
  ({ displayName }) => displayName,
);

/** The levels that each tier runs, in order. */
const run = execFileSync(
  process.execPath,
  [
    '--eval',
    "import('./test/levels.mjs').then(({ stagesOf }) => console.log(JSON.stringify(Object.values(stagesOf).map((stages) => stages.flat(2).flatMap(({ levels }) => levels)))))",
  ],
  { cwd: projectFolder, encoding: 'utf8' },
);

const levelOf = (file: string): string => /\.(\w+)\.test\.tsx?$/u.exec(file)?.[1] ?? 'none';

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.test.ts', '*.test.tsx'], {
  cwd: projectFolder,
  encoding: 'utf8',
})
  .trim()
  .split('\n');

describe('the levels of tests', () => {
  it('are those of the table in docs/testing.md', () => {
    const documented = tableRows(readText('docs/testing.md'))
      .flatMap((row) => [...codeNames(row.split('|')[1] ?? '')])
      .filter((name) => name.includes('.test.'))
      .map(levelOf);
    expect(documented.sort()).toEqual([...levels].sort());
  });

  it('are run by every tier, each once, but for what writes files', () => {
    for (const ofTier of JSON.parse(run) as readonly (readonly string[])[])
      expect([...ofTier, 'record'].sort()).toEqual([...levels].sort());
  });

  it('have a place for every test file, so that none is never run', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(files.filter((file) => !levels.includes(levelOf(file)))).toEqual([]);
  });

  it('are part of the gate but where a known tier stands in the name', () => {
    const words = files.map((file) => /\.(\w+)\.\w+\.test\.tsx?$/u.exec(file)?.[1]).filter((word) => word !== undefined); // prettier-ignore
    expect([...new Set(words)].filter((word) => word !== 'extended' && word !== 'release')).toEqual([]);
  });
});
