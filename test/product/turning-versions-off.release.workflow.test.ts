import { commands } from '../../cli/commands/index.ts';
import { runSeatwise } from '../../cli/seatwise.ts';
import { deploymentChanged } from '../../contracts/temporal/messages.ts';
import { integrationWorkflowId, TaskQueue } from '../../contracts/temporal/names.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { active, type Connected, type Item, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { commandEnvironment } from './seatwise-command.ts';

jest.setTimeout(300_000);

const deploymentName = 'seatwise';
const [former, later] = ['0.1.0-former', '0.2.0-later'];

let product: Product;
let integration: Connected;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  product = await startProduct({ workers: false, settings: { repairIntervalMs: 600_000 } });
  stops.push(await product.startWorkers({ deployment: { deploymentName, buildId: former } }));
  await expectCode(0, 'release', 'promote', '--build-id', former);
  integration = await active(product, 'connectwise', 60_000);
});
afterAll(() => product.close());

async function seatwise(
  args: readonly string[],
  env: NodeJS.ProcessEnv = { WORKER_DEPLOYMENT: deploymentName },
): Promise<{ readonly code: number; readonly said: Item }> {
  let out = '';
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (out += text) };
  const all = { ...commandEnvironment(product), ...env };
  const code = await runSeatwise(commands, [...args, '--json'], all, terminal, new AbortController().signal);
  return { code, said: JSON.parse(out) as Item };
}

async function expectCode(code: number, ...args: readonly string[]): Promise<Item> {
  const answer = await seatwise(args);
  expect([answer.code, answer.said]).toEqual([code, answer.said]);
  return answer.said;
}

/** Of the run that is open now. */
async function signalsOfDeployment(): Promise<number> {
  const { events } = await product.temporal.workflow
    .getHandle(integrationWorkflowId(integration.id))
    .fetchHistory();
  return (events ?? []).filter(
    (event) => event.workflowExecutionSignaledEventAttributes?.signalName === deploymentChanged.name,
  ).length;
}

/** When each worker that is remembered asked last, in seconds. */
async function pollsForWorkflows(): Promise<readonly number[]> {
  const { connection, options } = product.temporal;
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace: options.namespace,
    taskQueue: { name: TaskQueue.recon },
    taskQueueType: 1,
  });
  return pollers.map(({ lastAccessTime }) => Number(lastAccessTime?.seconds));
}

const unversionedDoctor = async (): Promise<unknown> =>
  ((await seatwise(['doctor'], {})).said['checks'] as Item[])
    .filter(({ name }) => name === 'temporal.deployment')
    .map(({ state, found }) => [state, (found as Item)['id']] as unknown);

it('leaves executions alone whose version has no workers, and moves them once it has', async () => {
  await stops.pop()?.();
  await waitFor('its pollers to be forgotten', 150_000, async () => {
    const newest = Math.max(0, ...(await pollsForWorkflows()));
    return Date.now() / 1_000 - newest > 95 ? true : null;
  });
  stops.push(await product.startWorkers({ deployment: { deploymentName, buildId: later } }));
  expect(await expectCode(0, 'release', 'promote', '--build-id', later)).toMatchObject({ former, woken: 0 });
  const { remaining } = await expectCode(1, 'release', 'drain', '--wait', '20');
  expect([remaining, await signalsOfDeployment()]).toEqual([1, 0]);
  const stop = await product.startWorkers({ deployment: { deploymentName, buildId: former } });
  await expectCode(0, 'release', 'drain', '--wait', '60');
  await stop();
});

it('gives everything to workers without versions, and doctor is bad while they miss any', async () => {
  expect(await unversionedDoctor()).toEqual([['bad', 'doctor.deployment.off']]);
  expect(await expectCode(2, 'release', 'promote', '--unversioned', '--wait', '1')).toMatchObject({
    error: { id: 'cli.release.no-unversioned-workers' },
  });
  await expectCode(2, 'release', 'promote', '--unversioned', '--build-id', later);
  await product.startWorkers();
  // Too early: its executions are still there.
  await stops.pop()?.();
  expect(await expectCode(0, 'release', 'promote', '--unversioned')).toMatchObject({
    current: null,
    former: later,
    woken: 1,
  });
  expect(await unversionedDoctor()).toEqual([['bad', 'doctor.deployment.left']]);
  const stop = await product.startWorkers({ deployment: { deploymentName, buildId: later } });
  expect(await expectCode(0, 'release', 'drain')).toMatchObject({ remaining: 0, unversioned: 1 });
  await expectCode(0, 'release', 'status');
  await stop();
  expect(await unversionedDoctor()).toEqual([]);
  expect(await runEnds(product, await startSync(product, integration), 60_000)).toMatchObject({
    state: 'succeeded',
  });
});
