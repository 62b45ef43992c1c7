import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { projectFolder, readText } from '../documentation/markdown.ts';

interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly needs?: string;
        readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
      }
    >
  >;
}

const { version } = JSON.parse(readText('package.json')) as { version: string };
const dryRun = (folder: string) => released(folder, ['--dry-run']);
const stepsIn = (said: string): readonly string[] =>
  [...said.matchAll(/^([a-z]+): [A-Z]/gmu)].map(([, name]) => name ?? '');
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;

let folder: string;
let checkout: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatwise-release-'));
  checkout = join(folder, 'checkout');
  for (const path of ['package.json', 'package-lock.json', 'CHANGELOG.md', 'Dockerfile', 'scripts', 'deploy'])
    cpSync(join(projectFolder, path), join(checkout, path), { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(checkout, '.gitignore'), 'dist\n');
  for (const program of ['docker', 'cosign', 'npm', 'helm', 'gh', 'bash']) standIn(program);
  git('init', '--quiet');
  commit();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const git = (...words: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...words], {
    cwd: checkout,
    encoding: 'utf8',
  });
function commit(): void {
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', 'Release', '--no-verify');
  git('tag', '--force', `v${version}`);
}

/** In place of a program that reaches a registry: notes its words, and prints or writes a digest as it would. */
function standIn(program: string): void {
  const file = join(folder, 'programs', program);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `#!/usr/bin/env node
const { appendFileSync, writeFileSync } = require('node:fs');
const words = process.argv.slice(2);
appendFileSync(${JSON.stringify(join(folder, 'log'))}, [${JSON.stringify(program)}, ...words].join(' ') + '\\n');
const metadata = words[words.indexOf('--metadata-file') + 1];
if (words.includes('--metadata-file')) writeFileSync(metadata, JSON.stringify({ 'containerimage.digest': '${digest('a')}' }));
if (words.includes('inspect')) console.log('${digest('c')}');
if (words[0] === 'push') console.error('Digest: ${digest('d')}');
if (words[0] === 'view') console.log(process.env.ON_NPM ?? '');
if (words[0] === 'release' && words[1] === 'view') process.exitCode = process.env.ON_GITHUB ? 0 : 1;
`,
  );
  chmodSync(file, 0o755);
}

function released(
  root: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  rmSync(join(folder, 'log'), { force: true });
  const path = [join(folder, 'programs'), dirname(process.execPath), process.env['PATH']].join(delimiter);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts', 'release.mjs'), ...words],
    {
      encoding: 'utf8',
      env: { PATH: path, ...environment },
    },
  );
  const log = join(folder, 'log');
  return { status, stdout, stderr, ran: existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [] };
}

it('gives the chart the version of the package', () => {
  expect(parse(readText('deploy/chart/Chart.yaml'))).toMatchObject({ version, appVersion: version });
});

it('prints each step and what it needs in a dry run, and runs nothing', () => {
  const { status, stdout, ran } = dryRun(checkout);
  expect([status, ran]).toEqual([0, []]);
  expect(stepsIn(stdout)).toEqual(['check', 'test', 'package', 'base', 'image', 'index', 'sign', 'sbom', 'npm', 'chart', 'provenance', 'notes', 'verify']);
  expect(stdout).toMatch(/^ {2}needs docker \(found\), RELEASE_IMAGE \(not set\)$/mu);
}); // prettier-ignore

