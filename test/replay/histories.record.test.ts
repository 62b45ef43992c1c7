import { randomUUID } from 'node:crypto';
import type { SyncInput } from '../../contracts/temporal/messages.ts';
import { integrationWorkflowId, syncWorkflowId } from '../../contracts/temporal/names.ts';
import { integrationStart, syncStart, workflowType } from '../../contracts/temporal/starts.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import * as steps from '../product/lifecycle.ts';
import { resetWorkflow } from '../product/temporal-ui-actions.ts';
import { type Product, startProduct } from '../product/product.ts';
import { currentRun, hasEnded, recording, save, startServerThatSuggestsEarly } from './recording.ts';

/**
 * Records the histories of test/replay again: `RECORD_HISTORIES=1 npx jest test/replay/histories.record.test.ts`, after
 * `node scripts/build.mjs`. Plays one integration through three lives on real servers and keeps each execution.
 */
recording('recording', () => {
  it('keeps each way an integration and its syncs go', async () => {
    const product = await startProduct({ settings: { repairIntervalMs: 1_000 } });
    try {
      await firstLife(product);
      await disconnectWhileLoading(product);
      await canceledLife(product);
      await missingRow(product);
    } finally {
      await product.close();
    }
  });

  it('keeps a sync that goes over into a new history', async () => {
    const server = await startServerThatSuggestsEarly(30);
    const product = await startProduct({ reading: { batchItems: 2 } });
    try {
      const { id } = await steps.active(product);
      const workflowId = await firstSyncOf(product, id);
      const { events } = await product.temporal.workflow.getHandle(workflowId).fetchHistory();
      const { firstExecutionRunId } = events![0]!.workflowExecutionStartedEventAttributes!;
      await save(product, workflowId, firstExecutionRunId!, 'continued-between-batches');
      await saveSync(product, workflowId, 'happy-after-continuing');
    } finally {
      await product.close();
      await server.stop();
    }
  });
});

/** Connect to disconnect, with everything that the entity and its syncs meet in between. */
async function firstLife(product: Product): Promise<void> {
  const integration = await steps.connected(product);
  const { id, path } = integration;
  const entity = integrationWorkflowId(id);
  const first = await currentRun(product, entity);
  await authenticated(product, integration);
  await steps.mapProducts(product, integration);
  const again = await resetWorkflow(product, entity);
  // Slow enough for the entity to be waiting when its first sync ends.
  await product.control.latency(500);
  await product.client.command('POST', `${path}/finish`, {}, path);
  await steps.phaseIs(product, integration, 'active', 30_000);
  await product.control.latency(0);
  await saveSync(product, await firstSyncOf(product, id), 'happy-first');

  await keepSync(product, integration, 'happy-manual');
  await product.client.command('PUT', `${path}/schedule`, { hour: 3, minute: 30 }, path);
  await failedThenReset(product, integration);
  await canceledSync(product, integration);
  await joinedSync(product, integration);
  await pausedSync(product, integration);
  await product.client.command('POST', `${path}/resume`, {}, path);
  await steps.phaseIs(product, integration, 'active');
  await product.client.command('POST', `${path}/disconnect`, {}, path);
  await steps.phaseIs(product, integration, 'disconnected');

  await saveAll(product, entity, await chain(product, entity, first), ['continued-set-up', null]);
  await saveAll(product, entity, await chain(product, entity, again), [
    'reset-mapping', 'continued-first-sync', 'continued-needs-attention', 'continued-repaired', 'continued-pause',
    'continued-resume', 'happy-disconnect',
  ]); // prettier-ignore
}

async function failedThenReset(product: Product, integration: steps.Connected): Promise<void> {
  const { integrationKey, secretKey } = product.credentials.accountsApi;
  await product.control.changeDuoKey(integrationKey, {
    secretKey: 'another-secret-key-of-forty-characters00',
  });
  const runId = await steps.startSync(product, integration);
  expect(await steps.runEnds(product, runId)).toMatchObject({ state: 'failed' });
  await steps.phaseIs(product, integration, 'needs-attention');
  const workflowId = await workflowOfRun(product, runId);
  await saveSync(product, workflowId, 'failed-signature-rejected');
  await product.control.changeDuoKey(integrationKey, { secretKey });
  await resetWorkflow(product, workflowId);
  await waitFor('the run after its reset', 20_000, async () => {
    const run = steps.body(await product.client.request('GET', `/syncs/${runId}`));
    return run['state'] === 'succeeded' ? run : null;
  });
  await saveSync(product, workflowId, 'reset-after-failure');
  await steps.phaseIs(product, integration, 'active');
}

async function canceledSync(product: Product, integration: steps.Connected): Promise<void> {
  await product.control.latency(700);
  const runId = await steps.startSync(product, integration);
  await runIs(product, runId, 'running');
  await product.client.request('POST', `/syncs/${runId}/cancel`, {}, randomUUID());
  expect(await steps.runEnds(product, runId)).toMatchObject({ state: 'canceled' });
  await product.control.latency(0);
  await saveSync(product, await workflowOfRun(product, runId), 'canceled-reading');

  // A cancel that comes before the first step.
  await product.stopWorkers();
  const early = await steps.startSync(product, integration);
  await product.client.request('POST', `/syncs/${early}/cancel`, {}, randomUUID());
  await product.startWorkers();
  expect(await steps.runEnds(product, early)).toMatchObject({ state: 'canceled' });
  await saveSync(product, await workflowOfRun(product, early), 'canceled-early');
}

