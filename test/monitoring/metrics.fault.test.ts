import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { codeNames, readText } from '../documentation/markdown.ts';
import { testNamespace } from '../environment/temporal.ts';
import { type TemporalProxy, withoutOperatorService } from '../environment/without-operator-service.ts';
import { housekeep } from '../product/housekeeping-steps.ts';
import { body, type Connected, finished, loaded, startSync } from '../product/lifecycle.ts';
import { type Processes, startProcesses } from '../product/processes.ts';
import { alertRules, askedBy, labelsShown } from './alert-rules.ts';
import { dashboards, promqlOf } from './dashboards/grafana.ts';
import { familiesOf, samplesOf } from './exposition.ts';

/** Of temporal.api.enums.v1.TaskQueueType, which the SDK does not export. */
const activityTasks: Readonly<Record<string, number>> = { taskQueueType: 2 };

/** Rejects what Temporal Cloud rejects; what an operator sees must be there all the same. */
let cloud: TemporalProxy;
let product: Processes;
let integration: Connected;

beforeAll(async () => {
  const temporal = await testNamespace();
  cloud = await withoutOperatorService(temporal.address);
  product = await startProcesses({ temporal, dialled: { temporalAddress: cloud.address }, byProfile: true });
  integration = await loaded(product);
});
afterAll(async () => {
  await product.close();
  await cloud.close();
});

it('API and worker take address and namespace from a TOML profile, and work where the operator service is rejected', async () => {
  // Read past the proxy, in the namespace that the profile names.
  const { workflowExecutionInfo } = await product.temporal.workflow
    .getHandle(`integration/${integration.id}`)
    .describe()
    .then(({ raw }) => raw);
  expect(workflowExecutionInfo?.type?.name).toBe('integrationWorkflow');
  expect(cloud.rejected).toEqual([]);
});

const scrape = async (): Promise<string> => [...(await product.metrics()).values()].join('\n');

/** A run is ended under the hands of its worker: what that reports next is rejected by Temporal. */
async function aRequestFails(runId: string): Promise<void> {
  const { workflowId } = await product.db
    .selectFrom('syncRun')
    .select('workflowId')
    .where('id', '=', runId)
    .executeTakeFirstOrThrow();
  await product.temporal.workflow.getHandle(workflowId).terminate('what its worker reports must be rejected');
  await waitFor('a rejected request in the metrics', 30_000, async () =>
    (await scrape()).includes('temporal_request_failure_total{') ? true : null,
  );
}

/** A workflow of a type that no worker knows: its tasks fail until it is ended. */
async function workflowTaskFails(): Promise<void> {
  const handle = await product.temporal.workflow.start('noSuchWorkflow', {
    taskQueue: 'recon',
    workflowId: 'no-such-workflow',
  });
  await waitFor('a failed workflow task in the metrics', 30_000, async () => {
    return (await scrape()).includes('temporal_workflow_task_execution_failed_total{') ? true : null;
  });
  await handle.terminate('it only had to fail');
}

/** Values of labels that stand there only while something is wrong that this life does not have. */
const onlyInTrouble: ReadonlySet<string> = new Set(['RESOURCE_EXHAUSTED']);

/** Labels that Prometheus adds to what it reads. */
const ofTarget: ReadonlySet<string> = new Set(['job', 'instance']);

/** Absent before the first closed month, and before the first backup. */
const laterInLife: ReadonlySet<string> = new Set([
  'seatwise_months_not_closed',
  'seatwise_last_backup_age_seconds',
  'seatwise_last_backup_bytes',
]);

/** Seatwise gives it in this life: kube-state-metrics gives the others. */
const isOwn = ({ metric }: { readonly metric: string }): boolean =>
  !laterInLife.has(metric) && !metric.startsWith('kube_');

