import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseEnvironment } from '../../config/environment.ts';
import { environmentVariables } from '../documentation/documented-variables.ts';
import { projectFolder, readText } from '../documentation/markdown.ts';
import * as chart from './chart.ts';
import { installations, leastValues, rejected } from './chart-values.ts';

const { missingTools } = chart;
if (missingTools.length > 0)
  console.warn(
    `SKIPPED: ${missingTools.join(' and ')} not found, so the chart was not rendered (docs/testing.md).`,
  );

const volumeKinds: ReadonlySet<string> = new Set(['name', 'emptyDir', 'persistentVolumeClaim', 'projected']);
interface ServiceMonitor {
  readonly endpoints: readonly { readonly relabelings: readonly { readonly replacement: string }[] }[];
}

const mounted = '/run/secrets/seatwise';
const claimOf = ({ template }: chart.Program, name: string): string | undefined =>
  template.spec.volumes.find((volume) => volume.name === name)?.persistentVolumeClaim?.claimName;
const valueOf = ({ container }: chart.Program, name: string): string | undefined =>
  container.env.find((variable) => variable.name === name)?.value;
const secretsOf = ({ template, container }: chart.Program): readonly string[] => [
  ...template.spec.volumes
    .flatMap(({ projected }) => projected?.sources ?? [])
    .map(({ secret }) => secret.name),
  ...container.env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef.name ?? []),
];
const selects = (selector: chart.Labels, labels: chart.Labels): boolean =>
  Object.entries(selector).every(([name, value]) => labels[name] === value);

/** What the files of a secret would hold. */
const contents: Readonly<Record<string, string>> = {
  'master-key': Buffer.from('f3b1c27d90e84a5566778a9bacbdced0', 'utf8').toString('base64'),
  'database-url': 'postgresql://seatwise_api:secret@db.example.com:5432/seatwise?sslmode=verify-full',
};

