import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writePublishedChart } from './published-chart.mjs';
import { baseImageOf, faultsOf, released } from './release-readiness.mjs';
import { isLatest, isPrerelease, npmTagOf, tagsOf } from './release-versions.mjs';

/**
 * The steps of a release in their order (docs/releasing.md). `programs` and `variables` are what a step needs; `publishes`:
 * it changes what others see. `commands` are the programs it runs, each as a list of words, or a function that returns one when
 * its turn comes, or `null` if there is nothing left to do; with `prepare` before, and `keep` after each with what it
 * printed. A step without `commands` is done by the workflow itself. Each can be repeated after a failure.
 */
export const steps = [
  {
    name: 'check',
    does: 'Checks versions, tag, changelog, and license',
    programs: ['git'],
    commands: () => [],
    prepare: ({ root }) => {
      const faults = faultsOf(root);
      if (faults.length > 0) throw new Error(faults.join('\n'));
    },
  },
  {
    name: 'test',
    does: 'Runs every test, none of the release tier skipped',
    programs: ['bash', 'npm'],
    commands: () => [
      ['bash', '.ci/run'],
      ['npm', 'run', 'test:release', '--', '--nothing-skipped'],
    ],
  },
  {
    name: 'package',
    does: 'Packs the package for npm',
    programs: ['npm'],
    commands: ({ output }) => [['npm', 'run', 'pack', '--', '--into', join(output, 'npm')]],
  },
  {
    name: 'base',
    does: 'Finds the digest of the image that the Dockerfile begins with, once for both architectures',
    programs: ['docker'],
    commands: ({ baseImage }) => [
      ['docker', 'buildx', 'imagetools', 'inspect', baseImage, '--format', '{{.Manifest.Digest}}'],
    ],
    keep: ({ record }, said) => record('base', said),
  },
  {
    name: 'image',
    does: 'Builds the image for the architecture of this machine, and pushes it without a tag',
    publishes: true,
    programs: ['docker'],
    variables: ['RELEASE_IMAGE'],
    prepare: ({ output }) => mkdirSync(join(output, 'images'), { recursive: true }),
    commands: ({ image, version, commit, output, architecture, baseImage, digestOf }) => [
      [
        ...['docker', 'buildx', 'build', '--platform', `linux/${architecture}`],
        ...['--build-arg', `NODE_IMAGE=${baseImage}@${digestOf('base')}`],
        ...['--build-arg', `SEATWISE_COMMIT=${commit}`, '--provenance', 'mode=max', '--sbom', 'true'],
        ...['--label', `org.opencontainers.image.base.name=${baseImage}`],
        ...['--label', `org.opencontainers.image.base.digest=${digestOf('base')}`],
        ...['--label', `org.opencontainers.image.version=${version}`],
        ...['--label', `org.opencontainers.image.revision=${commit}`],
        ...['--output', `type=image,name=${image},push-by-digest=true,name-canonical=true,push=true`],
        ...['--metadata-file', join(output, 'images', `${architecture}.json`), '.'],
      ],
    ],
  },
  {
    name: 'index',
    does: 'Joins the images of both architectures under the tags of the version',
    publishes: true,
    programs: ['docker'],
    variables: ['RELEASE_IMAGE'],
    commands: ({ image, version, tags, digests }) => [
      [
        ...['docker', 'buildx', 'imagetools', 'create'],
        ...tagsOf(version, tags).flatMap((tag) => ['--tag', `${image}:${tag}`]),
        ...digests().map((digest) => `${image}@${digest}`),
      ],
      [
        'docker',
        'buildx',
        'imagetools',
        'inspect',
        `${image}:${version}`,
        '--format',
        '{{.Manifest.Digest}}',
      ],
    ],
    keep: ({ record }, said, [, , , what]) => {
      if (what === 'inspect') record('image', said);
    },
  },
  {
    name: 'sign',
    does: 'Signs the image, without a key of its own, by the identity of the workflow',
    publishes: true,
    programs: ['cosign'],
    variables: ['RELEASE_IMAGE', 'ACTIONS_ID_TOKEN_REQUEST_URL'],
    commands: ({ image, digestOf }) => [['cosign', 'sign', '--yes', `${image}@${digestOf('image')}`]],
  },
  {
    name: 'sbom',
    does: 'Attests the bill of materials of the image',
    publishes: true,
    programs: ['npm', 'cosign'],
    variables: ['RELEASE_IMAGE', 'ACTIONS_ID_TOKEN_REQUEST_URL'],
    commands: ({ image, output, digestOf }) => [
      ['npm', 'run', 'sbom', '--', '--into', join(output, 'sbom')],
      [
        ...['cosign', 'attest', '--yes', '--type', 'cyclonedx'],
        ...['--predicate', join(output, 'sbom', 'seatwise.cdx.json'), `${image}@${digestOf('image')}`],
      ],
    ],
  },
  {
    name: 'npm',
    does: 'Publishes the package, with its provenance',
    publishes: true,
    programs: ['npm'],
    variables: ['ACTIONS_ID_TOKEN_REQUEST_URL'],
    commands: (context) => [() => (isOnNpm(context) ? null : publishing(context))],
  },
  {
    name: 'chart',
    does: 'Publishes the Helm chart, which names the image by its digest, and signs it',
    publishes: true,
    programs: ['helm', 'cosign'],
    variables: ['RELEASE_IMAGE', 'RELEASE_CHARTS', 'ACTIONS_ID_TOKEN_REQUEST_URL'],
    prepare: ({ root, output, image, digestOf }) =>
      writePublishedChart({
        from: join(root, 'deploy', 'chart'),
        into: join(output, 'chart', 'seatwise'),
        repository: image,
        digest: digestOf('image'),
      }),
    commands: ({ charts, version, output, digestOf }) => [
      ['helm', 'package', join(output, 'chart', 'seatwise'), '--destination', join(output, 'chart')],
      ['helm', 'push', join(output, 'chart', `seatwise-${version}.tgz`), `oci://${charts}`],
      () => ['cosign', 'sign', '--yes', `${charts}/seatwise@${digestOf('chart')}`],
    ],
    keep: ({ record }, said, [, what]) => {
      if (what === 'push') record('chart', said);
    },
  },
  {
    name: 'provenance',
    does: 'Attests where, how, and from which commit image, package, and chart were built',
    publishes: true,
    doneBy: 'actions/attest-build-provenance in .github/workflows/release.yml',
    commands: () => [],
  },
  {
    name: 'notes',
    does: 'Publishes the section of the changelog as release notes, with package, chart, and bill of materials',
    publishes: true,
    programs: ['gh'],
    variables: ['GH_TOKEN'],
    prepare: ({ root, version, output }) =>
      writeFileSync(join(output, 'notes.md'), `${released(root, version) ?? ''}\n`),
    commands: (context) => noting(context),
  },
  {
    name: 'verify',
    does: 'Verifies what was published, as anyone can',
    programs: ['cosign', 'gh', 'npm'],
    variables: ['RELEASE_IMAGE', 'RELEASE_CHARTS', 'GITHUB_REPOSITORY', 'GH_TOKEN'],
    commands: ({ image, charts, version, repository, digestOf }) => [
      ...[`${image}@${digestOf('image')}`, `${charts}/seatwise@${digestOf('chart')}`].map((subject) => [
        ...['cosign', 'verify', '--certificate-oidc-issuer', 'https://token.actions.githubusercontent.com'],
        ...['--certificate-identity', workflowOf(repository, version), subject],
      ]),
      ['gh', 'attestation', 'verify', `oci://${image}@${digestOf('image')}`, '--repo', repository],
      ['npm', 'view', `seatwise@${version}`, 'dist.attestations.provenance.predicateType'],
    ],
  },
];

