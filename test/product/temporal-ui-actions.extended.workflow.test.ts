import { integrationWorkflowId, syncScheduleId } from '../../contracts/temporal/names.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { active, body, type Connected, phaseIs, runEnds, startSync } from './lifecycle.ts';
import { resetActivity, resetWorkflow } from './temporal-ui-actions.ts';
import { type Product, startProduct } from './product.ts';
import { settled } from './set-up-steps.ts';
import {
  accountsRead, itemsOf, requestLogEnd, listPath, openNotices, requestsSince, runDetail, shownInTemporal, usersPath,
  workflowIdOf,
} from './sync-observations.ts'; // prettier-ignore

/** Buttons of the Temporal UI, each by the service call it makes; takeover.extended.workflow.test.ts has resets and Terminate of runs. */
describe('pressed in the Temporal UI', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct({ settings: { repairIntervalMs: 1_000 }, reading: { vendorParallel: 1 } });
    integration = await active(product);
  });
  afterAll(() => product.close());
  afterEach(async () => {
    await product.control.clear();
    await product.control.latency(0);
  });

  const schedule = () => product.temporal.schedule.getHandle(syncScheduleId(integration.id));

  /** The newest execution, once it has closed. */
  const closed = async (runId: string, execution: string): Promise<string> => {
    const handle = product.temporal.workflow.getHandle(await workflowIdOf(product, runId), execution);
    return waitFor('the execution to close', 15_000, async () => {
      const { status } = await handle.describe();
      return status.name === 'RUNNING' ? null : status.name;
    });
  };

  it('Request Cancellation ends a run and keeps what was read; Reset then goes on from there', async () => {
    await product.control.latency(60);
    const runId = await startSync(product, integration);
    await waitFor('some accounts', 10_000, async () =>
      (await runDetail(product, runId))['progress'].done >= 4 ? true : null,
    );
    await product.temporal.workflow.getHandle(await workflowIdOf(product, runId)).cancel();
    const run = await runEnds(product, runId);
    expect(run).toMatchObject({ state: 'canceled', cause: { code: 'SyncCanceled' } });
    const counted = (run['totals'] as { counted: number }).counted;
    expect(counted).toBeGreaterThanOrEqual(4);
    const shown = await shownInTemporal(product, runId);
    expect(shown).toMatchObject({ status: 'CANCELLED', attributes: { SyncOutcome: 'canceled' } });
    expect(shown.details).toMatch(/Duo Security → ConnectWise, Harbor Lane IT Services.*\*\*Reset\*\*/su);
    await product.control.latency(0);

    const seq = await requestLogEnd(product);
    await resetWorkflow(product, await workflowIdOf(product, runId));
    await waitFor('the run to succeed', 15_000, async () =>
      (await runDetail(product, runId))['state'] === 'succeeded' ? true : null,
    );
    expect(accountsRead(await requestsSince(product, seq)).length).toBeLessThanOrEqual(16 - counted);
  });

  it('Reset of a pending activity ends its wait', async () => {
    const seq = await requestLogEnd(product);
    const fault = await product.control.inject({
      vendor: 'duo',
      path: listPath,
      fault: { kind: 'status', status: 500 },
    });
    const runId = await startSync(product, integration);
    const workflowId = await workflowIdOf(product, runId);
    const handle = product.temporal.workflow.getHandle(workflowId);
    const nextAttempt = await waitFor('a wait of seconds', 15_000, async () => {
      const [pending] = (await handle.describe()).raw.pendingActivities ?? [];
      const at = Number(pending?.nextAttemptScheduleTime?.seconds ?? 0) * 1_000;
      expect(pending?.lastFailure?.applicationFailureInfo?.type ?? 'VendorServerError').toBe(
        'VendorServerError',
      );
      return (pending?.attempt ?? 0) >= 2 && at - Date.now() > 3_000 ? at : null;
    });
    await product.control.clear(fault.id);
    await resetActivity(product, workflowId, 'listVendorAccounts');
    expect(await runEnds(product, runId)).toMatchObject({ state: 'succeeded' });
    const lists = (await requestsSince(product, seq)).filter(({ path }) => path === listPath);
    expect(Date.parse(lists.at(-1)!.at)).toBeLessThan(nextAttempt);
  });

  it('Reset to the last workflow task fails again at once and reads nothing; to the first it helps', async () => {
    const { integrationKey } = product.credentials.accountsApi;
    await product.control.changeDuoKey(integrationKey, { enabled: false });
    const runId = await startSync(product, integration);
    expect(await runEnds(product, runId)).toMatchObject({ state: 'failed' });
    await phaseIs(product, integration, 'needs-attention');
    await product.control.changeDuoKey(integrationKey, { enabled: true });
    const workflowId = await workflowIdOf(product, runId);
    await shownInTemporal(product, runId);

    const seq = await requestLogEnd(product);
    expect(await closed(runId, await resetWorkflow(product, workflowId, 'last'))).toBe('FAILED');
    expect(await runDetail(product, runId)).toMatchObject({ state: 'failed' });
    expect(await requestsSince(product, seq)).toEqual([]);

    expect(await closed(runId, await resetWorkflow(product, workflowId, 'first'))).toBe('COMPLETED');
    expect(await runDetail(product, runId)).toMatchObject({ state: 'succeeded', totals: { counted: 16 } });
    await phaseIs(product, integration, 'active');
  });

  it('Reset of a run that counted nothing finds the same accounts unread; Trigger reads them', async () => {
    const fault = await product.control.inject({
      vendor: 'duo',
      path: usersPath,
      fault: { kind: 'status', status: 500 },
    });
    const runId = await startSync(product, integration);
    expect(await runEnds(product, runId)).toMatchObject({
      state: 'failed',
      cause: { code: 'NothingCounted' },
    });
    expect((await shownInTemporal(product, runId)).details).toMatch(
      /Accounts: 16 · \*\*Duo returned a server error\*\*.*would find the same accounts unread/su,
    );
    await product.control.clear(fault.id);
    const seq = await requestLogEnd(product);
    expect(await closed(runId, await resetWorkflow(product, await workflowIdOf(product, runId)))).toBe(
      'FAILED',
    );
    expect(accountsRead(await requestsSince(product, seq))).toEqual([]);

    await schedule().trigger();
    const next = await waitFor('a run by schedule', 15_000, async () => {
      const runs = await itemsOf(product, `${integration.path}/syncs?trigger=schedule`);
      return runs[0] ?? null;
    });
    expect(await runEnds(product, next['id'] as string)).toMatchObject({ state: 'succeeded' });
    expect(await openNotices(product, integration)).toEqual([]);
  });

  it('Pause of the schedule is reported and stays; Unpause closes the notice', async () => {
    await schedule().pause('the PSA is being moved');
    const notice = await waitFor('the notice', 15_000, async () => {
      const [open] = await openNotices(product, integration);
      return open ?? null;
    });
    expect(notice).toMatchObject({ code: 'SchedulePausedInTemporal' });
    // A sync that somebody asks for is no matter of the schedule, and the next look of the repair undoes nothing.
    expect(await runEnds(product, await startSync(product, integration))).toMatchObject({
      state: 'succeeded',
    });
    expect((await schedule().describe()).state).toMatchObject({
      paused: true,
      note: 'the PSA is being moved',
    });
    await schedule().unpause('it has moved');
    await waitFor('the notice to be closed', 15_000, async () =>
      (await openNotices(product, integration)).length === 0 ? true : null,
    );
  });

  it('Reset of an integration reads its row again, in its phase; Terminate is made good by the repair', async () => {
    const entity = integrationWorkflowId(integration.id);
    const handle = product.temporal.workflow.getHandle(entity);
    const details = async () =>
      (await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata')).currentDetails ?? '';
    const changes = async (hour: number): Promise<void> => {
      const answer = await settled(product, 'PUT', `${integration.path}/schedule`, { hour, minute: 10 });
      expect(answer).toMatchObject({ status: 200, body: { schedule: { hour, minute: 10 } } });
      expect((await schedule().describe()).spec.calendars).toMatchObject([{ hour: [{ start: hour }] }]);
    };
    const reset = await resetWorkflow(product, entity);
    await changes(4);
    expect((await handle.describe()).runId).toBe(reset);
    expect(await details()).toMatch(/Harbor Lane IT Services.*Phase \*\*active\*\*: in order/su);

    await handle.terminate('ended in the Temporal UI');
    await waitFor('the repair', 15_000, async () => {
      const now = await handle.describe();
      return now.status.name === 'RUNNING' && now.runId !== reset ? true : null;
    });
    await changes(5);
    expect(await phaseIs(product, integration, 'active')).toMatchObject({ live: true });
    expect(body(await product.client.request('GET', '/integrations'))['items']).toHaveLength(1);
  });
});
