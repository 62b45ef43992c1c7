import { randomUUID } from 'node:crypto';
import { vendorCalls } from '../../vendors/duo/calls.ts';
import { timeOfNight } from '../../domain/housekeeping/time-of-day.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { syncScheduleId } from '../../contracts/temporal/names.ts';
import { active, body, type Connected, phaseIs, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import {
  accountOf,
  accountsRead,
  callsByFormula,
  children,
  itemsOf,
  requestLogEnd,
  lineOf,
  listPath,
  requestsSince,
  runDetail,
  seatsOf,
  shownInTemporal,
  usersAskedFor,
  usersPath,
  vendorAccount,
} from './sync-observations.ts';

describe('syncs', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct({
      // An account that does not answer is asked again for a minute: a run stays under way until the test lets it go.
      settings: {
        vendor: {
          suffixes: ['duosecurity.com', 'duosecurity.test'],
          readTimeoutMs: 500,
          retry: { attempts: 60, baseMs: 20, maxMs: 100, retryAfterMaxMs: 500 },
        },
      },
    });
    for (const { integrationKey } of [product.credentials.accountsApi, product.credentials.adminApi]) {
      await product.control.changeDuoKey(integrationKey, {
        grants: { readResource: true, readInformation: false, settings: false },
      });
    }
    integration = await active(product);
  });
  afterAll(() => product.close());
  afterEach(() => product.control.clear());

  const schedule = () => product.temporal.schedule.getHandle(syncScheduleId(integration.id));

  /** A run that waits for one account until `letGo`. */
  async function heldRun(): Promise<{ readonly runId: string; readonly seq: number }> {
    const child = (await children(product))[0]!;
    const seq = await requestLogEnd(product);
    await product.control.inject({
      vendor: 'duo',
      path: usersPath,
      accountId: child.accountId,
      fault: { kind: 'hang' },
    });
    const runId = await startSync(product, integration);
    await usersAskedFor(product, child.accountId, seq);
    return { runId, seq };
  }

  it('makes as many Duo calls as the formula says, all of them of the closed list, with the right to read users alone', async () => {
    const seq = await requestLogEnd(product);
    const run = await runEnds(product, await startSync(product, integration));
    const calls = await callsByFormula(product);
    expect(run).toMatchObject({
      state: 'succeeded',
      calls: { vendor: calls, vendorFormula: calls, vendorUnreadable: 0 },
    });
    expect(await requestsSince(product, seq)).toHaveLength(calls);
    const psa = await requestsSince(product, seq, 'connectwise');
    expect(run['calls']['psa']).toBe(psa.length);
    expect(new Set(psa.map(({ method }) => method))).toEqual(new Set(['GET']));
    const closed: readonly string[] = Object.values(vendorCalls).map(
      ({ method, path }) => `${method} ${path}`,
    );
    // Since the first request of all: connecting, authenticating, loading and two syncs.
    const made = new Set((await requestsSince(product, 0)).map(({ method, path }) => `${method} ${path}`));
    expect([...made].filter((call) => !closed.includes(call))).toEqual([]);
    expect([...made]).toEqual(expect.arrayContaining([`POST ${listPath}`, `GET ${usersPath}`]));
    expect((await product.control.requestLog()).filter(({ kind }) => kind === 'change')).toEqual(
      (await product.control.requestLog()).filter(
        (entry) => entry.kind === 'change' && entry.by === 'person',
      ),
    );
  });

  it('shows each run in Temporal with outcome, trigger and integration, and says in words how it ended', async () => {
    const run = await runEnds(product, await startSync(product, integration));
    expect(await shownInTemporal(product, run['id'] as string)).toMatchObject({
      status: 'COMPLETED',
      attributes: {
        TenantId: product.tenantId,
        IntegrationId: integration.id,
        TriggeredBy: 'manual',
        SyncOutcome: 'succeeded',
      },
      details: expect.stringMatching(/Succeeded\.[\s\S]*16 of 16 accounts counted/u) as string,
    });
    await waitFor('the run among those found by attribute', 10_000, async () => {
      const found = product.temporal.workflow.list({
        query: `SyncOutcome = 'succeeded' AND IntegrationId = '${integration.id}'`,
      });
      for await (const _ of found) return true;
      return null;
    });
  });

  it('schedules each day at a time of the night in UTC, up to 20 minutes later, never two at once, missed ones for 12 hours', async () => {
    const { spec, policies, state, action } = await schedule().describe();
    const { hour, minute } = timeOfNight(integration.id);
    expect(spec).toMatchObject({ timezone: 'UTC', jitter: 20 * 60_000 });
    expect(spec.calendars).toMatchObject([
      {
        hour: [{ start: hour, end: hour }],
        minute: [{ start: minute, end: minute }],
        second: [{ start: 0, end: 0 }],
      },
    ]);
    expect(policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 12 * 3_600_000, pauseOnFailure: false });
    expect(state.paused).toBe(false);
    expect(action).toMatchObject({
      workflowType: 'syncWorkflow',
      taskQueue: 'recon',
      priority: { priorityKey: 3 },
    });
  });

  it('starts a run of the schedule when that is triggered through the service', async () => {
    await schedule().trigger('SKIP');
    const scheduled = await waitFor('a run by schedule', 15_000, async () => {
      const runs = await itemsOf(product, `${integration.path}/syncs`);
      return runs.find(({ trigger }) => trigger === 'schedule') ?? null;
    });
    const run = await runEnds(product, scheduled['id'] as string);
    expect(run).toMatchObject({
      state: 'succeeded',
      mode: 'full',
      requestedBy: { kind: 'schedule', id: 'sync' },
    });
    const shown = await shownInTemporal(product, run['id'] as string);
    expect(shown.attributes).toMatchObject({ TriggeredBy: 'schedule', SyncOutcome: 'succeeded' });
  });

  it('completes a scheduled run that meets a manual one as joined, with a link to it', async () => {
    const { runId, seq } = await heldRun();
    await schedule().trigger('SKIP');
    const joined = await waitFor('the joined run', 15_000, async () => {
      const runs = await itemsOf(product, `${integration.path}/syncs?state=joined`);
      return runs[0] ?? null;
    });
    expect(joined).toMatchObject({ trigger: 'schedule', joinedRunId: runId, cause: null });
    expect(await shownInTemporal(product, joined['id'] as string)).toMatchObject({
      status: 'COMPLETED',
      attributes: { SyncOutcome: 'joined', TriggeredBy: 'schedule' },
      details: expect.stringContaining(runId) as string,
    });
    expect(await runDetail(product, runId)).toMatchObject({ state: 'running' });
    await product.control.clear();
    expect(await runEnds(product, runId)).toMatchObject({ state: 'succeeded' });
    const requests = await requestsSince(product, seq);
    expect(requests.filter(({ path }) => path === listPath)).toHaveLength(1);
    // One reading of each account, apart from the one that did not answer at first.
    const [held, ...others] = await children(product);
    const read = accountsRead(requests);
    expect(others.filter(({ accountId }) => read.filter((id) => id === accountId).length !== 1)).toEqual([]);
    expect(read).toContain(held!.accountId);
  });

  it('cancels a run within ten seconds though an account hangs, keeps what was read, and starts again immediately', async () => {
    const { runId } = await heldRun();
    const others = (await children(product)).slice(1);
    await waitFor('the other accounts', 15_000, async () => {
      const { progress } = await runDetail(product, runId);
      return progress.done === others.length + 1 ? true : null;
    });
    const asked = Date.now();
    const answer = await product.client.request('POST', `/syncs/${runId}/cancel`, {}, randomUUID());
    expect([200, 202]).toContain(answer.status);
    const run = await runEnds(product, runId);
    const tookMs = Date.now() - asked;
    expect(tookMs).toBeLessThan(10_000);
    expect(run).toMatchObject({
      state: 'canceled',
      cause: { code: 'SyncCanceled' },
      totals: { counted: others.length + 1 },
    });
    for (const { accountId, userCounts } of others) {
      expect(accountOf(run, accountId)).toMatchObject({ state: 'counted', seats: seatsOf({ userCounts }) });
    }
    await product.control.clear();
    const next = await runEnds(product, await startSync(product, integration));
    expect(next).toMatchObject({ state: 'succeeded' });
    expect(next['id']).not.toBe(runId);
    expect(await shownInTemporal(product, runId)).toMatchObject({
      status: 'CANCELLED',
      attributes: { SyncOutcome: 'canceled', FailureCode: 'SyncCanceled' },
    });
    const again = await product.client.request('POST', `/syncs/${runId}/cancel`, {}, randomUUID());
    expect([again.status, body(again)['code']]).toEqual([409, 'SyncRunNotActive']);
    await phaseIs(product, integration, 'active');
  });

  it('counts a trashed user out and a restored one in, pending ones never, and shows who came and went', async () => {
    const [first, second] = await children(product);
    const quantityOf = async ({ accountId }: { readonly accountId: string }): Promise<number> =>
      (await lineOf(product, integration, accountId))['vendorQuantity'] as number;
    const before = { first: await quantityOf(first!), second: await quantityOf(second!) };
    const [trashed] = await product.control.changeDuoUsers(first!.accountId, { action: 'trash', count: 1 });
    await product.control.changeDuoUsers(second!.accountId, {
      action: 'add',
      count: 4,
      status: 'pending deletion',
    });
    expect(await runEnds(product, await startSync(product, integration))).toMatchObject({
      state: 'succeeded',
    });
    expect(await quantityOf(first!)).toBe(before.first - 1);
    expect(await quantityOf(second!)).toBe(before.second);
    const afterTrash = (await lineOf(product, integration, first!.accountId))['seatChanges'];
    expect(afterTrash).toMatchObject({ came: [], went: [{ userId: trashed, status: 'pending deletion' }] });
    expect(afterTrash['since']).toMatch(/^since the last accepted count of /u);
    expect((await lineOf(product, integration, second!.accountId))['seatChanges']).toMatchObject({
      came: [],
      went: [],
    });

    await product.control.changeDuoUsers(first!.accountId, { action: 'restore', userIds: [trashed!] });
    const [added] = await product.control.changeDuoUsers(first!.accountId, {
      action: 'add',
      names: ['Ada Newcomer'],
    });
    await runEnds(product, await startSync(product, integration));
    expect(await quantityOf(first!)).toBe(before.first + 1);
    // Both joined since the first reading: one came back, one is new.
    const { came, went } = (await lineOf(product, integration, first!.accountId))['seatChanges'];
    expect((came as { readonly userId: string }[]).map(({ userId }) => userId).sort()).toEqual(
      [trashed, added].sort(),
    );
    expect(went).toEqual([]);
    const history = await product.client.request(
      'GET',
      `${integration.path}/vendor-accounts/${String((await vendorAccount(product, integration, second!.accountId))['id'])}/history`,
    );
    expect((body(history)['readings'] as unknown[]).at(-1)).toMatchObject({
      seats: before.second,
      notCounted: { 'pending deletion': 4 },
    });
  });
});
