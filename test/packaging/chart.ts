import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { projectFolder } from '../documentation/markdown.ts';

/** Renders deploy/chart with Helm, and validates the result by Kubernetes' own schemas. */

export const chartFolder = join(projectFolder, 'deploy', 'chart');
const kubernetesVersion = '1.30.0';

/** Names of programs that are not on the PATH. */
export const missingTools: readonly string[] = ['helm', 'kubeconform'].filter(
  (tool) => spawnSync(tool, [tool === 'helm' ? 'version' : '-v']).error !== undefined,
);

export type Values = Readonly<Record<string, unknown>>;

export interface Environment {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}
export interface Source {
  readonly secret: {
    readonly name: string;
    readonly items: readonly { readonly key: string; readonly path: string }[];
  };
}
export interface Volume {
  readonly name: string;
  readonly emptyDir?: object;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly projected?: { readonly defaultMode: number; readonly sources: readonly Source[] };
}
export interface Container {
  readonly image: string;
  readonly command: readonly string[];
  readonly env: readonly Environment[];
  readonly ports?: readonly { readonly name: string }[];
  readonly readinessProbe?: { readonly httpGet: { readonly path: string } };
  readonly lifecycle?: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
  readonly resources: { readonly limits: { readonly memory: string } };
  readonly securityContext: {
    readonly readOnlyRootFilesystem: boolean;
    readonly allowPrivilegeEscalation: boolean;
    readonly capabilities: { readonly drop: readonly string[] };
  };
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}
export interface PodSpec {
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
  readonly terminationGracePeriodSeconds: number;
  readonly automountServiceAccountToken: boolean;
  readonly securityContext: {
    readonly runAsUser: number;
    readonly runAsGroup: number;
    readonly fsGroup: number;
  };
  readonly affinity?: { readonly podAffinity?: object };
}
export interface PodTemplate {
  readonly metadata: { readonly labels: Labels };
  readonly spec: PodSpec;
}
export type Labels = Readonly<Record<string, string>>;
export interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Labels; readonly annotations?: Labels };
  /** Its fields differ by kind; a ConfigMap has none. */
  readonly spec?: unknown;
  readonly data?: Labels;
}

/** A pod of the chart: of a Deployment, a Job, or a CronJob. */
export interface Program {
  readonly name: string;
  readonly kind: string;
  readonly template: PodTemplate;
  readonly container: Container;
}

export interface Rendered {
  /** As Helm wrote it. */
  readonly text: string;
  readonly resources: readonly Resource[];
  readonly programs: readonly Program[];
}

/** `api`, `worker`, `migrate`, or `commands`. */
export const componentOf = ({ template }: Program): string =>
  template.metadata.labels['app.kubernetes.io/component'] ?? '';

export const valueOf = ({ container }: Program, name: string): string | undefined =>
  container.env.find((variable) => variable.name === name)?.value;

/** Exit code, standard output, and standard error of `helm template`. `chart`: another than the folder. */
export function helmTemplate(values: Values, chart = chartFolder) {
  return spawnSync(
    'helm',
    ['template', 'test', chart, '--kube-version', kubernetesVersion, '--values', '-'],
    {
      encoding: 'utf8',
      input: JSON.stringify(values),
    },
  );
}

/** Throws with what Helm says where it renders nothing. */
export function render(values: Values, chart = chartFolder): Rendered {
  const { status, stdout, stderr } = helmTemplate(values, chart);
  if (status !== 0) throw new Error(stderr);
  // Kubernetes reads YAML 1.1, in which 0440 is octal.
  const resources = parseAllDocuments(stdout, { version: '1.1' }).map((one) => one.toJS() as Resource);
  return { text: stdout, resources, programs: resources.flatMap(programOf) };
}

function programOf({ kind, metadata, spec }: Resource): readonly Program[] {
  const template =
    kind === 'CronJob'
      ? (spec as { jobTemplate: { spec: { template: PodTemplate } } }).jobTemplate.spec.template
      : (spec as { template?: PodTemplate } | undefined)?.template;
  const container = template?.spec.containers[0];
  return template === undefined || container === undefined
    ? []
    : [{ name: metadata.name.replace('test-seatwise-', ''), kind, template, container }];
}

/** Faults that kubeconform finds in what was rendered, by resource; unknown fields and kinds are faults too. */
export function faultsBySchema(text: string, folder: string): readonly string[] {
  const { status, stdout, stderr } = spawnSync(
    'kubeconform',
    ['-strict', '-output', 'json', '-schema-location', `${schemasIn(folder)}/{{.ResourceKind}}.json`],
    { encoding: 'utf8', input: text },
  );
  if (stdout === '') return [stderr];
  const { resources } = JSON.parse(stdout) as {
    resources: readonly { readonly kind: string; readonly name: string; readonly msg: string }[];
  };
  const faults = resources.map(({ kind, name, msg }) => `${kind} ${name}: ${msg}`);
  return status !== 0 && faults.length === 0 ? [stderr] : faults;
}

/** One file for each kind, which is what kubeconform looks for. */
function schemasIn(folder: string): string {
  const into = mkdtempSync(join(folder, 'schemas-'));
  const all = readFileSync(join(__dirname, 'kubernetes', 'schemas.json'), 'utf8');
  writeFileSync(join(into, 'schemas.json'), all);
  for (const name of Object.keys((JSON.parse(all) as { $defs: object }).$defs)) {
    const kind = name.split('.').at(-1) ?? '';
    writeFileSync(
      join(into, `${kind.toLowerCase()}.json`),
      JSON.stringify({ $ref: `schemas.json#/$defs/${name}` }),
    );
  }
  return into;
}

/** Writes files as a node mounts a projected volume with an `fsGroup`: links to a folder that it replaces as a whole. */
export function mountFiles(folder: string, mode: number, files: Labels): void {
  const current = join(folder, '..2026_12_01');
  mkdirSync(current, { recursive: true });
  chmodSync(folder, 0o3777);
  chmodSync(current, 0o2755);
  symlinkSync('..2026_12_01', join(folder, '..data'));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(current, name), content, { mode });
    symlinkSync(join('..data', name), join(folder, name));
  }
}
