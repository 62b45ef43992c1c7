import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parse } from 'yaml';
import { environmentVariables } from './documented-variables.ts';
import { searchAttributeNames } from '../../contracts/temporal/search-attributes.ts';
import { codeNames, projectFolder, readText } from './markdown.ts';

const compose = readText('docker-compose.yml');
const dockerfile = readText('Dockerfile');
/** The last stage, which is what runs. */
const runtime = dockerfile.split('FROM ').at(-1) ?? '';
/** As Docker takes it. */
const healthCommand = ['CMD', ...(JSON.parse(/^ +CMD (\[.*\])$/mu.exec(runtime)?.[1] ?? '[]') as string[])];

interface Composed {
  readonly 'x-healthcheck': Readonly<Record<string, string>>;
  readonly services: Readonly<
    Record<string, { readonly healthcheck?: object & { readonly test?: unknown } }>
  >;
}

const composed = parse(compose, { merge: true }) as Composed;

/** Lines deeper than the key, which stands at `depth` levels of two blanks. */
function blockBelow(text: string, key: string, depth: number): string {
  const lines = text.split('\n');
  const indent = '  '.repeat(depth);
  const start = lines.findIndex((line) => line.startsWith(`${indent}${key}:`));
  if (start < 0) throw new Error(`There is no ${key} at level ${depth}`);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.trim() !== '' && !line.startsWith(`${indent}  `));
  return rest.slice(0, end < 0 ? undefined : end).join('\n');
}

const services = blockBelow(compose, 'services', 0);
const service = (name: string): string => blockBelow(services, name, 1);
const serviceNames = [...services.matchAll(/^ {2}([\w-]+):$/gmu)].map((match) => match[1] ?? '');
const ours = serviceNames.filter((name) => service(name).includes('<<: *app\n'));

const variablesSet = (block: string): readonly string[] =>
  [...block.matchAll(/^\s+([A-Z][A-Z0-9_]*):/gmu)].map((match) => match[1] ?? '');

/** `docker compose`, or a stand-alone one that knows the present file format; null where there is none. */
function composeTool(): readonly [string, ...string[]] | null {
  const tools = [['docker', 'compose'], ['docker-compose']] as const;
  return (
    tools.find(([program, ...words]) => {
      const { status, stdout } = spawnSync(program, [...words, 'version', '--short'], { encoding: 'utf8' });
      return status === 0 && /^v?([2-9]|\d\d)\./u.test(stdout.trim());
    }) ?? null
  );
}

