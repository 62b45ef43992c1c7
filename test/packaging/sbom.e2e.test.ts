import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../documentation/markdown.ts';

jest.setTimeout(240_000);

interface Component {
  readonly 'bom-ref': string;
  readonly licenses: readonly { readonly license?: { readonly id?: string } }[];
  readonly properties: readonly { readonly name: string; readonly value: string }[];
}

interface Bill {
  readonly bomFormat: string;
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

let folder: string;
let run: { readonly status: number | null; readonly stdout: string; readonly stderr: string };
let bill: Bill;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatwise-sbom-'));
  run = ended(process.execPath, [join('scripts', 'sbom.mjs'), '--into', folder]);
  if (run.status === 0) bill = JSON.parse(readFileSync(join(folder, 'seatwise.cdx.json'), 'utf8')) as Bill;
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const ended = (program: string, flags: readonly string[]) =>
  spawnSync(program, flags, { cwd: projectFolder, encoding: 'utf8', maxBuffer: 64 * 1_024 * 1_024 });

/** `name@version` of each package of a part. */
const ofPart = (part: string): readonly string[] =>
  bill.components
    .filter(({ properties }) => properties.some(({ value }) => value === part))
    .map((one) => one['bom-ref']);
const nameOf = (nameAndVersion: string): string => nameAndVersion.replace(/@[^@]+$/u, '');

it('is made, since every license is allowed', () => {
  expect([run.status, run.stderr]).toEqual([0, '']);
  expect(bill.bomFormat).toBe('CycloneDX');
});

it('has of the service exactly what npm says is installed without tools', () => {
  const { stdout } = ended('npm', ['ls', '--omit=dev', '--all', '--parseable', '--long']);
  const installed = stdout.trim().split('\n').slice(1).map((line) => line.split(':')[1] ?? ''); // prettier-ignore
  expect(installed.length).toBeGreaterThan(100);
  expect([...ofPart('service')].sort()).toEqual([...new Set(installed)].sort());
});

it('has of the service whatever package is bundled into its programs, and that is what was decided', () => {
  const parts = join(projectFolder, 'dist', 'parts');
  const bundled = readdirSync(parts).filter((name) => name.endsWith('.map')).flatMap((name) => {
    const { sources } = JSON.parse(readFileSync(join(parts, name), 'utf8')) as { sources: readonly string[] };
    return sources.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/u.exec(path)?.[1] ?? []);
  }); // prettier-ignore
  const forTraces = /^@(opentelemetry|protobufjs|temporalio)\/|^protobufjs$/u;
  expect([...new Set(bundled)].filter((name) => !forTraces.test(name)).sort()).toEqual([
    'kysely',
    'undici',
    'zod',
  ]);
  for (const name of ['kysely', 'undici', 'zod']) expect(ofPart('service').map(nameOf)).toContain(name);
  const named = [...ofPart('service'), ...ofPart('bundled')].map(nameOf);
  expect(bundled.filter((name) => !named.includes(name))).toEqual([]);
  expect(
    ofPart('bundled')
      .map(nameOf)
      .filter((name) => !forTraces.test(name)),
  ).toEqual([]);
});

it('has what is in the files of the console, with styles and fonts, and no other tool', () => {
  const inConsole = ofPart('console').map(nameOf);
  for (const name of ['react', 'react-dom', 'lucide-react', '@dnd-kit/dom', '@radix-ui/react-dialog', 'uplot', 'scheduler', 'tailwindcss', '@fontsource-variable/inter'])
    expect(inConsole).toContain(name); // prettier-ignore
  const all = bill.components.map((one) => nameOf(one['bom-ref']));
  for (const tool of ['jest', 'oxlint', 'vite', 'knip', 'prettier', 'playwright-core'])
    expect(all).not.toContain(tool);
});

it('says what needs what, of nothing that is not in it', () => {
  const all = new Set(bill.components.map((one) => one['bom-ref']));
  const needed = bill.dependencies.flatMap(({ dependsOn }) => dependsOn);
  expect(needed.length).toBeGreaterThan(100);
  expect(needed.filter((ref) => !all.has(ref))).toEqual([]);
});

it('comes with a list of licenses and their texts', () => {
  const list = readFileSync(join(folder, 'licenses.md'), 'utf8');
  for (const one of bill.components)
    expect(list).toContain(`| ${one['bom-ref'].replace(/@([^@]+)$/u, ' | $1')} | `);
  expect(list).toContain('## express ');
  expect(list).toContain('SIL OPEN FONT LICENSE');
});

it('allows no license that is not on the list, and none that is not stated', () => {
  const licenses = ['MIT', '(GPL-3.0-only OR MIT)', 'Apache-2.0 AND MIT', 'GPL-3.0-only', 'MIT AND AGPL-3.0-only', 'SEE LICENSE IN LICENSE', '', null]; // prettier-ignore
  const program = `import { rejectedLicenses } from './scripts/licenses.mjs';
    const packages = ${JSON.stringify(licenses)}.map((license) => ({ name: 'pack', version: '1', license }));
    console.log(JSON.stringify(packages.map((one) => rejectedLicenses([one])[0] ?? null)));`;
  const { stdout } = ended(process.execPath, ['--input-type=module', '-e', program]);
  expect(JSON.parse(stdout)).toEqual([
    null,
    null,
    null,
    expect.stringMatching(/^pack 1 has the license GPL-3\.0-only, which .* does not allow\.$/u),
    expect.stringContaining('does not allow'),
    expect.stringContaining('does not allow'),
    expect.stringContaining('does not allow'),
    expect.stringMatching(/^pack 1 does not state its license in SPDX\. Read it/u),
  ]);
});
