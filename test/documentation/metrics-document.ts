import { Registry } from 'prom-client';
import { createHttpMetrics } from '../../api/metrics.ts';
import type { Database } from '../../db/model/database.ts';
import { createWorkerMetrics } from '../../worker/metrics.ts';

const introduction = `# Metrics

What Seatwise exposes to Prometheus besides the metrics of the Temporal SDK (\`temporal_…\`, of workers) and of the process (\`process_…\`, \`nodejs_…\`). Where: [Metrics and alerts](../operating/metrics.md).

\`npm run docs\` generates this page from \`api/metrics.ts\` and \`worker/metrics.ts\`.`;

interface Described {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
}

/** What is registered; nothing is collected. */
function registeredBy(register: (registry: Registry) => void): readonly Described[] {
  const registry = new Registry();
  register(registry);
  return (registry.getMetricsAsArray() as unknown as readonly Described[]).filter(({ name }) =>
    name.startsWith('seatwise_'),
  );
}

const row =
  (process: string) =>
  ({ name, help, labelNames = [] }: Described): string =>
    `| \`${name}\` | ${process} | ${labelNames.length === 0 ? '–' : labelNames.join(', ')} | ${help} |`;

/** Returns docs/reference/metrics.md. */
export const metricsDocument = (): string =>
  [
    introduction,
    [
      '| Metric | Where | Labels | Meaning |',
      '|---|---|---|---|',
      ...registeredBy((registry) => createHttpMetrics({} as Database, null, registry)).map(row('API')),
      ...registeredBy(createWorkerMetrics).map(row('worker')),
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
