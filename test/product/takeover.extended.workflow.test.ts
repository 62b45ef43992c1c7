import { randomUUID } from 'node:crypto';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { syncScheduleId } from '../../contracts/temporal/names.ts';
import { accountReadsOf } from '../../db/model/reads-of-run.ts';
import { active, body, type Connected, phaseIs, runEnds, startSync } from './lifecycle.ts';
import { resetWorkflow } from './temporal-ui-actions.ts';
import { type Product, startProduct } from './product.ts';
import {
  accountsRead,
  children,
  itemsOf,
  requestLogEnd,
  listPath,
  openNotices,
  requestsSince,
  runDetail,
  shownInTemporal,
  usersAskedFor,
  usersPath,
  workflowIdOf,
} from './sync-observations.ts';

describe('runs whose workflow is ended, reset or overtaken', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct({
      settings: {
        // Repair runs when workers start, and not again: each test sees who else ends an orphan.
        repairIntervalMs: 3_600_000,
        // An account that does not answer keeps a run under way until the test lets it go.
        vendor: {
          suffixes: ['duosecurity.com', 'duosecurity.test'],
          readTimeoutMs: 500,
          retry: { attempts: 60, baseMs: 20, maxMs: 100, retryAfterMaxMs: 500 },
        },
      },
      reading: { vendorParallel: 1 },
    });
    integration = await active(product);
  });
  afterAll(() => product.close());
  afterEach(() => product.control.clear());

  /** A run that has read every child but the last, which does not answer. */
  async function runHeldAtItsLastChild(): Promise<{
    readonly runId: string;
    readonly last: string;
    readonly seq: number;
  }> {
    const { accountId: last } = (await children(product)).at(-1)!;
    const seq = await requestLogEnd(product);
    await product.control.inject({
      vendor: 'duo',
      path: usersPath,
      accountId: last,
      fault: { kind: 'hang' },
    });
    const runId = await startSync(product, integration);
    await usersAskedFor(product, last, seq);
    return { runId, last, seq };
  }

  /** What the Temporal UI does for Terminate. */
  async function terminate(runId: string): Promise<void> {
    await product.temporal.workflowService.terminateWorkflowExecution({
      namespace: product.namespace.namespace,
      workflowExecution: { workflowId: await workflowIdOf(product, runId) },
      reason: 'ended in the Temporal UI',
    });
  }

  /** What the Temporal UI does for Reset to the first workflow task. */
  async function reset(runId: string): Promise<void> {
    await resetWorkflow(product, await workflowIdOf(product, runId));
  }

  const fencingTokenOf = async (runId: string): Promise<number> =>
    (
      await product.db
        .selectFrom('syncRun')
        .select('fencingToken')
        .where('id', '=', runId)
        .executeTakeFirstOrThrow()
    ).fencingToken;

  const countsOf = (runId: string) =>
    product.db
      .selectFrom(accountReadsOf(product.tenantId, runId).as('r'))
      .innerJoin('seatCount as c', 'c.id', 'r.seatCountId')
      .select(['r.vendorAccountId', 'c.seats'])
      .orderBy('r.vendorAccountId')
      .execute();

  it('ends the orphan when the schedule starts the next run, which takes over', async () => {
    const { runId } = await runHeldAtItsLastChild();
    await terminate(runId);
    await product.control.clear();
    await product.temporal.schedule.getHandle(syncScheduleId(integration.id)).trigger('SKIP');
    const next = await waitFor('the run by schedule', 15_000, async () => {
      const runs = await itemsOf(product, `${integration.path}/syncs`);
      return runs.find(({ trigger }) => trigger === 'schedule') ?? null;
    });
    expect(await runEnds(product, next['id'] as string)).toMatchObject({
      state: 'succeeded',
      joinedRunId: null,
    });
    expect(await runDetail(product, runId)).toMatchObject({ state: 'failed', cause: { code: 'Orphaned' } });
  });

  it('ends the orphan by itself when the repair loop finds it, with a notice that a good run closes', async () => {
    const { runId } = await runHeldAtItsLastChild();
    await product.stopWorkers();
    await terminate(runId);
    expect(await runDetail(product, runId)).toMatchObject({ state: 'running' });
    await product.control.clear();
    await product.startWorkers();
    expect(await runEnds(product, runId)).toMatchObject({ state: 'failed', cause: { code: 'Orphaned' } });
    expect(await openNotices(product, integration)).toMatchObject([{ code: 'SyncFailed' }]);
    expect(await runEnds(product, await startSync(product, integration))).toMatchObject({
      state: 'succeeded',
    });
    expect(await openNotices(product, integration)).toEqual([]);
  });

  it('goes on after a reset of a failed run where its rows stand, under a new fencing token, and repairs the integration', async () => {
    const all = await children(product);
    const { accountId: last } = all.at(-1)!;
    await product.control.inject({
      vendor: 'duo',
      path: usersPath,
      accountId: last,
      times: 1,
      fault: { kind: 'duo-error', code: 40103 },
    });
    // The list that the run began with was good; asked again because of the account, it rejects the key too.
    await product.control.inject({
      vendor: 'duo',
      path: listPath,
      after: 1,
      times: 1,
      fault: { kind: 'duo-error', code: 40103 },
    });
    const runId = await startSync(product, integration);
    expect(await runEnds(product, runId)).toMatchObject({
      state: 'failed',
      cause: { code: 'VendorSignatureRejected' },
    });
    expect(await shownInTemporal(product, runId)).toMatchObject({
      status: 'FAILED',
      attributes: { SyncOutcome: 'failed', FailureCode: 'VendorSignatureRejected' },
      details: expect.stringContaining('VendorSignatureRejected') as string,
    });
    await phaseIs(product, integration, 'needs-attention');
    const fencingToken = await fencingTokenOf(runId);
    const readBefore = await countsOf(runId);
    expect(readBefore.length).toBeGreaterThanOrEqual(all.length - 1);

    const seq = await requestLogEnd(product);
    await reset(runId);
    const run = await waitFor('the run to succeed', 15_000, async () => {
      const now = await runDetail(product, runId);
      return now['state'] === 'succeeded' ? now : null;
    });
    expect(run).toMatchObject({ id: runId, cause: null, totals: { accountsListed: 16, counted: 16 } });
    expect(await fencingTokenOf(runId)).toBe(fencingToken + 1);
    const requests = await requestsSince(product, seq);
    expect(requests.filter(({ path }) => path === listPath)).toEqual([]);
    // Apart from the one that failed, only what had not been reached yet.
    const readAgain = accountsRead(requests);
    expect(readAgain).toContain(last);
    expect(readAgain).toHaveLength(16 - readBefore.length);
    expect(await countsOf(runId)).toEqual(expect.arrayContaining([...readBefore]));
    expect(await shownInTemporal(product, runId)).toMatchObject({
      status: 'COMPLETED',
      attributes: { SyncOutcome: 'succeeded' },
    });
    await phaseIs(product, integration, 'active');
  });

  it('lets a reset of a canceled run join the one that reads now', async () => {
    const { runId: canceled } = await runHeldAtItsLastChild();
    await product.client.request('POST', `/syncs/${canceled}/cancel`, {}, randomUUID());
    expect(await runEnds(product, canceled)).toMatchObject({ state: 'canceled' });
    await shownInTemporal(product, canceled);
    await product.control.clear();
    const { runId: reading } = await runHeldAtItsLastChild();
    const counts = await countsOf(canceled);
    await reset(canceled);
    expect(await shownInTemporal(product, canceled)).toMatchObject({
      status: 'COMPLETED',
      attributes: { SyncOutcome: 'joined' },
    });
    expect(await runDetail(product, canceled)).toMatchObject({ state: 'joined', joinedRunId: reading });
    expect(await countsOf(canceled)).toEqual(counts);
    await product.control.clear();
    expect(await runEnds(product, reading)).toMatchObject({ state: 'succeeded', totals: { counted: 16 } });
  });

  it('completes a further execution of a run that ended well as already finished', async () => {
    const runId = await startSync(product, integration);
    const run = await runEnds(product, runId);
    await shownInTemporal(product, runId);
    const seq = await requestLogEnd(product);
    await reset(runId);
    expect(await shownInTemporal(product, runId)).toMatchObject({
      status: 'COMPLETED',
      attributes: { SyncOutcome: 'already-finished' },
    });
    expect(await requestsSince(product, seq)).toEqual([]);
    expect(body({ body: await runDetail(product, runId) })['endedAt']).toBe(run['endedAt']);
  });
});
