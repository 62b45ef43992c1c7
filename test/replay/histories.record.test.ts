import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, type WorkflowExecutionInfo } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { SyncInput } from '../../contracts/temporal/messages.ts';
import {
  integrationWorkflowId,
  searchAttributeNames,
  syncWorkflowId,
} from '../../contracts/temporal/names.ts';
import { integrationStart, syncStart, workflowType } from '../../contracts/temporal/starts.ts';
import { freePort } from '../../embedded/ports.ts';
import { temporalServerFlags } from '../../embedded/temporal/server-flags.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { environmentNames } from '../environment/names.ts';
import { temporalProgram } from '../environment/temporal.ts';
import * as steps from '../product/lifecycle.ts';
import { type Product, startProduct } from '../product/product.ts';
import { saveHistory } from './history-files.ts';

/**
 * Records the histories of test/replay anew: `RECORD_HISTORIES=1 npx jest test/replay/histories.record.test.ts`, after
 * `node scripts/build.mjs`. Plays one integration through three lives on real servers and keeps each execution.
 */
const recording = process.env['RECORD_HISTORIES'] === '1' ? describe : describe.skip;
const release = (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;

jest.setTimeout(180_000);

recording('recording', () => {
  it('keeps each way an integration and its syncs go', async () => {
    const product = await startProduct();
    try {
      await firstLife(product);
      await disconnectWhileLoading(product);
      await cancelledLife(product);
      await missingRow(product);
    } finally {
      await product.close();
    }
  });

  it('keeps a sync that goes over into a new history', async () => {
    const server = await startServerThatSuggestsEarly(30);
    const product = await startProduct({ reading: { sliceItems: 2 } });
    try {
      const { id } = await steps.active(product);
      const key = (await executions(product, integrationWorkflowId(id), 3)).length;
      expect(key).toBeGreaterThan(0);
      const workflowId = await syncWorkflowOf(product, id, 'first');
      const runs = await executions(product, workflowId, 2);
      await save(product, runs[0]!, 'continued-between-slices');
      await save(product, runs.at(-1)!, 'happy-after-continuing');
    } finally {
      await product.close();
      await server.stop();
    }
  });
});

/** Connect to disconnect, with everything that the entity and its syncs meet in between. */
async function firstLife(product: Product): Promise<void> {
  const integration = await steps.loaded(product);
  const { id, path } = integration;
  const entity = integrationWorkflowId(id);
  await steps.mapProducts(product, integration);
  await resetToFirstTask(product, entity);
  await product.client.command('POST', `${path}/finish`, {}, path);
  await steps.phaseIs(product, integration, 'active', 30_000);
  await save(
    product,
    (await executionsOf(product, await syncWorkflowOf(product, id, 'first'))).at(-1)!,
    'happy-first',
  );

  await keepSync(product, integration, 'happy-manual');
  await product.client.command('PUT', `${path}/schedule`, { hour: 3, minute: 30 }, path);
  await failedThenReset(product, integration);
  await cancelledSync(product, integration);
  await joinedSync(product, integration);
  await pausedSync(product, integration);
  await product.client.command('POST', `${path}/resume`, {}, path);
  await steps.phaseIs(product, integration, 'active');
  await product.client.command('POST', `${path}/disconnect`, {}, path);
  await steps.phaseIs(product, integration, 'disconnected');

  const runs = await executions(product, entity, 9);
  const names = [
    'continued-set-up', null, 'reset-mapping', 'continued-first-sync', 'continued-needs-attention',
    'continued-repaired', 'continued-pause', 'continued-resume', 'happy-disconnect',
  ] as const; // prettier-ignore
  for (const [index, name] of names.entries()) if (name !== null) await save(product, runs[index]!, name);
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
  await save(product, (await executions(product, workflowId, 1))[0]!, 'failed-signature-refused');
  await product.control.changeDuoKey(integrationKey, { secretKey });
  await resetToFirstTask(product, workflowId);
  await waitFor('the run after its reset', 20_000, async () => {
    const run = steps.body(await product.client.request('GET', `/syncs/${runId}`));
    return run['state'] === 'succeeded' ? run : null;
  });
  await save(product, (await executions(product, workflowId, 2)).at(-1)!, 'reset-after-failure');
  await steps.phaseIs(product, integration, 'active');
}

async function cancelledSync(product: Product, integration: steps.Connected): Promise<void> {
  await product.control.latency(700);
  const runId = await steps.startSync(product, integration);
  await runIs(product, runId, 'running');
  await product.client.request('POST', `/syncs/${runId}/cancel`, {}, randomUUID());
  expect(await steps.runEnds(product, runId)).toMatchObject({ state: 'cancelled' });
  await product.control.latency(0);
  await save(
    product,
    (await executions(product, await workflowOfRun(product, runId), 1))[0]!,
    'cancelled-reading',
  );

  // A cancel that comes before the first step.
  await product.stopWorkers();
  const early = await steps.startSync(product, integration);
  await product.client.request('POST', `/syncs/${early}/cancel`, {}, randomUUID());
  await product.startWorkers();
  expect(await steps.runEnds(product, early)).toMatchObject({ state: 'cancelled' });
  await save(
    product,
    (await executions(product, await workflowOfRun(product, early), 1))[0]!,
    'cancelled-early',
  );
}

async function joinedSync(product: Product, integration: steps.Connected): Promise<void> {
  await product.control.latency(700);
  const runId = await steps.startSync(product, integration);
  await runIs(product, runId, 'running');
  const input: SyncInput = {
    tenantId: product.tenantId, integrationId: integration.id, trigger: 'manual', mode: 'full',
  }; // prettier-ignore
  const workflowId = syncWorkflowId(integration.id, 'manual', randomUUID());
  const handle = await product.temporal.workflow.start(workflowType.sync, syncStart(workflowId, input));
  expect(await handle.result()).toMatchObject({ outcome: 'joined' });
  await product.control.latency(0);
  await steps.runEnds(product, runId);
  await save(product, (await executions(product, workflowId, 1))[0]!, 'happy-joined');
}

async function pausedSync(product: Product, integration: steps.Connected): Promise<void> {
  await product.control.latency(700);
  const runId = await steps.startSync(product, integration);
  await runIs(product, runId, 'running');
  await product.client.command('POST', `${integration.path}/pause`, {}, integration.path);
  await steps.runEnds(product, runId);
  await product.control.latency(0);
  await steps.phaseIs(product, integration, 'paused');
  await save(
    product,
    (await executions(product, await workflowOfRun(product, runId), 1))[0]!,
    'failed-paused',
  );
}

async function disconnectWhileLoading(product: Product): Promise<void> {
  const integration = await steps.connected(product);
  const { path } = integration;
  const before = (await executionsOf(product, integrationWorkflowId(integration.id))).length;
  await product.client.command('POST', `${path}/authenticate`, {}, path);
  await product.control.latency(800);
  await product.client.command('POST', `${path}/disconnect`, {}, path);
  await steps.phaseIs(product, integration, 'disconnected');
  await product.control.latency(0);
  const runs = await executions(product, integrationWorkflowId(integration.id), before + 1);
  await save(product, runs.at(-1)!, 'happy-disconnect-while-loading');
}

/** Cancelled by hand in the Temporal UI: the repair starts the entity again, and it is finished after that. */
async function cancelledLife(product: Product): Promise<void> {
  const integration = await steps.loaded(product);
  const { id, path } = integration;
  const entity = integrationWorkflowId(id);
  const before = (await executionsOf(product, entity)).length;
  await product.temporal.workflow.getHandle(entity).cancel();
  const runs = await executions(product, entity, before + 1);
  await save(product, runs[before - 1]!, 'cancelled-mapping');
  await steps.mapProducts(product, integration);
  await product.client.command('POST', `${path}/finish`, {}, path);
  await steps.phaseIs(product, integration, 'active', 30_000);
  await save(product, (await executions(product, entity, before + 3))[before]!, 'continued-finish');
}

async function missingRow(product: Product): Promise<void> {
  const start = integrationStart({ tenantId: product.tenantId, integrationId: randomUUID() });
  const handle = await product.temporal.workflow.start(workflowType.integration, start);
  await expect(handle.result()).rejects.toThrow();
  await save(product, (await executions(product, start.workflowId, 1))[0]!, 'failed-row-missing');
}

async function resetToFirstTask(product: Product, workflowId: string): Promise<void> {
  const { runId } = await product.temporal.workflow.getHandle(workflowId).describe();
  const { events } = await product.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
  const first = events?.find((event) => event.workflowTaskCompletedEventAttributes != null);
  await product.temporal.workflowService.resetWorkflowExecution({
    namespace: product.namespace.namespace,
    workflowExecution: { workflowId, runId },
    workflowTaskFinishEventId: first?.eventId ?? null,
    reason: 'recording',
    requestId: randomUUID(),
  });
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
    .selectFrom('sync_run')
    .select('workflow_id')
    .where('id', '=', runId)
    .executeTakeFirstOrThrow();
  return row.workflow_id;
}

async function syncWorkflowOf(product: Product, id: string, trigger: 'first'): Promise<string> {
  const row = await product.db
    .selectFrom('sync_run')
    .select('workflow_id')
    .where('integration_id', '=', id)
    .where('trigger', '=', trigger)
    .orderBy('queued_at')
    .executeTakeFirstOrThrow();
  return row.workflow_id;
}

async function keepSync(product: Product, integration: steps.Connected, name: string): Promise<void> {
  const runId = await steps.startSync(product, integration);
  await steps.runEnds(product, runId);
  await save(product, (await executions(product, await workflowOfRun(product, runId), 1))[0]!, name);
}

/** Executions of a workflow id as visibility knows them, oldest first. */
async function executionsOf(product: Product, workflowId: string): Promise<readonly WorkflowExecutionInfo[]> {
  const found: WorkflowExecutionInfo[] = [];
  for await (const one of product.temporal.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
    found.push(one);
  return found.sort((a, b) => a.startTime.getTime() - b.startTime.getTime());
}

/** The same, once at least so many are known: visibility is eventually consistent. */
const executions = (product: Product, workflowId: string, atLeast: number) =>
  waitFor(`${atLeast} executions of ${workflowId}`, 15_000, async () => {
    const found = await executionsOf(product, workflowId);
    return found.length >= atLeast ? found : null;
  });

async function save(
  product: Product,
  { workflowId, runId }: WorkflowExecutionInfo,
  name: string,
): Promise<void> {
  const handle = product.temporal.workflow.getHandle(workflowId, runId);
  await waitFor(`the end of ${name}`, 20_000, async () =>
    (await handle.describe()).status.name === 'RUNNING' ? null : true,
  );
  saveHistory(release, name, historyToJSON(await handle.fetchHistory()));
}

/** A dev server of its own that suggests continue-as-new after few events; the run's own does after 4,096. */
async function startServerThatSuggestsEarly(events: number): Promise<{ stop(): Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'seatwise-record-'));
  const port = await freePort();
  const flags = temporalServerFlags({
    dir, storage: 'memory', port, uiPort: null, namespace: 'seatwise', searchAttributes: searchAttributeNames,
  }); // prettier-ignore
  const child = spawn(
    temporalProgram(),
    [...flags, '--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${events}`],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = `127.0.0.1:${port}`;
  await waitFor('the dev server', 20_000, async () => {
    const connection = await Connection.connect({ address, connectTimeout: 500 }).catch(() => null);
    await connection?.close();
    return connection === null ? null : true;
  });
  process.env[environmentNames.temporalAddress] = address;
  return {
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