async function joinedSync(product: Product, integration: steps.Connected): Promise<void> {
  await product.control.latency(700);
  const runId = await steps.startSync(product, integration);
  await runIs(product, runId, 'running');
  const input: SyncInput = {
    tenantId: product.tenantId, integrationId: integration.id, trigger: 'manual', mode: 'full',
  }; // prettier-ignore
  const workflowId = syncWorkflowId(integration.id, 'manual', randomUUID());
  const handle = await product.temporal.workflow.start(
    workflowType.sync,
    syncStart(workflowId, input, 'an integration'),
  );
  expect(await handle.result()).toMatchObject({ outcome: 'joined' });
  await product.control.latency(0);
  await steps.runEnds(product, runId);
  await saveSync(product, workflowId, 'happy-joined');
}

async function pausedSync(product: Product, integration: steps.Connected): Promise<void> {
  await product.control.latency(700);
  const runId = await steps.startSync(product, integration);
  await runIs(product, runId, 'running');
  await product.client.command('POST', `${integration.path}/pause`, {}, integration.path);
  await steps.runEnds(product, runId);
  await product.control.latency(0);
  await steps.phaseIs(product, integration, 'paused');
  await saveSync(product, await workflowOfRun(product, runId), 'failed-paused');
}

async function authenticated(product: Product, integration: steps.Connected): Promise<void> {
  await product.client.command('POST', `${integration.path}/authenticate`, {}, integration.path);
  await steps.phaseIs(product, integration, 'mapping');
}

async function disconnectWhileLoading(product: Product): Promise<void> {
  const integration = await steps.connected(product);
  const { id, path } = integration;
  const run = await currentRun(product, integrationWorkflowId(id));
  await product.client.command('POST', `${path}/authenticate`, {}, path);
  await product.control.latency(800);
  await product.client.command('POST', `${path}/disconnect`, {}, path);
  await steps.phaseIs(product, integration, 'disconnected');
  await product.control.latency(0);
  await save(product, integrationWorkflowId(id), run, 'happy-disconnect-while-loading');
}

/** Cancelled by hand in the Temporal UI: the repair starts the entity again, and it is finished after that. */
async function canceledLife(product: Product): Promise<void> {
  const integration = await steps.connected(product);
  const { id, path } = integration;
  const entity = integrationWorkflowId(id);
  const first = await currentRun(product, entity);
  await authenticated(product, integration);
  const run = await waitFor('the entity to wait in mapping', 10_000, async () => {
    const { runId, historyLength } = await product.temporal.workflow.getHandle(entity).describe();
    return runId !== first && historyLength >= 10 ? runId : null;
  });
  await product.temporal.workflow.getHandle(entity).cancel();
  await save(product, entity, run, 'canceled-mapping');
  const next = await waitFor('the repair', 10_000, async () => {
    const now = await currentRun(product, entity);
    return now === run ? null : now;
  });
  await steps.mapProducts(product, integration);
  await product.client.command('POST', `${path}/finish`, {}, path);
  await steps.phaseIs(product, integration, 'active', 30_000);
  await save(product, entity, next, 'continued-finish');
}

async function missingRow(product: Product): Promise<void> {
  const start = integrationStart(
    { tenantId: product.tenantId, integrationId: randomUUID() },
    'an integration',
  );
  const handle = await product.temporal.workflow.start(workflowType.integration, start);
  await expect(handle.result()).rejects.toThrow();
  await saveSync(product, start.workflowId, 'failed-row-missing');
}

const runIs = (product: Product, runId: string, state: string): Promise<true> =>
  waitFor(`run ${state}`, 10_000, async () => {
    const run = steps.body(await product.client.request('GET', `/syncs/${runId}`));
    return run['state'] === state && (run['progress'] as { total: number | null }).total !== null
      ? true
      : null;
  });

async function workflowOfRun(product: Product, runId: string): Promise<string> {
  const row = await product.db
    .selectFrom('syncRun')
    .select('workflowId')
    .where('id', '=', runId)
    .executeTakeFirstOrThrow();
  return row.workflowId;
}

async function firstSyncOf(product: Product, id: string): Promise<string> {
  const row = await product.db
    .selectFrom('syncRun')
    .select('workflowId')
    .where('integrationId', '=', id)
    .where('trigger', '=', 'first')
    .orderBy('queuedAt')
    .executeTakeFirstOrThrow();
  return row.workflowId;
}

async function keepSync(product: Product, integration: steps.Connected, name: string): Promise<void> {
  const runId = await steps.startSync(product, integration);
  await steps.runEnds(product, runId);
  await saveSync(product, await workflowOfRun(product, runId), name);
}

/** An execution and those it continued as, to the last one. */
async function chain(product: Product, workflowId: string, runId: string): Promise<readonly string[]> {
  await hasEnded(product, workflowId, runId);
  const { events } = await product.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
  const next = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  return next == null ? [runId] : [runId, ...(await chain(product, workflowId, next))];
}

async function saveAll(
  product: Product,
  workflowId: string,
  runs: readonly string[],
  names: readonly (string | null)[],
): Promise<void> {
  expect(runs).toHaveLength(names.length);
  for (const [index, name] of names.entries())
    if (name !== null) await save(product, workflowId, runs[index]!, name);
}

/** The newest execution of a sync's workflow. */
async function saveSync(product: Product, workflowId: string, name: string): Promise<void> {
  await save(product, workflowId, await currentRun(product, workflowId), name);
}
