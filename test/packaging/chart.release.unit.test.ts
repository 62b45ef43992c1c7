import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnvironment } from '../../config/environment.ts';
import { environmentVariables } from '../documentation/documented-variables.ts';
import { projectFolder, readText } from '../documentation/markdown.ts';
import * as chart from './chart.ts';
import { installations } from './chart-values.ts';

const { missingTools } = chart;
if (missingTools.length > 0)
  console.warn(
    `SKIPPED: ${missingTools.join(' and ')} not found, so the chart was not rendered (docs/testing.md).`,
  );

const volumeKinds: ReadonlySet<string> = new Set([
  'name',
  'emptyDir',
  'persistentVolumeClaim',
  'projected',
  'configMap',
]);

const mounted = '/run/secrets/seatwise';
const claimOf = ({ template }: chart.Program, name: string): string | undefined =>
  template.spec.volumes.find((volume) => volume.name === name)?.persistentVolumeClaim?.claimName;
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
      const found = rendered.programs.find((program) => chart.componentOf(program) === name);
      if (found === undefined) throw new Error(`There is no ${name}`);
      return found;
    };

    it('renders what Kubernetes accepts', () => {
      expect(rendered.resources.length).toBeGreaterThan(5);
      expect(chart.faultsBySchema(rendered.text, folder)).toEqual([]);
    });

    it('runs every program without root, privileges, a token, or a file system that it can write', () => {
      expect(rendered.programs.map(chart.componentOf)).toEqual(
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
      const official =
        /^(NODE_OPTIONS|OTEL_EXPORTER_OTLP_HEADERS|TEMPORAL_(API_KEY|CONFIG_FILE|PROFILE|TLS|TLS_[A-Z_]+_(PATH|NAME)))$/u;
      for (const { container } of rendered.programs) {
        const names = container.env.map(({ name }) => name);
        expect(names).toEqual([...new Set(names)]);
        expect(names.filter((name) => !known.has(name) && !official.test(name))).toEqual([]);
        for (const { name, value, valueFrom } of container.env)
          if (known.get(name)?.secret === true || /^TEMPORAL_API_KEY$|_HEADERS$/u.test(name))
            expect([name, value, valueFrom?.secretKeyRef.key]).toEqual([name, undefined, expect.any(String)]);
      }
      expect(rendered.resources.map(({ kind }) => kind)).not.toContain('Secret');
    });

    it('gives each program an environment that it accepts, with files that are mounted', () => {
      for (const { name, template, container } of rendered.programs) {
        const within = join(folder, name);
        const volume = template.spec.volumes.find(({ projected }) => projected !== undefined);
        const items = volume?.projected?.sources.flatMap(({ secret }) => secret.items) ?? [];
        const paths = items.map(({ path }) => path);
        expect(paths).toEqual([...new Set(paths)]);
        chart.mountFiles(
          within,
          volume?.projected?.defaultMode ?? 0,
          Object.fromEntries(paths.map((path) => [path, contents[path] ?? ''])),
        );
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
        rmSync(within, { recursive: true });
      }
    });

    it('gives each program only its own database role', () => {
      const roles = ['db-owner', 'db-api', 'db-worker', 'db-commands'];
      for (const program of rendered.programs) {
        const role = chart.componentOf(program) === 'migrate' ? 'owner' : chart.componentOf(program);
        expect(secretsOf(program).filter((name) => roles.includes(name))).toEqual([`db-${role}`]);
      }
    });

    it('keeps the external anchors of the audit on one claim, for workers and commands', () => {
      const keepers = rendered.programs.filter((program) =>
        ['worker', 'commands'].includes(chart.componentOf(program)),
      );
      const claims = keepers.map((program) => claimOf(program, 'audit-anchors'));
      expect([...new Set(claims)]).toEqual([expect.any(String)]);
      for (const program of keepers)
        expect(program.container.volumeMounts).toContainEqual({
          name: 'audit-anchors',
          mountPath: chart.valueOf(program, 'AUDIT_ANCHOR_FOLDER'),
        });
      const made = rendered.resources.find(({ kind }) => kind === 'PersistentVolumeClaim');
      if (made === undefined) return;
      expect(made.metadata).toMatchObject({
        name: claims[0],
        annotations: { 'helm.sh/resource-policy': 'keep' },
      });
    });

    it('migrates before anything else changes, and lets workers finish', () => {
      const job = rendered.resources.find(({ metadata }) => metadata.name === 'test-seatwise-migrate');
      expect(job?.metadata.annotations).toMatchObject({ 'helm.sh/hook': 'pre-install,pre-upgrade' });
      const backups =
        claimOf(named('migrate'), 'backups') === undefined ? 'elsewhere' : '/var/lib/seatwise/backups';
      expect(chart.valueOf(named('migrate'), 'DATABASE_BACKUP')).toBe(backups);
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
});
