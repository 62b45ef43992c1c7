import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { BlockList } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { connections } from '../../config/connections.ts';
import { projectFolder, readText } from '../documentation/markdown.ts';
import * as chart from './chart.ts';
import { installations, leastValues, rejected } from './chart-values.ts';

const { writePublishedChart } = jest.requireActual<{
  writePublishedChart: (chart: Readonly<Record<'from' | 'into' | 'repository' | 'digest', string>>) => void;
}>('../../scripts/published-chart.mjs');

interface NetworkPolicy {
  readonly egress: readonly {
    readonly ports?: readonly { readonly port: number }[];
    readonly to?: readonly {
      readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
    }[];
  }[];
}

interface ServiceMonitor {
  readonly endpoints: readonly { readonly relabelings: readonly { readonly replacement: string }[] }[];
}

(chart.missingTools.length > 0 ? describe.skip : describe)('the chart', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'seatwise-chart-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** Whether a program's policy lets it open a connection to this address; a rule without addresses leads to any. */
  function reaches(values: chart.Values, program: string, address: string, port: number): boolean {
    const policy = chart
      .render(values)
      .resources.find(
        ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name.endsWith(`-${program}`),
      );
    const family = address.includes(':') ? 'ipv6' : 'ipv4';
    const within = (ranges: readonly string[]): boolean => {
      const list = new BlockList();
      for (const range of ranges) {
        const [net = '', bits] = range.split('/');
        // Node takes an IPv4 address for one of ::/0.
        if (net.includes(':') === address.includes(':')) list.addSubnet(net, Number(bits), family);
      }
      return list.check(address, family);
    };
    const { egress } = (policy?.spec ?? { egress: [] }) as NetworkPolicy;
    return egress.some(
      ({ ports, to }) =>
        (ports?.some((one) => one.port === port) ?? true) &&
        (to?.some(
          ({ ipBlock }) => ipBlock !== undefined && within([ipBlock.cidr]) && !within(ipBlock.except ?? []),
        ) ??
          true),
    );
  }
  const withPolicy = (networkPolicy: object, settings = {}): chart.Values => ({
    ...leastValues,
    networkPolicy,
    settings,
  });

  it('sends a worker only to public addresses, unless private ones are allowed', () => {
    expect(reaches(leastValues, 'worker', '198.51.100.9', 443)).toBe(true);
    expect(reaches(leastValues, 'worker', '10.1.2.3', 443)).toBe(false);
    expect(reaches(withPolicy({}, { OUTBOUND_ALLOW_PRIVATE: 'yes' }), 'worker', '10.1.2.3', 443)).toBe(true);
  });

  it.each([
    ['none, where none is named', [], [false, false, false]],
    ['those that are named', ['203.0.113.7', '2001:db8::/32'], [true, true, false]],
    ['every public address', 'any', [true, true, true]],
  ])('lets the API reach identity providers: %s', (_, identityProviders, expected) => {
    const values = withPolicy({ identityProviders });
    const addresses = ['203.0.113.7', '2001:db8::9', '198.51.100.9'];
    expect(addresses.map((address) => reaches(values, 'api', address, 443))).toEqual(expected);
    for (const [address, port] of [['203.0.113.7', 8443], ['10.1.2.3', 443], ['169.254.169.254', 443]] as const)
      expect([address, reaches(values, 'api', address, port)]).toEqual([address, false]);
    const api = chart.render(values).programs.find(({ name }) => name === 'api');
    expect(api && chart.valueOf(api, 'IDENTITY_PROVIDERS_BLOCKED')).toBe(expected[0] ? undefined : 'yes');
  }); // prettier-ignore

  it('lets each program reach what the list of connections says, and nothing else', () => {
    const values = withPolicy({ identityProviders: ['203.0.113.7'] });
    const samples = {
      dns: ['10.96.0.10', 53], postgresql: ['10.1.2.3', 5432], temporal: ['10.1.2.4', 7233],
      'identity-providers': ['203.0.113.7', 443], vendors: ['198.51.100.9', 443], receivers: ['198.51.100.10', 443],
    } as const; // prettier-ignore
    for (const program of ['api', 'worker', 'commands', 'migrate'] as const)
      for (const [to, [address, port]] of Object.entries(samples)) {
        const listed = connections.filter((one) => one.program === program).map((one) => one.to);
        // A worker may reach a provider's address as it may any: what differs by destination alone no policy can tell.
        const may = listed.some((one) => one === to || (port === 443 && one === 'vendors'));
        expect([program, to, reaches(values, program, address, port)]).toEqual([program, to, may]);
      }
  });

  it('gives every pod the further variables and files that values name, and has an icon', () => {
    const { programs } = chart.render(installations['the most'] ?? {});
    for (const { name, container, template } of programs) {
      expect([name, container]).toMatchObject([
        name,
        { envFrom: [{ secretRef: { name: 'seatwise-extra' } }] },
      ]);
      expect(container.volumeMounts).toContainEqual({
        name: 'proxy-ca',
        mountPath: '/etc/proxy-ca',
        readOnly: true,
      });
      expect(template.spec.volumes).toContainEqual({ name: 'proxy-ca', configMap: { name: 'proxy-ca' } });
    }
    const { icon } = parse(readText('deploy/chart/Chart.yaml')) as { icon: string };
    expect(Buffer.from(icon.split('base64,')[1] ?? '', 'base64').toString()).toBe(
      readText('web/public/icon.svg').trim(),
    );
  });

  it('deletes old backups with the newest, where values say how many stay', () => {
    const backupOf = (keep?: number): string => {
      const values = { ...leastValues, backups: { existingClaim: 'backups', schedule: '15 2 * * *', keep } };
      return (
        chart
          .render(values)
          .programs.find(({ name }) => name === 'backup')
          ?.container.command.join(' ') ?? ''
      );
    };
    expect(backupOf(30)).toContain(
      'main.js backup --keep 30 /var/lib/seatwise/backups/seatwise-$(date -u +%Y%m%dT%H%M%SZ).backup',
    );
    expect(backupOf()).not.toContain('--keep');
  });

  it('stops the only worker before its successor, where the claim is on one node, and keeps commands on its node', () => {
    const { resources, programs } = chart.render(installations['one worker, with a claim on one node'] ?? {});
    const strategies = resources
      .filter(({ kind }) => kind === 'Deployment')
      .map(({ metadata, spec }) => [metadata.name, (spec as { strategy: { type?: string } }).strategy.type]);
    expect(strategies).toContainEqual(['test-seatwise-worker', 'Recreate']);
    for (const { name, template } of programs)
      expect([name, template.spec.affinity?.podAffinity !== undefined]).toEqual([
        name,
        !['api', 'worker', 'migrate'].includes(name),
      ]);
  });

  it('keeps the workers of an earlier version of a Worker Deployment, and promotes the next one', () => {
    const versioned = (tag: string) =>
      chart.render({
        ...leastValues,
        image: { ...leastValues.image, tag },
        worker: { deployment: 'seatwise' },
      });
    const workers = ['0.1.0', '0.2.0-rc.1'].map((tag) =>
      versioned(tag).resources.find(({ metadata }) => metadata.name.startsWith('test-seatwise-worker-')),
    );
    expect(workers.map((worker) => worker?.metadata)).toMatchObject([
      {
        name: expect.stringMatching(/^test-seatwise-worker-0-1-0-[0-9a-f]{8}$/u),
        annotations: { 'helm.sh/resource-policy': 'keep' },
      },
      {
        name: expect.stringMatching(/^test-seatwise-worker-0-2-0-rc-1-[0-9a-f]{8}$/u),
        annotations: { 'helm.sh/resource-policy': 'keep' },
      },
    ]);
    const alike = [
      '1.2',
      '1-2',
      '1_2',
      '1.2-',
      'A',
      'a',
      `main-20261201120000-${'a'.repeat(7)}`,
      `main-20261201120000-${'b'.repeat(7)}`,
    ];
    const names = alike.map(
      (tag) =>
        versioned(tag).resources.find(({ metadata }) => metadata.name.startsWith('test-seatwise-worker-'))
          ?.metadata.name,
    );
    expect(new Set(names).size).toBe(alike.length);
    // By which README.md stops them before a restore.
    for (const worker of workers)
      expect(worker?.metadata.labels).toMatchObject({
        'app.kubernetes.io/instance': 'test',
        'app.kubernetes.io/component': 'worker',
      });
    const selectors = workers.map((worker) => (worker?.spec as { selector: object } | undefined)?.selector);
    expect(selectors[0]).not.toEqual(selectors[1]);
    const { resources, programs } = versioned('0.2.0');
    expect(
      programs
        .filter((program) => chart.valueOf(program, 'WORKER_DEPLOYMENT') === 'seatwise')
        .map(chart.componentOf),
    ).toEqual(programs.map(chart.componentOf).filter((name) => ['worker', 'commands'].includes(name)));
    const job = resources.find(({ metadata }) => metadata.name === 'test-seatwise-promote');
    expect(job?.metadata.annotations).toMatchObject({ 'helm.sh/hook': 'post-install,post-upgrade' });
    expect(programs.find(({ name }) => name === 'promote')?.container.command.slice(2)).toEqual([
      'release',
      'promote',
      '--wait',
      '600',
    ]);
  });

  it('runs the image of its release, as published, until values name another', () => {
    const into = join(folder, 'published');
    const digest = `sha256:${'a'.repeat(64)}`;
    writePublishedChart({ from: chart.chartFolder, into, repository: 'ghcr.example/seatwise', digest });
    const { appVersion } = parse(readText('deploy/chart/Chart.yaml')) as { appVersion: string };
    const imagesWith = (image: object): readonly string[] => [
      ...new Set(chart.render({ ...leastValues, image }, into).programs.map(({ container }) => container.image)),
    ];
    expect(imagesWith({})).toEqual([`ghcr.example/seatwise@${digest}`]);
    expect(imagesWith({ tag: '0.0.9' })).toEqual(['ghcr.example/seatwise:0.0.9']);
    expect(imagesWith({ repository: 'own.example/seatwise' })).toEqual([`own.example/seatwise:${appVersion}`]);
    expect(imagesWith({ repository: 'own.example/seatwise', digest })).toEqual([`own.example/seatwise@${digest}`]);
  }); // prettier-ignore

  it('has the alert rules and dashboards of deploy, also when packaged', () => {
    const packed = spawnSync('helm', ['package', chart.chartFolder, '--destination', folder], {
      encoding: 'utf8',
    });
    expect([packed.status, packed.stderr]).toEqual([0, expect.any(String)]);
    const file = /saved it to: (\S+)/u.exec(packed.stdout)?.[1] ?? '';
    const { resources } = chart.render(installations['the most'] ?? {}, file);
    const ofKind = (wanted: string) => resources.filter(({ kind }) => kind === wanted);
    expect(ofKind('PrometheusRule').map(({ spec }) => spec)).toEqual([parse(readText('deploy/alerts.yml'))]);
    const dashboards = readdirSync(join(projectFolder, 'deploy', 'dashboards'));
    expect(ofKind('ConfigMap').map(({ data }) => data)).toEqual([
      Object.fromEntries(dashboards.map((name) => [name, readText(`deploy/dashboards/${name}`)])),
    ]);
    // Dashboards select by the job.
    const jobs = ofKind('ServiceMonitor').flatMap(({ spec }) => (spec as ServiceMonitor).endpoints);
    const asDocumented = [...readText('deploy/README.md').matchAll(/job_name: (seatwise-\w+)/gu)];
    expect(jobs.map(({ relabelings }) => relabelings[0]?.replacement)).toEqual(
      asDocumented.map(([, job]) => job),
    );
  });

  it.each(rejected)('rejects %j', (change, says) => {
    const { status, stderr } = chart.helmTemplate({ ...leastValues, ...change });
    expect([status, stderr]).toEqual([1, expect.stringMatching(says)]);
  });

  it('is validated by schemas that know mistakes', () => {
    const { text } = chart.render(leastValues);
    expect(chart.faultsBySchema(text.replace('replicas: 2', 'replicas: two'), folder)).toEqual([expect.stringContaining('replicas')]);
    expect(chart.faultsBySchema(text.replace('readOnlyRootFilesystem', 'readonlyRootFilesystem'), folder)).toEqual([expect.stringContaining('readonlyRootFilesystem')]);
  }); // prettier-ignore

  it('passes the linter of Helm', () => {
    const values = join(folder, 'values.yaml');
    writeFileSync(values, JSON.stringify(leastValues));
    const { status, stdout } = spawnSync('helm', ['lint', '--strict', chart.chartFolder, '--values', values], { encoding: 'utf8' }); // prettier-ignore
    expect([status, stdout]).toEqual([0, expect.stringContaining('0 chart(s) failed')]);
  });
});
