import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../documentation/markdown.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatwise-sizes-'));
  mkdirSync(join(folder, 'assets'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Random, so that it is as large after compression. */
const code = (bytes: number): string => randomBytes(bytes / 2).toString('hex');

/** Writes a console whose usage screen has this much of a package, and a dialog with the rest. */
function build(inScreen: number, inDialog: number): void {
  const chunk = (
    name: string,
    modules: Readonly<Record<string, number>>,
    imports: readonly string[] = [],
  ) => {
    const bytes = Object.values(modules).reduce((sum, one) => sum + one, 0);
    writeFileSync(join(folder, 'assets', name), code(bytes));
    return { file: `assets/${name}`, isEntry: name === 'entry.js', imports, modules };
  };
  const entry = ['assets/entry.js'];
  const chunks = [
    chunk('entry.js', { 'web/app/main.tsx': 20_000 }),
    chunk('sign-in.js', { 'web/screens/sign-in/sign-in-screen.tsx': 4_000 }, entry),
    chunk('month.js', { 'web/screens/month/screen.tsx': 4_000 }, entry),
    chunk(
      'usage.js',
      { 'web/screens/usage/screen.tsx': 4_000, 'node_modules/@some/chart/index.js': inScreen },
      entry,
    ),
    chunk(
      'dialog.js',
      { 'web/screens/usage/dialog.tsx': 2_000, 'node_modules/@some/chart/more.js': inDialog },
      entry,
    ),
  ];
  writeFileSync(join(folder, '.chunks.json'), JSON.stringify(chunks));
}

function check(...more: readonly string[]) {
  const script = join(projectFolder, 'scripts', 'console-sizes.mjs');
  const words = [script, '--built', folder, '--recorded', join(folder, 'recorded.json'), ...more];
  return spawnSync(process.execPath, words, { encoding: 'utf8' });
}

it('fails when a page grows by more than 1 %, and says what grew', () => {
  build(2_000, 2_000);
  expect(check('--record').status).toBe(0);
  build(2_100, 2_000);
  expect(check()).toMatchObject({ status: 0, stderr: '' });
  build(4_000, 2_000);
  const { status, stdout } = check();
  expect(status).toBe(1);
  expect(stdout).toMatch(/^usage: .*\n {2}too much.*\n {2}\+\d\.\d kB @some\/chart$/mu);
  expect(stdout).toMatch(/^all pages: .*\n {2}too much/mu);
  expect(stdout).not.toMatch(/^(?:month|sign-in): .*\n {2}too much/mu);
});

it('counts what is loaded after a page is shown for all pages alone', () => {
  build(2_000, 2_000);
  check('--record');
  build(2_000, 9_000);
  const { status, stdout } = check();
  expect(status).toBe(1);
  expect([...stdout.matchAll(/^([\w -]+): .*\n {2}too much/gmu)].map(([, page]) => page)).toEqual([
    'all pages',
  ]);
});
