import { randomUUID } from 'node:crypto';
import { integrationWorkflowId, writeBackWorkflowId } from '../../contracts/temporal/names.ts';
import { workflowType, writeBackStart } from '../../contracts/temporal/starts.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { active, type Connected, phaseIs } from '../product/lifecycle.ts';
import { type Product, startProduct } from '../product/product.ts';
import { agreementIdOf, pathOf } from '../product/write-back-observations.ts';
import {
  type Approved,
  changeable,
  end,
  raiseByOne,
  reaches,
  readyToWrite,
  resetToFirstTask,
  usageLine,
} from '../product/write-back-steps.ts';
import { currentRun, hasEnded, recording, save, startServerThatSuggestsEarly } from './recording.ts';

/**
 * Records the histories of write-backs again: `RECORD_HISTORIES=1 npx jest test/replay/write-back-histories.record.test.ts`,
 * after `node scripts/build.mjs`.
 */
recording('recording write-backs', () => {
  it('keeps each way an approval goes', async () => {
    const product = await startProduct({
      settings: { repairIntervalMs: 1_000 },
      writing: { laterInvoiceApartMs: 200, recheckMs: 300 },
    });
    try {
      const integration = await active(product);
      await readyToWrite(product, integration);
      const labels = [...(await changeable(product, integration))];
      await happy(product, integration, labels);
      const line = await lostAnswer(product, integration, labels);
      await end(product, line);
      await saveLast(product, line, 'happy-answer-lost');
      await failed(product, integration);
      await canceledAndReset(product, integration, labels);
      await disconnectWithOpenWrite(product, integration, labels);
    } finally {
      await product.close();
    }
  });

  it('keeps one that goes over into a new history', async () => {
    const server = await startServerThatSuggestsEarly(30);
    const product = await startProduct({ writing: { laterInvoiceApartMs: 200, recheckMs: 100 } });
    try {
      const integration = await active(product);
      await readyToWrite(product, integration);
      const [label] = await changeable(product, integration);
      const line = await raiseByOne(product, integration, label!, { billingTarget: 'invoice-after' });
      const first = await runOf(product, line);
      await hasEnded(product, writeBackWorkflowId(line.approvalId), first);
      await product.control.makeInvoice([await agreementIdOf(product, line.psaLineId)]);
      await end(product, line);
      await save(product, writeBackWorkflowId(line.approvalId), first, 'continued-waiting');
      await saveLast(product, line, 'happy-after-continuing');
    } finally {
      await product.close();
      await server.stop();
    }
  });
});

/** Sent at once, and one that waits for its invoice first. */
async function happy(product: Product, integration: Connected, labels: string[]): Promise<void> {
  const line = await raiseByOne(product, integration, labels.shift()!);
  await end(product, line);
  await saveLast(product, line, 'happy-next-invoice');
  const waiting = await raiseByOne(product, integration, labels.shift()!, { billingTarget: 'invoice-after' });
  await runOf(product, waiting);
  await product.control.makeInvoice([await agreementIdOf(product, waiting.psaLineId)]);
  await end(product, waiting);
  await saveLast(product, waiting, 'happy-invoice-after');
}

/** Done, and the answer is lost. */
async function lostAnswer(product: Product, integration: Connected, labels: string[]): Promise<Approved> {
  const label = labels.shift()!;
  const psaLineId = (await usageLine(product, integration, label))['target'].psaLineId as string;
  await product.control.inject({
    vendor: 'connectwise', method: 'PATCH', path: await pathOf(product, psaLineId), times: 1,
    fault: { kind: 'done-answer-lost' },
  }); // prettier-ignore
  return raiseByOne(product, integration, label);
}

/** Started for an approval that no row knows. */
async function failed(product: Product, { id }: Connected): Promise<void> {
  const start = writeBackStart(
    { tenantId: product.tenantId, integrationId: id, approvalId: randomUUID() },
    'an integration',
  );
  const handle = await product.temporal.workflow.start(workflowType.writeBack, start);
  await expect(handle.result()).rejects.toThrow();
  await save(product, start.workflowId, await currentRun(product, start.workflowId), 'failed-row-missing');
}

/** Cancelled by hand while it waits; the repair starts it again, and that one is reset. */
async function canceledAndReset(product: Product, integration: Connected, labels: string[]): Promise<void> {
  const line = await raiseByOne(product, integration, labels.shift()!, { billingTarget: 'invoice-after' });
  const workflowId = writeBackWorkflowId(line.approvalId);
  const run = await runOf(product, line);
  await product.temporal.workflow.getHandle(workflowId).cancel();
  await save(product, workflowId, run, 'canceled-waiting');
  await waitFor('the repair', 15_000, async () =>
    (await currentRun(product, workflowId)) === run ? null : true,
  );
  await runOf(product, line);
  await resetToFirstTask(product, line);
  await reaches(product, line, ['queued']);
  await product.control.makeInvoice([await agreementIdOf(product, line.psaLineId)]);
  await end(product, line);
  await saveLast(product, line, 'reset-waiting');
}

/** The entity waits until what was sent is read back. */
async function disconnectWithOpenWrite(
  product: Product,
  integration: Connected,
  labels: string[],
): Promise<void> {
  const entity = integrationWorkflowId(integration.id);
  const line = await lostAnswer(product, integration, labels);
  await reaches(product, line, ['unknown']);
  await product.client.command('POST', `${integration.path}/disconnect`, {}, integration.path);
  await phaseIs(product, integration, 'disconnected');
  await save(product, entity, await currentRun(product, entity), 'happy-disconnect-with-open-write');
}

/** The execution that has looked at its rows. */
const runOf = (product: Product, line: Approved): Promise<string> =>
  waitFor(`the workflow of ${line.label}`, 10_000, async () => {
    const handle = product.temporal.workflow.getHandle(writeBackWorkflowId(line.approvalId));
    const found = await handle.describe().catch(() => null);
    return found !== null && found.historyLength > 8 ? found.runId : null;
  });

async function saveLast(product: Product, line: Approved, name: string): Promise<void> {
  const workflowId = writeBackWorkflowId(line.approvalId);
  await save(product, workflowId, await currentRun(product, workflowId), name);
}
