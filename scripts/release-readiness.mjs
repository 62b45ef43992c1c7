import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What must be true of a checkout before anything of it is published (docs/releasing.md). */

/** The version of package.json, its commit, and the tags of every version. */
export function identityOf(folder) {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const tags = git(folder, 'tag', '--list', 'v*').split('\n');
  return { version, commit: git(folder, 'rev-parse', 'HEAD'), tags };
}

/**
 * Why the checkout is no release, each in a sentence; empty if it is one.
 * @param repository the one that the workflow runs in, `<owner>/<name>`; `undefined` elsewhere
 */
export function faultsOf(folder, repository = process.env.GITHUB_REPOSITORY) {
  const { version, commit } = identityOf(folder);
  const tag = `v${version}`;
  const tagged = git(folder, 'rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{commit}`);
  return [
    ...versionFaults(folder, version),
    ...(released(folder, version) === null
      ? [`CHANGELOG.md has no section "## ${version}, <date>" with the day of the release.`]
      : []),
    ...(commit !== '' && tagged === commit
      ? []
      : [`The tag ${tag} does not name the commit that is checked out.`]),
    ...(git(folder, 'status', '--porcelain') === ''
      ? []
      : ['The checkout has changes that are not committed.']),
    ...baseImageFaults(folder),
    ...licenseFaults(folder),
    ...repositoryFaults(folder, repository),
  ];
}

/** The text of a version's section of the changelog; `null` if there is none with a date. */
export function released(folder, version) {
  const sections = readFileSync(join(folder, 'CHANGELOG.md'), 'utf8').split(/^## /mu);
  const own = sections.find((section) => section.startsWith(`${version}, `));
  const [heading = '', ...lines] = own?.split('\n') ?? [];
  return /, \d{4}-\d{2}-\d{2}$/u.test(heading) ? lines.join('\n').trim() : null;
}

function versionFaults(folder, version) {
  const read = (path) => readFileSync(join(folder, path), 'utf8');
  const chart = read('deploy/chart/Chart.yaml');
  const versions = {
    'package-lock.json': JSON.parse(read('package-lock.json')).version,
    'version of deploy/chart/Chart.yaml': /^version: (.+)$/mu.exec(chart)?.[1],
    'appVersion of deploy/chart/Chart.yaml': /^appVersion: (.+)$/mu.exec(chart)?.[1],
  };
  return Object.entries(versions)
    .filter(([, other]) => other !== version)
    .map(([place, other]) => `package.json has version ${version}, ${place} has ${other}.`);
}

/** What the Dockerfile begins with, by its tag; `null` if it has no such argument. */
export function baseImageOf(folder) {
  return /^ARG NODE_IMAGE=([^\s@]+)$/mu.exec(readFileSync(join(folder, 'Dockerfile'), 'utf8'))?.[1] ?? null;
}

/** A release passes the digest of one base image; another would be whatever its tag names on that day. */
function baseImageFaults(folder) {
  const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');
  const stages = [...dockerfile.matchAll(/^FROM\s+(\S+)(?:\s+AS\s+(\S+))?/gimu)];
  const names = stages.map(([, , name]) => name);
  const isPinned = (image) =>
    image === '${NODE_IMAGE}' || names.includes(image) || /@sha256:[0-9a-f]{64}$/u.test(image);
  return [
    ...(baseImageOf(folder) === null ? ['The Dockerfile has no line "ARG NODE_IMAGE=<image>:<tag>".'] : []),
    ...stages
      .filter(([, image]) => !isPinned(image))
      .map(([, image]) => `The Dockerfile builds from ${image} without its digest: use NODE_IMAGE.`),
  ];
}

function licenseFaults(folder) {
  const { license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (license === undefined || license === 'UNLICENSED')
    return [
      'The license is not decided: package.json says UNLICENSED. Its owner decides; then add LICENSE, and name it in package.json.',
    ];
  return existsSync(join(folder, 'LICENSE'))
    ? []
    : [`package.json names the license ${license}, but there is no file LICENSE.`];
}

/** npm rejects a package with provenance whose `repository.url` is not the one that the workflow ran in, in its exact case. */
function repositoryFaults(folder, expected) {
  const url = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).repository?.url;
  if (url === undefined)
    return ['package.json has no repository.url. npm compares it with the repository of the workflow.'];
  const named = /^(?:git\+)?https:\/\/github\.com\/([^/]+\/[^/]+?)(?:\.git)?$/u.exec(url)?.[1];
  return expected === undefined || named === expected
    ? []
    : [`repository.url of package.json is ${url}, but this is ${expected}.`];
}

/** What git says; empty where it fails. */
function git(folder, ...words) {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'];
    return execFileSync('git', words, { cwd: folder, encoding: 'utf8', stdio }).trim();
  } catch {
    return '';
  }
}