describe('docker-compose.yml', () => {
  it('has the parts of a whole installation', () => {
    expect(serviceNames).toEqual([
      'postgres',
      'temporal-schema',
      'temporal',
      'temporal-namespace',
      'temporal-ui',
      'migrate',
      'api',
      'worker',
      'commands',
    ]);
    expect(ours).toEqual(['migrate', 'api', 'worker', 'commands']);
  });

  it('sets only variables that the product reads', () => {
    const known = new Set(environmentVariables.map(({ name }) => name));
    const nodes = new Set(['NODE_OPTIONS']);
    const blocks = [
      blockBelow(compose, 'x-app-environment', 0),
      ...ours.map((name) => blockBelow(service(name), 'environment', 2)),
    ];
    const set = blocks.flatMap(variablesSet);
    expect(set.length).toBeGreaterThan(8);
    expect(set.filter((name) => !known.has(name) && !nodes.has(name))).toEqual([]);
  });

  it('takes from its own environment only what deploy/README.md names', () => {
    const named = codeNames(readText('deploy/README.md'));
    const taken = [...compose.matchAll(/(?<!\$)\$\{([A-Z_]+)/gu)].map((match) => match[1] ?? '');
    expect([...new Set(taken)].filter((name) => !named.has(name))).toEqual([]);
  });

  it('starts programs that have a source', () => {
    const programs = [...`${compose}\n${dockerfile}`.matchAll(/\bdist\/([\w/-]+)\.js\b/gu)];
    expect(programs.length).toBeGreaterThan(2);
    const missing = programs
      .map((match) => `${match[1] ?? ''}.ts`)
      .filter((source) => !existsSync(join(projectFolder, source)));
    expect(missing).toEqual([]);
  });

  it('registers the search attributes that workers require, each as Keyword', () => {
    const registered = [...service('temporal-namespace').matchAll(/--name (\w+) --type (\w+)/gu)];
    expect(registered.map(([, name, type]) => [name, type])).toEqual(
      searchAttributeNames.map((name) => [name, 'Keyword']),
    );
  });

  it('runs the product without root, on a file system it cannot write', () => {
    expect(runtime).toMatch(/^USER node$/mu);
    expect(blockBelow(compose, 'x-hardened', 0)).toMatch(/read_only: true\n {2}cap_drop: \[ALL\]/u);
    expect(blockBelow(compose, 'x-app', 0)).toContain('<<: [*service, *hardened]');
  });

  it('asks API and workers how they are as the image does, with the same patience, and no job', () => {
    // `--start-interval` is unknown to the builders of Debian 12, so it is in the compose file alone.
    expect(
      Object.fromEntries(ours.map((name) => [name, composed.services[name]?.healthcheck?.test])),
    ).toEqual({
      api: healthCommand,
      worker: healthCommand,
    });
    for (const name of ['migrate', 'commands'])
      expect(composed.services[name]?.healthcheck).toEqual({ disable: true });
    const { interval, timeout, retries, start_period } = composed['x-healthcheck'];
    const flags = /^HEALTHCHECK (.*) \\$/mu.exec(runtime)?.[1];
    expect(flags).toBe(
      `--interval=${interval} --timeout=${timeout} --retries=${retries} --start-period=${start_period}`,
    );
  });

  it.each([
    [200, 0],
    [503, 1],
    [null, 1],
  ])('takes an answer of %s for health with exit code %s, by Node alone', async (status, exitCode) => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/healthz' ? (status ?? 200) : 404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    if (status === null) await new Promise((resolve) => server.close(resolve));
    const [program, ...flags] = healthCommand.slice(1);
    expect(program).toBe('node');
    const child = spawn(process.execPath, flags, { env: { PORT: String(port) }, stdio: 'ignore' });
    const [code] = (await once(child, 'exit')) as [number];
    if (status !== null) await new Promise((resolve) => server.close(resolve));
    expect(code).toBe(exitCode);
  });

  it('connects each program to the database as the role that it has', () => {
    const roleOf = (name: string): string =>
      /source: database_url_(\w+), target: database_url\b/u.exec(service(name))?.[1] ?? 'none';
    expect(ours.map(roleOf)).toEqual(['owner', 'api', 'worker', 'commands']);
  });

  it('mounts and reads files that are there, secrets apart', () => {
    const mounted = [...compose.matchAll(/'(\.\/[\w./-]+):/gu)].map((match) => match[1] ?? '');
    expect(mounted.length).toBeGreaterThan(0);
    for (const file of mounted) expect([file, existsSync(join(projectFolder, file))]).toEqual([file, true]);
  });

  const tool = composeTool();
  if (tool === null) {
    console.warn(
      'SKIPPED: neither `docker compose` nor `docker-compose` 2 or newer is here, so nobody checked the syntax of docker-compose.yml.',
    );
  }
  (tool === null ? it.skip : it)('is accepted by the compose tool', () => {
    if (tool === null) throw new Error('skipped');
    const [program, ...words] = tool;
    const run = spawnSync(program, [...words, '--profile', 'ui', 'config', '--quiet'], {
      cwd: projectFolder,
      encoding: 'utf8',
      env: { ...process.env, PUBLIC_URL: 'https://seatwise.example' },
    });
    expect([run.status, run.stderr]).toEqual([0, expect.any(String)]);
  });
});
