import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { freePort } from '../../config/free-port.ts';
import { SeatwiseClient, waitFor } from '../../embedded/tour/seatwise-client.ts';
import { projectFolder, readText, section } from '../documentation/markdown.ts';
import { figure, podman, podmanEnds, run, secondsSince, whyNoContainers } from './containers.ts';
import { buildSeatwise, firstPasswordIn, seatwiseImage } from './seatwise-image.ts';
import { composeIn, providePostgres, provideTemporal } from './composed.ts';

jest.setTimeout(60 * 60_000);

interface ComposeFile {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image: string;
        readonly profiles?: readonly string[];
        readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
        readonly healthcheck?: { start_interval?: string };
        configs?: readonly { readonly source: string; readonly target: string }[];
        volumes?: string[];
      }
    >
  >;
  configs?: Readonly<Record<string, { readonly content: string }>>;
}

const reason = whyNoContainers();
if (reason !== null) console.warn(`SKIPPED: docker-compose.yml was not brought up: ${reason}`);

/** Other images than ours may be stand-ins (stand-ins.ts); the terminal names them. */
(reason === null ? describe : describe.skip)('an installation by docker-compose.yml', () => {
  const project = `seatwise-${randomUUID().slice(0, 8)}`;
  const file = parse(readText('docker-compose.yml'), { merge: true }) as ComposeFile;
  let folder: string;
  let origin: string;
  let compose: ReturnType<typeof composeIn>;
  let client: SeatwiseClient;

  beforeAll(async () => {
    buildSeatwise();
    const { postgres, temporal } = file.services;
    figure(`${postgres!.image}: ${providePostgres(postgres!.image)}`);
    const version = /:-([\d.]+)\}$/u.exec(temporal!.image)![1]!;
    figure(`temporalio/server and temporalio/admin-tools ${version}: ${provideTemporal(version)}`);
    folder = mkdtempSync(join(tmpdir(), 'seatwise-compose-'));
    compose = composeIn(folder, project);
    cpSync(join(projectFolder, 'deploy'), join(folder, 'deploy'), { recursive: true });
    adaptToPodman();
    // JSON is YAML in which every parser finds the same strings.
    writeFileSync(join(folder, 'docker-compose.yml'), JSON.stringify(file));
    // As deploy/README.md says.
    const secrets = /```sh\n([\s\S]+?)```/u.exec(section(readText('deploy/README.md'), '## Secrets'))![1]!;
    run('sh', ['-euc', secrets], { cwd: folder });
    const port = await freePort();
    origin = `http://localhost:${port}`;
    const variables = [
      'PUBLIC_URL=https://seatwise.example',
      `API_PORT=${port}`,
      `SEATWISE_IMAGE=${seatwiseImage}`,
    ];
    writeFileSync(join(folder, '.env'), `${variables.join('\n')}\n`);
  });
  afterAll(() => {
    // podman-compose leaves what was scaled, and with it the networks.
    podmanEnds('rm', '--force', container('worker', 2));
    compose('down', '--volumes');
    rmSync(folder, { recursive: true, force: true });
  });

  /** What podman-compose and the podman of Debian 12 do not know: a start interval, and a config with its content. */
  function adaptToPodman(): void {
    for (const service of Object.values(file.services)) {
      delete service.healthcheck?.start_interval;
      for (const { source, target } of service.configs ?? []) {
        writeFileSync(join(folder, source), file.configs![source]!.content.replaceAll('$$', '$'));
        service.volumes = [...(service.volumes ?? []), `./${source}:${target}:ro`];
      }
      delete service.configs;
    }
    delete file.configs;
  }

  const container = (service: string, number = 1): string => `${project}_${service}_${number}`;
  const exitCode = (service: string, number = 1): number =>
    Number(podman('inspect', '--format', '{{.State.ExitCode}}', container(service, number)));

  /** Without systemd podman asks for no health by itself. */
  const isHealthy = (service: string, number = 1): boolean =>
    podmanEnds('healthcheck', 'run', container(service, number)).status === 0;
  /** A job that failed is started again: Debian's name server may not know a container that asks right away. */
  function hasSucceeded(job: string): boolean {
    if (podman('inspect', '--format', '{{.State.Status}}', container(job)) !== 'exited') return false;
    if (exitCode(job) === 0) return true;
    podmanEnds('start', container(job));
    return false;
  }
  const holds = (what: string, condition: () => boolean): Promise<true> =>
    waitFor(what, 120_000, () => Promise.resolve(condition() ? true : null));

  /** Starts each service as soon as what it depends on is as it says, for which podman 4.3 has no words. */
  async function up(): Promise<void> {
    const began = performance.now();
    for (const [service, { profiles, depends_on: needs = {} }] of Object.entries(file.services)) {
      if (profiles !== undefined) continue;
      for (const [needed, { condition }] of Object.entries(needs)) {
        const isMet = condition === 'service_healthy' ? isHealthy : hasSucceeded;
        await holds(`${service} to start: ${needed} ${condition}`, () => isMet(needed));
      }
      const scale = service === 'worker' ? ['--scale', 'worker=2'] : [];
      compose('up', '--detach', '--no-build', '--no-deps', ...scale, service);
    }
    await waitFor('the API to be ready', 120_000, () =>
      fetch(`${origin}/readyz`).then(
        ({ ok }) => (ok ? true : null),
        () => null,
      ),
    );
    await holds(
      'health of API and workers',
      () => isHealthy('api') && isHealthy('worker') && isHealthy('worker', 2),
    );
    figure(`up, and all healthy, after ${secondsSince(began)}`);
  }

  it('comes up: each job succeeds, and each program is healthy', up);

  it('lets the first administrator sign in, by the password that the migrate job printed', async () => {
    client = new SeatwiseClient(origin);
    await client.signInFirst('admin@seatwise.local', firstPasswordIn(podman('logs', container('migrate'))));
    expect(await client.request('GET', '/integrations')).toMatchObject({ status: 200, body: { items: [] } });
  });

  it('runs commands, with a role of their own', () => {
    const reconciled = compose('--profile', 'commands', 'run', '--rm', 'commands', 'reconcile');
    expect(reconciled).toContain('No differences.');
  });

  it('publishes the API on loopback, and nothing else', () => {
    const ports = podman('ps', '--filter', `name=${project}_`, '--format', '{{.Ports}}').split('\n');
    expect(ports.filter((text) => text !== '')).toEqual([`127.0.0.1:${new URL(origin).port}->4600/tcp`]);
  });

  it('has networks for the database and for Temporal that lead nowhere else', () => {
    const connecting = `const socket = require('node:net').connect({ host: process.argv[1], port: Number(process.argv[2]) });
      const say = (text) => { console.log(text); process.exit(); };
      socket.on('connect', () => say('connected')).on('error', ({ code }) => say(code)).setTimeout(2_000, () => say('no answer'));`;
    const from = (network: string, host: string, port: number): string =>
      podman('run', '--rm', '--no-healthcheck', '--network', `${project}_${network}`, seatwiseImage, 'node', '-e', connecting, host, String(port)); // prettier-ignore
    // 192.0.2.1 is reserved for documentation: only a network with a route outside sends the packet.
    expect([from('data', '192.0.2.1', 443), from('temporal', '192.0.2.1', 443)]).toEqual([
      'ENETUNREACH',
      'ENETUNREACH',
    ]);
    expect(from('edge', '192.0.2.1', 443)).not.toBe('ENETUNREACH');
    expect([from('data', 'postgres', 5432), from('temporal', 'temporal', 7233)]).toEqual([
      'connected',
      'connected',
    ]);
    expect([
      from('edge', 'postgres', 5432),
      from('edge', 'temporal', 7233),
      from('temporal', 'postgres', 5432),
    ]).toEqual(Array(3).fill('ENOTFOUND'));
  });

  it('stops in order, and comes up again with its data', async () => {
    const began = performance.now();
    compose('stop', 'api', 'worker');
    figure(`API and two workers stopped ${secondsSince(began)} after SIGTERM`);
    expect([exitCode('api'), exitCode('worker'), exitCode('worker', 2)]).toEqual([0, 0, 0]);
    compose('stop');
    await up();
    expect(await client.request('GET', '/integrations')).toMatchObject({ status: 200 });
  });
});
