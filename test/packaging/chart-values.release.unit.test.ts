import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectFolder, readText } from '../documentation/markdown.ts';
import * as chart from './chart.ts';
import { installations, leastValues, rejected } from './chart-values.ts';

const { writePublishedChart } = jest.requireActual<{
  writePublishedChart: (chart: Readonly<Record<'from' | 'into' | 'repository' | 'digest', string>>) => void;
}>('../../scripts/published-chart.mjs');

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

  it('sends a worker only to public addresses, unless private ones are allowed', () => {
    const worker = (values: chart.Values): string =>
      JSON.stringify(
        chart.render(values).resources.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name.endsWith('-worker')),
      ); // prettier-ignore
    expect(worker(leastValues)).toContain('10.0.0.0/8');
    expect(worker({ ...leastValues, settings: { OUTBOUND_ALLOW_PRIVATE: 'yes' } })).not.toContain(
      '10.0.0.0/8',
    );
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
