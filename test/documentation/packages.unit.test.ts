import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeNames, projectFolder, readText, section } from './markdown.ts';
import { packageReasons } from './package-reasons.ts';

interface Locked {
  readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>;
}

interface Manifest {
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readText('package.json')) as Manifest;
const lock = JSON.parse(readText('package-lock.json')) as Locked;

/** Of every package that would run something when it is installed. */
const withScripts = [
  ...new Set(
    Object.entries(lock.packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path]) => path.split('node_modules/').at(-1) ?? ''),
  ),
].sort();

it('every package the project depends on has a reason, and no other', () => {
  const explained = Object.values(packageReasons).flatMap((reasons) => reasons.flatMap(([names]) => names));
  const { dependencies, optionalDependencies, devDependencies } = manifest;
  expect([...explained].sort()).toEqual(
    Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies }).sort(),
  );
});

describe('scripts of packages', () => {
  it('are run by no npm: neither by one that asks, nor by one that knows only on and off', () => {
    expect(readText('.npmrc')).toMatch(/^ignore-scripts=true$/mu);
    expect(Object.entries(manifest.allowScripts).sort()).toEqual(withScripts.map((name) => [name, false]));
  });

  it('are named with what goes without them', () => {
    const named = codeNames(section(readText('docs/decisions/0014-packages.md'), '## Scripts of packages'));
    expect(withScripts.filter((name) => !named.has(name))).toEqual([]);
  });

  it('are not run for the image either', () => {
    const copied = /^COPY (.+) \.\/\nRUN npm ci$/mu.exec(readText('Dockerfile'))?.[1]?.split(' ');
    expect(copied).toContain('.npmrc');
    expect(readText('.dockerignore').split('\n')).not.toContain('.npmrc');
  });
});

it('`npm pack` in a checkout, which has nothing built, packs nothing and names the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seatwise-checkout-'));
  copyFileSync(join(projectFolder, '.npmrc'), join(folder, '.npmrc'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'checkout', version: '1.0.0' }));
  const { status, stderr } = spawnSync('npm', ['pack'], { cwd: folder, encoding: 'utf8' });
  expect([status === 0, stderr]).toEqual([false, expect.stringContaining('npm run pack')]);
  expect(readdirSync(folder).sort()).toEqual(['.npmrc', 'package.json']);
  rmSync(folder, { recursive: true });
});
