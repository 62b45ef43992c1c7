import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './build-state.mjs';
import { runProgram } from './run-program.mjs';

/**
 * `npm run pack`: the package for npm, `seatwise-<version>.tgz`, here or in `--into <folder>`. Built from nothing, so that
 * no file of an earlier build is in it. `npm pack` in a checkout names this command (`.npmrc`).
 */
const parts = [
  'dist',
  'deploy',
  'docs',
  'scripts/seatwise.mjs',
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  // The owner's decision; absent until then.
  'LICENSE',
];
/** In dist/, but not of a build. */
const left = /\/dist\/(release|(.*\/)?\.(built|chunks\.json))$/u;
const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const { into } = parseArgs({ options: { into: { type: 'string', default: '.' } } }).values;

const folder = mkdtempSync(join(tmpdir(), 'seatwise-pack-'));
try {
  await run(process.execPath, ['scripts/build.mjs', '--clean']);
  await run(process.execPath, ['scripts/sbom.mjs']);
  for (const part of parts.filter((name) => existsSync(join(root, name))))
    // npm packs no links, as those of the chart are.
    cpSync(join(root, part), join(folder, part), {
      recursive: true,
      dereference: true,
      filter: (path) => !left.test(path),
    });
  const locked = read('package-lock.json');
  const published = manifest(read('package.json'), locked);
  write('package.json', published);
  write('dist/sbom/package-lock.json', lock(published, locked));
  mkdirSync(into, { recursive: true });
  await run('npm', ['pack', folder, '--pack-destination', resolve(into), '--loglevel=error']);
} finally {
  rmSync(folder, { recursive: true });
}
const file = join(resolve(into), `seatwise-${read('package.json').version}.tgz`);
console.log(`${file}: ${(statSync(file).size / 1_000_000).toFixed(1)} MB`);

function write(name, value) {
  writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * What installing and running needs, with each package in the version that was tested. The checkout is private, so that it
 * is never published itself.
 */
function manifest({ name, version, description, license, repository, type, bin, ...more }, { packages }) {
  const exact = (ranges) =>
    Object.fromEntries(
      Object.keys(ranges).map((dependency) => [dependency, packages[`node_modules/${dependency}`].version]),
    );
  const { os, engines } = more;
  const dependencies = exact(more.dependencies);
  const optionalDependencies = exact(more.optionalDependencies);
  const described = { name, version, description, license, repository };
  return { ...described, type, bin, os, engines, dependencies, optionalDependencies };
}

/**
 * The lock file without what only development needs. Not as npm-shrinkwrap.json, because npm then installs the packages of
 * every platform, which takes twice the space.
 */
function lock(published, { packages, ...head }) {
  const { '': _, ...installed } = packages;
  const shipped = Object.entries(installed).filter(([, { dev }]) => dev !== true);
  return { ...head, packages: { '': published, ...Object.fromEntries(shipped) } };
}

async function run(program, flags) {
  // With another NODE_ENV, as in tests, the console gets React's development build, three times as large.
  const { code } = await runProgram(program, flags, { heard: true, environment: { NODE_ENV: 'production' } });
  if (code !== 0) process.exit(code);
}
