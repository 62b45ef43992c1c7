import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder, readText } from '../documentation/markdown.ts';
import { sha256, simulatedRegistry, type SimulatedRegistry } from './simulated-registry.ts';

const hub = 'registry-1.docker.io';
const list = (of: string): string => JSON.stringify({ schemaVersion: 2, manifests: [], annotations: { of } });

let registry: SimulatedRegistry;
let folder: string;
let dockerfile: string;
let compose: string;
beforeAll(async () => {
  registry = await simulatedRegistry([hub, 'images.test']);
  folder = mkdtempSync(join(tmpdir(), 'seatwise-pin-'));
});
afterAll(async () => {
  await registry.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  registry.manifests.clear();
  registry.asked.length = 0;
  for (const name of ['library/node:24-bookworm-slim', 'library/postgres:16-bookworm', 'temporalio/admin-tools:1.32.0', 'temporalio/server:1.32.0', 'temporalio/ui:2.54.1'])
    registry.manifests.set(`${hub}/${name}`, { bytes: list(name) }); // prettier-ignore
  dockerfile = written('Dockerfile', readText('Dockerfile'));
  compose = written('docker-compose.yml', readText('docker-compose.yml'));
});

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** `npm run images:pin`, of copies, and of nothing in the environment but what is given. */
function pin(files: readonly string[] = [dockerfile, compose], env: object = registry.env) {
  return new Promise<{ readonly code: number; readonly said: string; readonly complained: string }>(
    (resolve) => {
      const script = join(projectFolder, 'scripts', 'pin-images.mjs');
      execFile(process.execPath, [script, ...files], { env: { ...env } }, (error, said, complained) => {
        resolve({ code: error === null ? 0 : Number(error.code), said, complained });
      });
    },
  );
}

const linesWith = (file: string, pattern: RegExp): readonly string[] =>
  readFileSync(file, 'utf8').split('\n').filter((line) => pattern.test(line)); // prettier-ignore

it('writes the digest of each image behind its tag, and asks for each once', async () => {
  const { code, said, complained } = await pin();
  expect([code, complained]).toEqual([0, '']);
  const node = sha256(list('library/node:24-bookworm-slim'));
  expect(linesWith(dockerfile, /^FROM /u)).toEqual([
    `FROM node:24-bookworm-slim@${node} AS build`,
    `FROM node:24-bookworm-slim@${node} AS runtime`,
  ]);
  expect(linesWith(compose, /^ +image:/u).map((line) => line.trim())).toEqual([
    `image: temporalio/admin-tools:\${TEMPORAL_VERSION:-1.32.0@${sha256(list('temporalio/admin-tools:1.32.0'))}}`,
    'image: ${SEATWISE_IMAGE:-seatwise:dev}',
    `image: postgres:16-bookworm@${sha256(list('library/postgres:16-bookworm'))}`,
    `image: temporalio/server:\${TEMPORAL_VERSION:-1.32.0@${sha256(list('temporalio/server:1.32.0'))}}`,
    `image: temporalio/ui:\${TEMPORAL_UI_VERSION:-2.54.1@${sha256(list('temporalio/ui:2.54.1'))}}`,
  ]);
  expect(said).toContain(`node:24-bookworm-slim ${node}`);
  expect(new Set(registry.asked).size).toBe(registry.asked.length);
});

it('changes nothing else, and only what changed when it is asked again', async () => {
  await pin();
  const without = (file: string): string =>
    readFileSync(file, 'utf8').replaceAll(/@sha256:[0-9a-f]{64}/gu, '');
  expect([without(dockerfile), without(compose)]).toEqual([
    readText('Dockerfile'),
    readText('docker-compose.yml'),
  ]);
  const before = readFileSync(compose, 'utf8');
  registry.manifests.set(`${hub}/library/postgres:16-bookworm`, { bytes: list('newer') });
  expect((await pin()).code).toBe(0);
  const old = sha256(list('library/postgres:16-bookworm'));
  expect(readFileSync(compose, 'utf8')).toBe(before.replace(old, sha256(list('newer'))));
});

it('asks other registries by their own name', async () => {
  registry.manifests.set('images.test/team/tool:1', { bytes: list('tool') });
  const file = written('own.yml', 'services:\n  tool:\n    image: images.test/team/tool:1\n');
  expect((await pin([file])).code).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain(`images.test/team/tool:1@${sha256(list('tool'))}\n`);
});

describe('what cannot be resolved', () => {
  const unchanged = (): void =>
    expect([readFileSync(dockerfile, 'utf8'), readFileSync(compose, 'utf8')]).toEqual([
      readText('Dockerfile'),
      readText('docker-compose.yml'),
    ]);

  it.each<readonly [string, () => void, RegExp]>([
    [
      'a tag that is not there',
      () => registry.manifests.delete(`${hub}/temporalio/ui:2.54.1`),
      /^registry-1\.docker\.io answers 404 for temporalio\/ui:2\.54\.1\. Nothing was changed\.\n$/u,
    ],
    [
      'bytes that are not what the registry says',
      () => registry.manifests.set(`${hub}/temporalio/ui:2.54.1`, { bytes: list('x'), claims: sha256('y') }),
      /sent something else for temporalio\/ui:2\.54\.1 than it says\. Nothing was changed/u,
    ],
    [
      'no manifest',
      () =>
        registry.manifests.set(`${hub}/temporalio/ui:2.54.1`, { bytes: '<html>sign in to the hotel</html>' }),
      /sent something else/u,
    ],
  ])('%s: is refused with a sentence, and no file is changed', async (_, prepare, sentence) => {
    prepare();
    const { code, complained } = await pin();
    expect([code, complained]).toEqual([1, expect.stringMatching(sentence)]);
    unchanged();
  });

  it('a registry that is not reached is named, and no file is changed', async () => {
    const { code, complained } = await pin(undefined, { HTTPS_PROXY: 'http://127.0.0.1:1' });
    expect(code).toBe(1);
    expect(complained).toMatch(
      /^registry-1\.docker\.io cannot be reached \(\w+\): run this where it can be\. Nothing was changed\.\n$/u,
    );
    unchanged();
  });

  it('an image without a tag is refused before anything is written', async () => {
    const { code, complained } = await pin([written('none', 'FROM node AS build\n')]);
    expect([code, complained]).toEqual([1, 'node is not a name with a tag. Nothing was changed.\n']);
  });
});
