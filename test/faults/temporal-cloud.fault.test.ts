import { loaded } from '../product/lifecycle.ts';
import { type Processes, startProcesses } from '../product/processes.ts';
import { testNamespace } from '../environment/temporal.ts';
import { type TemporalProxy, withoutOperatorService } from '../environment/without-operator-service.ts';

jest.setTimeout(120_000);

/** Of temporal.api.enums.v1.TaskQueueType, which the SDK does not export. */
const activityTasks: Readonly<Record<string, number>> = { taskQueueType: 2 };

let cloud: TemporalProxy;
let product: Processes;

beforeAll(async () => {
  const temporal = await testNamespace();
  cloud = await withoutOperatorService(temporal.address);
  product = await startProcesses({ temporal, dialled: { temporalAddress: cloud.address }, byProfile: true });
});
afterAll(async () => {
  await product.close();
  await cloud.close();
});

it('API and worker take address and namespace from a TOML profile, and work where the operator service is refused', async () => {
  await product.startWorker();
  const { id } = await loaded(product);
  // Read past the proxy, in the namespace that the profile names.
  const { workflowExecutionInfo } = await product.temporal.workflow
    .getHandle(`integration/${id}`)
    .describe()
    .then(({ raw }) => raw);
  expect(workflowExecutionInfo?.type?.name).toBe('integrationWorkflow');
  expect(cloud.refused).toEqual([]);
});

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