it('publishes nothing before license and repository are named and the version has its day', () => {
  const { status, stderr, ran } = released(checkout, ['--step', 'npm'], { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://example.com' });
  expect([status, ran]).toEqual([1, []]);
  expect(stderr).toContain('package.json has no repository.url.');
  expect(stderr).toContain('The license is not decided: package.json says UNLICENSED.');
  expect(stderr).toContain(`CHANGELOG.md has no section "## ${version}, <date>"`);
}); // prettier-ignore

describe('a version that is ready', () => {
  const environment = {
    RELEASE_IMAGE: 'registry.example/seatwise',
    RELEASE_CHARTS: 'registry.example/charts',
    GITHUB_REPOSITORY: 'example/seatwise',
    GH_TOKEN: 'token',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://example.com',
  };
  const image = `registry.example/seatwise@${digest('c')}`;

  beforeAll(() => {
    const edit = (path: string, from: RegExp, to: string): void => {
      writeFileSync(join(checkout, path), readFileSync(join(checkout, path), 'utf8').replace(from, to));
    };
    const repository =
      '"repository": { "type": "git", "url": "git+https://github.com/example/seatwise.git" }';
    edit('package.json', /"license": "[^"]+"/u, `"license": "MIT", ${repository}`);
    edit('CHANGELOG.md', /^## .*$/mu, `## ${version}, 2026-12-01\n\nOf the test.\n\n## 0.0.1, 2026-01-01`);
    writeFileSync(join(checkout, 'LICENSE'), 'Of the test.\n');
    commit();
  });

  it('is built once for each architecture, and every artifact that follows names the same image', () => {
    const unpinned = released(checkout, ['--step', 'image'], environment);
    expect([unpinned.status, unpinned.ran]).toEqual([1, []]);
    const built = released(checkout, ['check', 'test', 'base', 'image'].flatMap((name) => ['--step', name]), environment);
    expect([built.status, built.stderr]).toEqual([0, '']);
    const base = 'docker.io/library/node:24-bookworm-slim';
    expect(built.ran).toContainEqual(expect.stringContaining(`--build-arg NODE_IMAGE=${base}@${digest('c')} `));
    expect(built.ran).toContainEqual(expect.stringContaining(`--label org.opencontainers.image.base.digest=${digest('c')} `));
    expect(built.ran).toContain('npm run test:release -- --nothing-skipped');
    const { ran: beforeBoth, status } = released(checkout, ['--step', 'index'], environment);
    expect([status, beforeBoth]).toEqual([1, []]);
    const images = join(checkout, 'dist', 'release', 'images');
    const other = process.arch === 'arm64' ? 'amd64' : 'arm64';
    writeFileSync(join(images, `${other}.json`), JSON.stringify({ 'containerimage.digest': digest('b') }));
    const rest = ['index', 'sign', 'sbom', 'npm', 'chart', 'notes', 'verify'];
    const { status: code, stderr, ran } = released(checkout, rest.flatMap((name) => ['--step', name]), environment);
    expect([code, stderr]).toEqual([0, expect.stringContaining('Digest:')]);
    expect(ran[0]).toMatch(/^docker buildx imagetools create .*:0\.\d+ --tag .*@sha256:.* .*@sha256:.*$/u);
    expect(ran).toContain(`cosign sign --yes ${image}`);
    expect(ran).toContain(`cosign sign --yes registry.example/charts/seatwise@${digest('d')}`);
    expect(ran.filter((line) => line.startsWith('cosign attest'))).toEqual([expect.stringMatching(` ${image}$`)]);
    expect(ran.filter((line) => line.startsWith('npm publish'))).toEqual([expect.stringMatching(/--provenance .*--tag latest$/u)]);
    expect(ran.filter((line) => line.startsWith('gh release'))).toEqual([`gh release view v${version}`, expect.stringMatching(/^gh release create .* --latest=true /u)]);
    const chart = join(checkout, 'dist', 'release', 'chart', 'seatwise');
    expect(parse(readFileSync(join(chart, 'Chart.yaml'), 'utf8'))).toMatchObject({ annotations: { 'seatwise/image-repository': 'registry.example/seatwise', 'seatwise/image-digest': digest('c') } });
    expect(readFileSync(join(chart, 'values.yaml'), 'utf8')).toBe(readText('deploy/chart/values.yaml'));
    expect(readFileSync(join(chart, 'files', 'alerts.yml'), 'utf8')).toBe(readText('deploy/alerts.yml'));
    expect(readFileSync(join(checkout, 'dist', 'release', 'notes.md'), 'utf8')).toBe('Of the test.\n');
  }); // prettier-ignore

  it('is finished by a second run: the same package is not published twice, and the release gets its files', () => {
    const file = join(checkout, 'dist', 'release', 'npm', `seatwise-${version}.tgz`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'Of the test.');
    const again = (published: string) => released(checkout, ['--step', 'npm', '--step', 'notes'], { ...environment, ON_NPM: published, ON_GITHUB: 'yes' });
    const same = again(`sha512-${createHash('sha512').update('Of the test.').digest('base64')}`);
    expect([same.status, same.stderr]).toEqual([0, '']);
    expect(same.ran).toEqual([
      `npm view seatwise@${version} dist.integrity`,
      `gh release view v${version}`,
      expect.stringMatching(/^gh release upload .*\.tgz .*--clobber$/u),
      expect.stringMatching(/^gh release edit .* --draft=false/u),
    ]);
    const other = again('sha512-other');
    expect([other.status, other.stderr]).toEqual([1, expect.stringContaining('with other content')]);
    expect(other.ran).toHaveLength(1);
  }); // prettier-ignore

  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  it.each([
    [`v${major}.${minor}.${patch + 1}`, [], `release-${major}.${minor}`],
    [`v${major}.${minor + 9}.0`, [`${major}.${minor}`], `release-${major}.${minor}`],
    [`v${major + 9}.0.0-rc.1`, [`${major}.${minor}`, 'latest'], 'latest'],
  ])('moves no tag back where there is %s', (other, moved, onNpm) => {
    git('tag', other);
    const { ran } = released(checkout, ['--step', 'index', '--step', 'npm', '--step', 'notes'], environment);
    git('tag', '--delete', other);
    expect([...ran[0]!.matchAll(/--tag \S+:(\S+)/gu)].map(([, tag]) => tag)).toEqual([version, ...moved]);
    expect(ran.find((line) => line.startsWith('npm publish'))).toMatch(new RegExp(`--tag ${onNpm}$`, 'u'));
    expect(ran.find((line) => line.startsWith('gh release create'))).toContain(`--latest=${String(onNpm === 'latest')}`);
  }); // prettier-ignore

  it.each([
    ['a changed file', () => { writeFileSync(join(checkout, 'LICENSE'), 'Changed.\n'); }, /changes that are not committed/u],
    ['another version of the chart', () => { writeFileSync(join(checkout, 'deploy', 'chart', 'Chart.yaml'), 'version: 9.9.9\n'); commit(); }, /deploy\/chart\/Chart\.yaml has 9\.9\.9/u],
    ['a base image that is named by its tag', () => { appendFileSync(join(checkout, 'Dockerfile'), 'FROM node:24 AS other\n'); commit(); }, /builds from node:24 without its digest/u],
    ['a commit without the tag', () => { git('commit', '--quiet', '--allow-empty', '--message', 'Later'); }, /The tag v.* does not name/u],
  ])('is rejected with %s', (_, change, says) => {
    change();
    const { status, stderr, ran } = released(checkout, ['--step', 'notes'], environment);
    expect([status, stderr, ran]).toEqual([1, expect.stringMatching(says), []]);
    commit();
  }); // prettier-ignore

  it('is rejected in a repository that package.json does not name', () => {
    const fork = { ...environment, GITHUB_REPOSITORY: 'fork/seatwise' };
    const { status, stderr, ran } = released(checkout, ['--step', 'index'], fork);
    expect([status, ran]).toEqual([1, []]);
    expect(stderr).toContain('repository.url of package.json is git+https://github.com/example/seatwise.git, but this is fork/seatwise.');
  }); // prettier-ignore
});

describe('.github/workflows/release.yml', () => {
  const workflow = parse(readText('.github/workflows/release.yml')) as Workflow;
  const runs = Object.entries(workflow.jobs).flatMap(([job, { steps }]) =>
    steps.map((step) => ({ job, ...step })),
  );

  it('runs each step once, in order, publishing only after the tests', () => {
    const run = runs.flatMap(({ run: line, uses = '' }) =>
      uses.startsWith('actions/attest-build-provenance@')
        ? ['provenance']
        : [...(line ?? '').matchAll(/release\.mjs --step (\w+)/gu)].map(([, name]) => name ?? ''),
    );
    expect([...new Set(run)]).toEqual(stepsIn(dryRun(checkout).stdout));
    expect(run.filter((name) => name !== 'provenance')).toHaveLength(new Set(run).size - 1);
    expect([workflow.jobs['image']?.needs, workflow.jobs['publish']?.needs]).toEqual(['test', 'image']);
  });
});

it.each(['check', 'release'])(
  'gives jobs of %s.yml only the rights they name, and pins what it did not write',
  (name) => {
    const { permissions, jobs } = parse(readText(`.github/workflows/${name}.yml`)) as Workflow;
    expect(permissions).toEqual({});
    for (const { uses } of Object.values(jobs).flatMap(({ steps }) => steps))
      if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/u);
  },
);