describe('metrics, during a run and after a failed workflow task', () => {
  /** What API and worker told Prometheus, one scrape after the other. */
  let metrics: string;
  beforeAll(async () => {
    await finished(product, integration);
    // How old the last one is, is absent before it.
    expect((await housekeep(product)).status).toBe('COMPLETED');
    await workflowTaskFails();
    // So slow that the run is under way at the first scrape and when it is ended, on a busy machine too.
    await product.control.latency(800);
    const runId = await startSync(product, integration);
    await waitFor('accounts to be read', 30_000, async () => {
      const { progress } = body(await product.client.request('GET', `/syncs/${runId}`));
      return (progress as { done: number }).done > 0 ? true : null;
    });
    metrics = await scrape();
    await aRequestFails(runId);
    metrics += await scrape();
  });

  const samples = () => samplesOf(metrics);
  const families = () => new Set(familiesOf(metrics));

  it('hold every metric that an alert rule names, with each label and value it asks for', () => {
    const missing = alertRules().flatMap((rule) => {
      const { metrics: named, grouping } = askedBy(rule.expr);
      const asked = named.filter(isOwn);
      if (asked.length === 0) return [];
      const found = asked.map(({ metric }) => samples().filter((sample) => sample.metric === metric));
      const unknown = asked.flatMap(({ metric, labels, equal }, index) => {
        const fitting = found[index]!.filter((sample) => labels.every((label) => label in sample.labels));
        const exact = fitting.filter(({ labels: has }) =>
          Object.entries(equal).every(([label, value]) => has[label] === value || onlyInTrouble.has(value)),
        );
        return exact.length > 0 ? [] : [`${rule.alert}: ${metric} ${JSON.stringify([labels, equal])}`];
      });
      const grouped = [...grouping, ...(grouping.length > 0 ? [] : labelsShown(rule))].filter(
        (label) => !found.flat().some((sample) => label in sample.labels),
      );
      return [...unknown, ...grouped.map((label) => `${rule.alert}: no label ${label}`)];
    });
    expect(missing).toEqual([]);
  });

  it('hold every metric that a panel of the dashboards asks for, with its labels', () => {
    const missing = dashboards
      .flatMap(({ panels }) => panels.flatMap(({ queries }) => queries))
      .flatMap((query) => {
        const { metrics: asked, grouping } = askedBy(promqlOf(query));
        const known = asked.filter(isOwn);
        const found = known.map(({ metric }) => samples().filter((sample) => sample.metric === metric));
        if (found.some((ofMetric) => ofMetric.length === 0)) return [query.expr];
        return [...known.flatMap(({ labels }) => labels), ...(known.length === 0 ? [] : grouping)]
          .filter((label) => !ofTarget.has(label) && !found.flat().some(({ labels }) => label in labels))
          .map((label) => `no label ${label}: ${query.expr}`);
      });
    expect(missing).toEqual([]);
  });

  it('are each described in docs/reference/metrics.md, and nothing else is', () => {
    const described = [...codeNames(readText('docs/reference/metrics.md'))].filter((name) =>
      /^seatwise_[a-z_]+$/u.test(name),
    );
    const exposed = [...families()].filter((name) => name.startsWith('seatwise_'));
    expect(described.sort()).toEqual([...new Set(exposed)].sort());
  });

  it('have few series: labels are names of ours and ids of integrations', () => {
    expect(new Set(samples().map((sample) => JSON.stringify(sample))).size).toBeLessThan(2_000);
    const values = new Map<string, Set<string>>();
    for (const { metric, labels } of samples())
      for (const [label, value] of Object.entries(labels))
        if (metric.startsWith('seatwise_')) values.set(label, (values.get(label) ?? new Set()).add(value));
    expect([...values.keys()].sort()).toEqual([
      'activity', 'code', 'integration', 'le', 'method', 'need', 'outcome', 'route', 'severity', 'state', 'status', 'vendor',
    ]); // prettier-ignore
    const odd = [...values].flatMap(([label, known]) =>
      label === 'integration' || label === 'le' || label === 'route'
        ? []
        : [...known].filter((value) => !/^[A-Za-z0-9-]{2,40}$/u.test(value)),
    );
    expect(odd).toEqual([]);
  });
});

/** Last, since a worker takes what it does not find in its namespace for lost, and starts it there. */
it('TEMPORAL_NAMESPACE wins over the namespace of the profile', async () => {
  const other = await testNamespace();
  const worker = await product.startWorker({ TEMPORAL_NAMESPACE: other.namespace });
  expect(worker.hasEnded()).toBe(false);
  const pollers = async (name: string) =>
    (
      await product.temporal.connection.workflowService.describeTaskQueue({
        namespace: name,
        taskQueue: { name: 'vendor' },
        ...activityTasks,
      })
    ).pollers.length;
  expect(await pollers(other.namespace)).toBeGreaterThan(0);
});
