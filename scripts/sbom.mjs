import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFresh, root } from './build-state.mjs';
import { licenseOf, rejectedLicenses } from './licenses.mjs';

/**
 * `npm run sbom`: what is shipped, and under which licenses, into dist/sbom (or `--into <folder>`). `seatwise.cdx.json` is
 * the bill of `npm sbom`, without what only development needs; `licenses.md` has the license texts. Exits with 1 where a
 * license is not allowed (scripts/licenses.mjs), with 2 where it is not known what is shipped.
 */
const at = process.argv.indexOf('--into');
const folder = at < 0 ? join(root, 'dist', 'sbom') : process.argv[at + 1];
const textFile = /^(licen[cs]e|copying|notice|copyright)/i;
const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

try {
  if (!isFresh()) {
    console.log('Building (only after a change).');
    const { build } = await import('./build.mjs');
    await build();
  }
  process.exit(write());
} catch (error) {
  console.error(error.message);
  process.exit(2);
}

function write() {
  const packages = shippedPackages();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'seatwise.cdx.json'), `${JSON.stringify(bill(packages), null, 2)}\n`);
  writeFileSync(join(folder, 'licenses.md'), licenseTexts(packages));
  const rejected = rejectedLicenses(packages);
  for (const sentence of rejected) console.error(sentence);
  console.log(`${packages.length} packages: ${folder}`);
  return rejected.length === 0 ? 0 : 1;
}

/**
 * Packages that are installed for the service, whose code is in its files without being installed, or whose code, styles or
 * fonts are in the console's files.
 */
function shippedPackages() {
  const inConsole = new Set(json('dist/web/.packages.json'));
  const inPrograms = new Set(json('dist/.packages.json'));
  return Object.entries(json('package-lock.json').packages)
    .map(([path, { dev, version, license }]) => {
      const name = path.replace(/^.*node_modules\//, '');
      const inService = dev ? (inPrograms.has(path) ? ['bundled'] : []) : ['service'];
      const parts = [...inService, ...(inConsole.has(path) ? ['console'] : [])];
      return { path, name, version, parts, license: licenseOf(`${name}@${version}`, license) };
    })
    .filter(({ path, parts }) => path !== '' && parts.length > 0 && existsSync(join(root, path)));
}

/** `npm sbom --omit=dev` also leaves out what both the service and its tools need, so the whole bill is filtered. */
function bill(packages) {
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application'],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1_024 * 1_024 },
  );
  if (status !== 0) throw new Error(`npm sbom finds faults in what is installed; run npm ci:\n${stderr}`);
  const whole = JSON.parse(stdout);
  const parts = new Map();
  // A version may be installed in several folders, each for another part.
  for (const one of packages) {
    const name = `${one.name}@${one.version}`;
    parts.set(name, [...new Set([...(parts.get(name) ?? []), ...one.parts])]);
  }
  const project = whole.metadata.component['bom-ref'];
  // npm names it after its folder.
  whole.metadata.component.name = json('package.json').name;
  return {
    ...whole,
    components: whole.components
      .filter((component) => parts.has(component['bom-ref']))
      .map((component) => ({
        ...component,
        properties: parts.get(component['bom-ref']).map((value) => ({ name: 'seatwise:part', value })),
      })),
    dependencies: whole.dependencies
      .filter(({ ref }) => ref === project || parts.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((needed) => parts.has(needed)) })),
  };
}

/** A table of everything, then the texts as they came. */
function licenseTexts(packages) {
  const rows = packages.map(
    ({ name, version, license, parts }) =>
      `| ${name} | ${version} | ${license ?? 'not stated'} | ${parts.join(', ')} |`,
  );
  const texts = packages.map(({ path, name, version }) => {
    const files = readdirSync(join(root, path), { withFileTypes: true })
      .filter((entry) => entry.isFile() && textFile.test(entry.name))
      .map((entry) => readFileSync(join(root, path, entry.name), 'utf8').trim());
    return files.length === 0 ? '' : `\n## ${name} ${version}\n\n${files.join('\n\n')}\n`;
  });
  const head =
    '# Licenses of what Seatwise ships\n\n| Package | Version | License | Where |\n|---|---|---|---|';
  return `${[head, ...rows].join('\n')}\n${texts.join('')}`;
}
