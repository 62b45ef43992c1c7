import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';
import { type Connected, loaded, mapProducts, phaseIs } from '../../test/product/lifecycle.ts';
import { type Product, startProduct } from '../../test/product/product.ts';
import { accounts } from '../../test/product/set-up-steps.ts';
import type { emptyWorkflow } from './empty-workflow.ts';
import { holds, median, percentile, rounded, timed } from './report.ts';

const queue = 'empty';
const warmUp = 6;
const rounds = 60;

describe('one mapping decision, from the drop to the stored outcome', () => {
  let product: Product;
  let integration: Connected;
  let stopEmpty: () => Promise<void>;
  beforeAll(async () => {
    product = await startProduct({ scenario: 'typical' });
    stopEmpty = await startEmptyWorker(product);
    integration = await loaded(product);
    await mapProducts(product, integration);
  });
  afterAll(async () => {
    await stopEmpty();
    await product.close();
  });

  it('costs little more than the engine while setting up', () => measure('while setting up'));

  it('costs little more than the engine when every line is recomposed', async () => {
    await product.client.command('POST', `${integration.path}/finish`, {}, integration.path);
    await phaseIs(product, integration, 'active', 60_000);
    await measure('when active, lines recomposed');
  });

  /** Both in turn, so that whatever else the machine does hits both. */
  async function measure(when: string): Promise<void> {
    const drop = await alternating(product, integration);
    const empty: number[] = [];
    const decisions: number[] = [];
    for (let round = 0; round < warmUp + rounds; round += 1) {
      const one = (await timed(() => runEmpty(product))).ms;
      const other = (await timed(drop)).ms;
      if (round < warmUp) continue;
      empty.push(one);
      decisions.push(other);
    }
    holds({
      what: `p95 of a mapping decision ${when}, against the median of an empty workflow`,
      measured: percentile(decisions, 0.95) / median(empty),
      atMost: 4,
      unit: 'x',
      from:
        `decision median ${rounded(median(decisions))} ms, p95 ${rounded(percentile(decisions, 0.95))} ms;` +
        ` empty workflow median ${rounded(median(empty))} ms, p95 ${rounded(percentile(empty, 0.95))} ms; ${rounds} of each`,
    });
  }
});

interface Mapping {
  readonly state: string;
  readonly company: { readonly id: string };
}

/** Unmaps a mapped account and maps it again, in turn. Throws unless the decision was stored at once. */
async function alternating(product: Product, { path, id }: Connected): Promise<() => Promise<void>> {
  const account = (await accounts(product, { path, id })).find(
    (row) => (row['mapping'] as Mapping).state === 'mapped',
  );
  if (account === undefined) throw new Error('no account is mapped');
  const vendorId = account['id'] as string;
  const psaId = (account['mapping'] as Mapping).company.id;
  let isMapped = true;
  return async () => {
    const decision = isMapped
      ? { kind: 'account', vendorId, action: 'unmap' }
      : { kind: 'account', vendorId, action: 'map', psaId };
    const answer = await product.client.request(
      'POST',
      `${path}/mapping-decisions`,
      { decisions: [decision] },
      randomUUID(),
    );
    const outcomes = (answer.body as { readonly outcomes?: readonly { readonly ok: boolean }[] }).outcomes;
    if (answer.status !== 200 || outcomes?.[0]?.ok !== true)
      throw new Error(`the decision was not stored: ${answer.status} ${JSON.stringify(answer.body)}`);
    isMapped = !isMapped;
  };
}

async function runEmpty(product: Product): Promise<void> {
  await product.temporal.workflow.execute<typeof emptyWorkflow>('emptyWorkflow', {
    taskQueue: queue,
    workflowId: `empty/${randomUUID()}`,
  });
}

async function startEmptyWorker({ namespace }: Product): Promise<() => Promise<void>> {
  const connection = await NativeConnection.connect({ address: namespace.address });
  const worker = await Worker.create({
    connection,
    namespace: namespace.namespace,
    taskQueue: queue,
    workflowsPath: join(process.cwd(), 'tools', 'bench', 'empty-workflow.ts'),
    activities: { nothing: () => Promise.resolve() },
  });
  const ended = worker.run();
  return async () => {
    worker.shutdown();
    await ended;
    await connection.close();
  };
}
