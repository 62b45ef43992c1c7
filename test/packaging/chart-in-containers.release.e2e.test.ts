import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../config/free-port.ts';
import { asSuperuser, handToOwner, roleUrls } from '../../embedded/postgres/roles.ts';
import { SeatwiseClient, waitFor } from '../../embedded/tour/seatwise-client.ts';
import { postgresAdminUrl } from '../environment/database.ts';
import { readText } from '../documentation/markdown.ts';
import { testNamespace } from '../environment/temporal.ts';
import * as chart from './chart.ts';
import { leastValues } from './chart-values.ts';
import { podman, podmanEnds, whyNoContainers } from './containers.ts';
import { buildSeatwise, firstPasswordIn, seatwiseImage } from './seatwise-image.ts';

const { version } = JSON.parse(readText('package.json')) as { version: string };

jest.setTimeout(30 * 60_000);

const missing = chart.missingTools.length > 0 ? `${chart.missingTools.join(', ')} missing` : null;
const reason = whyNoContainers() ?? missing;
if (reason !== null) console.warn(`SKIPPED: the pods of the chart were not run: ${reason}`);

/** Podman in place of a cluster: users, groups, volumes, limits, environment, and commands as the chart has them. */
(reason === null ? describe : describe.skip)('the pods of the chart', () => {
  const started: string[] = [];
  let folder: string;
  let database: URL;
  let secrets: Readonly<Record<string, chart.Labels>>;
  let programs: readonly chart.Program[];

  beforeAll(async () => {
    buildSeatwise();
    folder = mkdtempSync(join(tmpdir(), 'seatwise-pods-'));
    chmodSync(folder, 0o711);
    database = new URL(postgresAdminUrl());
    const made = `pods_${randomUUID().replaceAll('-', '')}`;
    await asSuperuser(database.href, async (client) => void (await client.query(`create database ${made}`)));
    database.pathname = `/${made}`;
    await handToOwner(database.href);
    const urls = roleUrls(database.href);
    const { address, namespace } = await testNamespace();
    secrets = {
      keys: { 'master-key': randomBytes(32).toString('base64') },
      'db-owner': { 'database-url-owner': urls.owner },
      'db-api': { 'database-url-api': urls.api },
      'db-worker': { 'database-url-worker': urls.worker },
      'db-commands': { 'database-url-commands': urls.commands },
      metrics: { 'metrics-key': 'key-of-the-metrics' },
    };
    ({ programs } = chart.render({
      ...leastValues,
      temporal: { address, namespace },
      metricsKey: { existingSecret: 'metrics' },
      backups: { existingClaim: 'backups', schedule: '15 2 * * *' },
      settings: { AUDIT_CHECKPOINT_INTERVAL_MS: '1000' },
      worker: { deployment: 'seatwise' },
    }));
    for (const claim of ['test-seatwise-audit-anchors', 'backups']) {
      mkdirSync(join(folder, claim));
      chownSync(join(folder, claim), 0, 1000);
      chmodSync(join(folder, claim), 0o2770);
    }
  });
  afterAll(async () => {
    for (const container of started) podmanEnds('rm', '--force', container);
    const made = database.pathname.slice(1);
    await asSuperuser(
      postgresAdminUrl(),
      async (client) => void (await client.query(`drop database ${made} with (force)`)),
    );
    rmSync(folder, { recursive: true, force: true });
  });

  /** What a volume is in podman; where the chart says nothing else, a container cannot write. */
  function volumeFlags({ name, template, container }: chart.Program): readonly string[] {
    return container.volumeMounts.flatMap((mount) => {
      const volume = template.spec.volumes.find((one) => one.name === mount.name);
      if (volume?.emptyDir !== undefined) return ['--tmpfs', `${mount.mountPath}:size=64m,mode=1777`];
      const claim = volume?.persistentVolumeClaim?.claimName;
      if (claim !== undefined) return ['--volume', `${join(folder, claim)}:${mount.mountPath}`];
      const into = join(folder, name);
      const files = volume?.projected?.sources.flatMap(({ secret }) =>
        secret.items.map(({ key, path }) => [path, secrets[secret.name]?.[key] ?? ''] as const),
      );
      chart.mountFiles(into, volume?.projected?.defaultMode ?? 0, Object.fromEntries(files ?? []));
      const { fsGroup } = template.spec.securityContext;
      for (const path of ['.', ...readdirSync(into, { recursive: true, encoding: 'utf8' })])
        chownSync(join(into, path), 0, fsGroup);
      return ['--volume', `${into}:${mount.mountPath}:ro`];
    });
  }

  const flags = (program: chart.Program, port?: number): readonly string[] => {
    const { runAsUser, runAsGroup } = program.template.spec.securityContext;
    const { securityContext: own, resources, env } = program.container;
    return [
      ...['--network', 'host', '--user', `${runAsUser}:${runAsGroup}`, '--memory', resources.limits.memory.replace('Mi', 'm')],
      ...(own.readOnlyRootFilesystem ? ['--read-only'] : []),
      ...(own.allowPrivilegeEscalation ? [] : ['--security-opt', 'no-new-privileges']),
      ...own.capabilities.drop.flatMap((name) => ['--cap-drop', name.toLowerCase()]),
      ...volumeFlags(program),
      ...env.flatMap(({ name, value, valueFrom: from }) => [
        '--env',
        `${name}=${value ?? secrets[from?.secretKeyRef.name ?? '']?.[from?.secretKeyRef.key ?? ''] ?? ''}`,
      ]),
      // All share the network of this machine.
      ...(port === undefined ? [] : ['--env', `PORT=${port}`]),
    ];
  }; // prettier-ignore

  const named = (name: string): chart.Program => {
    const program = programs.find((one) => one.name === name);
    if (program === undefined) throw new Error(`There is no ${name}`);
    return program;
  };

  /** Runs a job to its end. */
  const job = (name: string) =>
    podmanEnds(
      'run',
      '--rm',
      '--no-healthcheck',
      ...flags(named(name)),
      seatwiseImage,
      ...named(name).container.command,
    );

  /** Starts a program and waits until its probe answers. */
  async function start(name: string): Promise<{ readonly container: string; readonly origin: string }> {
    const program = named(name);
    const port = await freePort();
    const container = `${name}-${randomUUID().slice(0, 8)}`;
    started.push(container);
    podman('run', '--detach', '--no-healthcheck', '--name', container, ...flags(program, port), seatwiseImage, ...program.container.command);
    const origin = `http://127.0.0.1:${port}`;
    await waitFor(`${name} to be ready`, 120_000, async () => {
      if (podman('inspect', '--format', '{{.State.Running}}', container) !== 'true')
        throw new Error(`it ended: ${podmanEnds('logs', container).stdout}`);
      const { path } = program.container.readinessProbe!.httpGet;
      return fetch(`${origin}${path}`).then(({ ok }) => (ok ? true : null), () => null);
    });
    return { container, origin };
  } // prettier-ignore

  let password: string;
  it('migrate, and print a first sign-in', () => {
    const { status, stdout, stderr } = job('migrate');
    expect([status, stderr]).toEqual([0, '']);
    password = firstPasswordIn(stdout);
  });

  it('serve, work, are promoted, verify, back up, and end in order', async () => {
    const api = await start('api');
    const ofVersion = `worker-${version.replaceAll('.', '-')}-`;
    const worker = await start(programs.find(({ name }) => name.startsWith(ofVersion))?.name ?? ofVersion);
    const promoted = job('promote');
    expect([promoted.status, promoted.stderr]).toEqual([0, '']);
    expect(promoted.stdout).toContain(`${version}-`);
    const metrics = await fetch(`${api.origin}/metrics`, { headers: { Authorization: 'Bearer key-of-the-metrics' } });
    expect(metrics.status).toBe(200);
    // Audited, so that there is something to anchor.
    await new SeatwiseClient(api.origin).signInFirst('admin@seatwise.local', password);
    const anchors = join(folder, 'test-seatwise-audit-anchors');
    await waitFor('external anchors', 30_000, () => Promise.resolve(readdirSync(anchors).length > 0 || null));
    const verified = job('audit-verify');
    expect([verified.status, verified.stderr]).toEqual([0, '']);
    const backedUp = job('backup');
    expect([backedUp.status, backedUp.stderr]).toEqual([0, '']);
    expect(readdirSync(join(folder, 'backups'))).toEqual([expect.stringMatching(/^seatwise-\d{8}T\d{6}Z\.backup$/u)]);
    podman('exec', api.container, ...named('api').container.lifecycle!.preStop.exec.command);
    for (const { container } of [api, worker]) {
      podman('stop', '--time', '70', container);
      expect(podman('inspect', '--format', '{{.State.ExitCode}}', container)).toBe('0');
    }
  }); // prettier-ignore
});