(missingTools.length > 0 ? describe.skip : describe)('the chart', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'seatwise-chart-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  describe.each(Object.entries(installations))('with %s', (_, values) => {
    let rendered: chart.Rendered;
    beforeAll(() => {
      rendered = chart.render(values);
    });
    const named = (name: string): chart.Program => {
      const found = rendered.programs.find((program) => program.name === name);
      if (found === undefined) throw new Error(`There is no ${name}`);
      return found;
    };

    it('renders what Kubernetes accepts', () => {
      expect(rendered.resources.length).toBeGreaterThan(5);
      expect(chart.faultsBySchema(rendered.text, folder)).toEqual([]);
    });

    it('runs every program without root, privileges, a token, or a file system that it can write', () => {
      expect(rendered.programs.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['api', 'worker', 'migrate', 'commands']),
      );
      for (const { template, container } of rendered.programs) {
        expect(template.spec.automountServiceAccountToken).toBe(false);
        expect(template.spec.securityContext).toMatchObject({
          runAsNonRoot: true,
          seccompProfile: { type: 'RuntimeDefault' },
        });
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        // What is written elsewhere than to /tmp stays.
        const temporary = template.spec.volumes.filter((volume) => volume.emptyDir !== undefined);
        expect(temporary.map(({ name }) => name)).toEqual(['tmp']);
        expect(container.volumeMounts).toContainEqual({ name: 'tmp', mountPath: '/tmp' });
        const kinds = template.spec.volumes.flatMap((volume) => Object.keys(volume));
        expect(new Set(kinds)).toEqual(new Set([...kinds, 'name'].filter((kind) => volumeKinds.has(kind))));
      }
    });

    it('starts programs that the image has', () => {
      const started = rendered.programs.flatMap(({ container }) =>
        [...container.command.join(' ').matchAll(/\bdist\/([\w/-]+)\.js\b/gu)].map(([, path]) => path ?? ''),
      );
      expect(started.length).toBeGreaterThanOrEqual(3);
      for (const path of started) expect(existsSync(join(projectFolder, `${path}.ts`))).toBe(true);
    });

    it('sets only variables that are read, each once, and none that is secret', () => {
      const known = new Map(environmentVariables.map((variable) => [variable.name, variable]));
      const official = /^(NODE_OPTIONS|TEMPORAL_(API_KEY|CONFIG_FILE|PROFILE|TLS|TLS_[A-Z_]+_(PATH|NAME)))$/u;
      for (const { container } of rendered.programs) {
        const names = container.env.map(({ name }) => name);
        expect(names).toEqual([...new Set(names)]);
        expect(names.filter((name) => !known.has(name) && !official.test(name))).toEqual([]);
        for (const { name, value, valueFrom } of container.env)
          if (known.get(name)?.secret === true || name === 'TEMPORAL_API_KEY')
            expect([name, value, valueFrom?.secretKeyRef.key]).toEqual([name, undefined, expect.any(String)]);
      }
      expect(rendered.resources.map(({ kind }) => kind)).not.toContain('Secret');
    });

    it('gives each program an environment that it accepts, with files that are mounted', () => {
      for (const { name, template, container } of rendered.programs) {
        const within = join(folder, name, 'run');
        const volume = template.spec.volumes.find(({ projected }) => projected !== undefined);
        const paths =
          volume?.projected?.sources.flatMap(({ secret }) => secret.items).map(({ path }) => path) ?? [];
        expect(paths).toEqual([...new Set(paths)]);
        mkdirSync(within, { recursive: true, mode: 0o700 });
        for (const path of paths) writeFileSync(join(within, path), contents[path] ?? '', { mode: 0o440 });
        const environment = Object.fromEntries(
          container.env.map(({ name: variable, value }) => [
            variable,
            value?.startsWith(mounted) === true
              ? value.replace(mounted, within)
              : (value ?? 'from-a-secret-of-the-cluster'),
          ]),
        );
        for (const value of Object.values(environment))
          if (value.startsWith(within)) expect([value, existsSync(value)]).toEqual([value, true]);
        expect(container.volumeMounts).toContainEqual(expect.objectContaining({ mountPath: mounted }));
        expect(volume?.projected?.defaultMode).toBe(0o440);
        expect(parseEnvironment(environment)).toMatchObject({ NODE_ENV: 'production', SANDBOX: false });
        rmSync(join(folder, name), { recursive: true });
      }
    });

    it('gives each program only its own database role', () => {
      const roles = ['db-owner', 'db-api', 'db-worker', 'db-commands'];
      for (const program of rendered.programs) {
        const role = { migrate: 'owner', api: 'api', worker: 'worker' }[program.name] ?? 'commands';
        expect(secretsOf(program).filter((name) => roles.includes(name))).toEqual([`db-${role}`]);
      }
    });

    it('keeps the external anchors of the audit on one claim, for workers and commands', () => {
      const keepers = rendered.programs.filter(({ name }) => !['api', 'migrate'].includes(name));
      const claims = keepers.map((program) => claimOf(program, 'audit-anchors'));
      expect([...new Set(claims)]).toEqual([expect.any(String)]);
      for (const program of keepers)
        expect(program.container.volumeMounts).toContainEqual({
          name: 'audit-anchors',
          mountPath: valueOf(program, 'AUDIT_ANCHOR_FOLDER'),
        });
      const made = rendered.resources.find(({ kind }) => kind === 'PersistentVolumeClaim');
      if (made === undefined) return;
      expect(made.metadata).toMatchObject({
        name: claims[0],
        annotations: { 'helm.sh/resource-policy': 'keep' },
      });
    });

    it('migrates before anything else changes, and lets workers finish', () => {
      const job = rendered.resources.find(({ kind }) => kind === 'Job');
      expect(job?.metadata.annotations).toMatchObject({ 'helm.sh/hook': 'pre-install,pre-upgrade' });
      const backups =
        claimOf(named('migrate'), 'backups') === undefined ? 'elsewhere' : '/var/lib/seatwise/backups';
      expect(valueOf(named('migrate'), 'DATABASE_BACKUP')).toBe(backups);
      const force = Number(/shutdownForceMs: (\d+)_000/u.exec(readText('worker/main.ts'))?.[1]);
      expect(named('worker').template.spec.terminationGracePeriodSeconds).toBeGreaterThan(force + 20);
    });

    it('selects pods that exist, by ports that they have', () => {
      const pods = rendered.programs.map(({ template, container }) => ({
        labels: template.metadata.labels,
        container,
      }));
      const selecting = rendered.resources.flatMap(({ kind, metadata, spec }) => {
        const fields = (spec ?? {}) as { selector?: chart.Labels & { matchLabels?: chart.Labels }; podSelector?: { matchLabels: chart.Labels } };
        const selector = kind === 'Service' ? fields.selector : (fields.selector?.matchLabels ?? fields.podSelector?.matchLabels);
        return selector === undefined ? [] : [{ kind, name: metadata.name, selector }];
      }); // prettier-ignore
      expect(selecting.length).toBeGreaterThanOrEqual(5);
      for (const { kind, name, selector } of selecting) {
        const candidates = kind === 'ServiceMonitor'
          ? rendered.resources.filter((one) => one.kind === 'Service').map(({ metadata }) => metadata)
          : pods; // prettier-ignore
        const found = candidates.filter(({ labels }) => selects(selector, labels));
        expect([kind, name, found.length > 0]).toEqual([kind, name, true]);
        for (const one of found)
          if (kind === 'Service' && 'container' in one)
            expect(one.container.ports?.map((port) => port.name)).toEqual(['http']);
      }
    });

    it('has a network policy for every pod, or for none, and none that reaches a metadata service', () => {
      const policies = rendered.resources
        .filter(({ kind }) => kind === 'NetworkPolicy')
        .map(
          ({ spec }) =>
            spec as { podSelector: { matchLabels: chart.Labels }; policyTypes: readonly string[] },
        );
      const covered = rendered.programs.filter(({ template }) =>
        policies.some(({ podSelector }) => selects(podSelector.matchLabels, template.metadata.labels)),
      );
      expect(covered).toHaveLength(policies.length === 0 ? 0 : rendered.programs.length);
      for (const policy of policies) {
        expect(policy.policyTypes).toEqual(['Ingress', 'Egress']);
        for (const [, except] of JSON.stringify(policy).matchAll(/"0\.0\.0\.0\/0","except":\[([^\]]*)\]/gu))
          expect(except).toContain('169.254.0.0/16');
      }
    });
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

  it('stops the only worker before its successor, where the claim is on one node, and keeps commands beside it', () => {
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