const workflowOf = (repository, version) =>
  `https://github.com/${repository}/.github/workflows/release.yml@refs/tags/v${version}`;

const packageOf = ({ output, version }) => join(output, 'npm', `seatwise-${version}.tgz`);

function publishing(context) {
  const tag = ['--tag', npmTagOf(context.version, context.tags)];
  return ['npm', 'publish', packageOf(context), '--provenance', '--access', 'public', ...tag];
}

/** npm never accepts a version twice. Throws if it has another package as this version. */
function isOnNpm(context) {
  const integrity = context.ask('npm', 'view', `seatwise@${context.version}`, 'dist.integrity');
  if (!integrity) return false;
  const file = readFileSync(packageOf(context));
  if (integrity === `sha512-${createHash('sha512').update(file).digest('base64')}`) return true;
  throw new Error(`npm has seatwise ${context.version} with other content: release the next version.`);
}

/** A release on GitHub that exists, perhaps as a draft, gets the files and the text again. */
function noting(context) {
  const { version, tags, output, ask } = context;
  const tag = `v${version}`;
  const text = ['--title', `Seatwise ${version}`, '--notes-file', join(output, 'notes.md')];
  const sort = isPrerelease(version) ? '--prerelease' : `--latest=${isLatest(version, tags)}`;
  const files = [
    packageOf(context),
    `${join(output, 'chart', `seatwise-${version}.tgz`)}#Helm chart`,
    join(output, 'sbom', 'seatwise.cdx.json'),
    join(output, 'sbom', 'licenses.md'),
  ];
  return ask('gh', 'release', 'view', tag) === null
    ? [['gh', 'release', 'create', tag, '--verify-tag', ...text, sort, ...files]]
    : [
        ['gh', 'release', 'upload', tag, ...files, '--clobber'],
        ['gh', 'release', 'edit', tag, ...text, sort, '--draft=false'],
      ];
}

/**
 * What the commands of the steps consist of. In a dry run digests are not known yet.
 * @param identity version, commit, and tags
 */
export function contextOf({ root, environment, identity, isDryRun }) {
  const output = join('dist', 'release');
  const fileOf = (what) => join(root, output, `${what}.digest`);
  return {
    ...identity,
    root,
    output,
    baseImage: baseImageOf(root),
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    image: environment.RELEASE_IMAGE ?? '$RELEASE_IMAGE',
    charts: environment.RELEASE_CHARTS ?? '$RELEASE_CHARTS',
    repository: environment.GITHUB_REPOSITORY ?? '$GITHUB_REPOSITORY',
    ask: (...words) => (isDryRun ? null : saidBy(words)),
    digestOf: (what) => (isDryRun ? 'sha256:…' : readFileSync(fileOf(what), 'utf8').trim()),
    digests: () => (isDryRun ? ['sha256:…', 'sha256:…'] : builtDigests(join(root, output, 'images'))),
    record(what, said) {
      const digest = /sha256:[0-9a-f]{64}/u.exec(said)?.[0];
      if (digest === undefined) throw new Error(`No digest of the ${what} was printed.`);
      mkdirSync(dirname(fileOf(what)), { recursive: true });
      writeFileSync(fileOf(what), `${digest}\n`);
    },
  };
}

/** What a program says that only reads; `null` where it fails, which is how it says no. */
function saidBy([program, ...words]) {
  const { status, stdout } = spawnSync(program, words, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

function builtDigests(folder) {
  const files = readdirSync(folder).sort();
  if (files.join() !== 'amd64.json,arm64.json')
    throw new Error(`Images of both architectures are needed; there is ${files.join(' and ') || 'none'}.`);
  return files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8'))['containerimage.digest']);
}
