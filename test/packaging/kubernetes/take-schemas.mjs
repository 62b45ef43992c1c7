import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

/**
 * Takes the schemas by which the chart's test validates what the chart renders:
 *
 *     node test/packaging/kubernetes/take-schemas.mjs <_definitions.json> <prometheus-operator>
 *
 * The first is `v1.30.0-local-strict/_definitions.json` of the PyPI package kubernetes-validate 1.37.0: Kubernetes' own
 * OpenAPI of the oldest version that Chart.yaml allows, without unknown fields. The second is the folder of the Go module
 * github.com/prometheus-operator/prometheus-operator 0.85.0. Kept is what the chart's kinds reach, one definition a line;
 * volumes of vendors and texts for people are left out.
 */
const kinds = [
  'apps.v1.Deployment',
  'batch.v1.CronJob',
  'batch.v1.Job',
  'core.v1.ConfigMap',
  'core.v1.PersistentVolumeClaim',
  'core.v1.Service',
  'networking.v1.Ingress',
  'networking.v1.NetworkPolicy',
  'policy.v1.PodDisruptionBudget',
].map((kind) => `io.k8s.api.${kind}`);
const customKinds = ['prometheusrules', 'servicemonitors'];
const keptVolumes = [
  'configMap',
  'downwardAPI',
  'emptyDir',
  'name',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

const [, , definitionsFile, operatorFolder] = process.argv;
const { $defs: all } = JSON.parse(readFileSync(definitionsFile, 'utf8'));
const kept = {};
const wanted = [...kinds];
for (const name of wanted) {
  kept[name] ??= trimmed(name.endsWith('.v1.Volume') ? onlyKeptVolumes(all[name]) : all[name]);
  const references = JSON.stringify(kept[name]).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/gu);
  wanted.push(...[...references].map(([, found]) => found).filter((found) => !wanted.includes(found)));
}
for (const plural of customKinds) {
  const file = `${operatorFolder}/example/prometheus-operator-crd/monitoring.coreos.com_${plural}.yaml`;
  const { spec } = parse(readFileSync(file, 'utf8'));
  kept[`${spec.group}.${spec.versions[0].name}.${spec.names.kind}`] = closed(
    trimmed(spec.versions[0].schema.openAPIV3Schema),
  );
}
const lines = Object.entries(kept)
  .sort(([one], [other]) => (one < other ? -1 : 1))
  .map(([name, schema]) => `${JSON.stringify(name)}: ${JSON.stringify(schema)}`);
writeFileSync(new URL('schemas.json', import.meta.url), `{ "$defs": {\n${lines.join(',\n')}\n} }\n`);

function onlyKeptVolumes({ properties, ...rest }) {
  const entries = Object.entries(properties).filter(([name]) => keptVolumes.includes(name));
  return { ...rest, properties: Object.fromEntries(entries) };
}

/** Without descriptions, what only Kubernetes' own tools read, and what only a server writes. */
function trimmed(value) {
  if (Array.isArray(value)) return value.map(trimmed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(
    ([key, inner]) =>
      !(key === 'description' && typeof inner === 'string') &&
      !key.startsWith('x-kubernetes-') &&
      !(key === 'status' && typeof inner === 'object'),
  );
  return Object.fromEntries(entries.map(([key, inner]) => [key, trimmed(inner)]));
}

/** Custom resources allow unknown fields, which the server then drops in silence; `metadata` is Kubernetes' own. */
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  const { properties } = inner;
  if (properties?.metadata !== undefined && properties.spec !== undefined)
    properties.metadata = { $ref: '#/$defs/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' };
  return properties === undefined ? inner : { ...inner, additionalProperties: false };
}
