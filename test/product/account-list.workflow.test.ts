import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import {
  active,
  body,
  type Connected,
  everyLine,
  loaded,
  mapProducts,
  phaseIs,
  runEnds,
  startSync,
} from './lifecycle.ts';
import { causesOfWorking } from './credential-steps.ts';
import { type Product, startProduct } from './product.ts';
import {
  itemsOf,
  requestLogEnd,
  listPath,
  openNotices,
  requestsSince,
  shownInTemporal,
  workflowIdOf,
} from './sync-observations.ts';

describe('a list of accounts that fails or is empty', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct();
    integration = await active(product);
  });
  afterAll(() => product.close());
  afterEach(() => product.control.clear());

  const listFault = (fault: FaultOrder['fault'], times?: number) =>
    product.control.inject({
      vendor: 'duo',
      path: listPath,
      fault,
      ...(times === undefined ? {} : { times }),
    });

  const known = async (): Promise<unknown> => [
    (await everyLine(product, integration)).map((line): unknown => [
      line['groupKey'],
      line['version'],
      line['kind'],
    ]),
    (await itemsOf(product, `${integration.path}/vendor-accounts?limit=500`)).map(
      ({ foreignId, mapping, seats, goneAt }): unknown => [foreignId, mapping, seats, goneAt],
    ),
  ];

  it.each<[string, FaultOrder['fault'], string]>([
    ['comes empty', { kind: 'json', body: { stat: 'OK', response: [] } }, 'AccountListEmpty'],
    ['fails inside a 200', { kind: 'stat-fail', code: 40002, message: 'Invalid request' }, 'VendorRejected'],
    ['is a page of HTML', { kind: 'status', status: 200, body: 'html' }, 'VendorAnswerUnreadable'],
    ['is JSON of another shape', { kind: 'odd-json', shape: 'wrong-types' }, 'VendorAnswerUnreadable'],
  ])('wipes nothing and fails the run with the cause when it %s', async (_, fault, code) => {
    const before = await known();
    await listFault(fault);
    const run = await runEnds(product, await startSync(product, integration));
    expect(run).toMatchObject({
      state: 'failed',
      cause: { code, advice: expect.stringMatching(/./u) as string },
    });
    expect(await known()).toEqual(before);
    expect(await shownInTemporal(product, run['id'] as string)).toMatchObject({
      status: 'FAILED',
      attributes: { SyncOutcome: 'failed', FailureCode: code },
    });
    // No credential is at fault: a notice, not an error of the integration.
    expect(await openNotices(product, integration)).toMatchObject([{ code: 'SyncFailed' }]);
    await phaseIs(product, integration, 'active');
  });

  it('asks again after an error of Duo, and then reads all', async () => {
    // One attempt of the activity makes three calls; the next one finds Duo well.
    await listFault({ kind: 'status', status: 500, body: 'html' }, 3);
    const seq = await requestLogEnd(product);
    const run = await runEnds(product, await startSync(product, integration));
    expect(run).toMatchObject({ state: 'succeeded', totals: { counted: 16 } });
    const lists = (await requestsSince(product, seq)).filter(({ path }) => path === listPath);
    expect(lists.map(({ outcome }) => outcome)).toEqual([500, 500, 500, 200]);
    expect(await openNotices(product, integration)).toEqual([]);
  });

  it('says from the third attempt on why a run stands still and since when, to whoever looks or joins, and goes on by itself', async () => {
    await listFault({ kind: 'stat-fail', code: 50001 });
    const runId = await startSync(product, integration);
    const status = async () => body(await product.client.request('GET', `${integration.path}/status`));
    const activeRun = await waitFor('the run to say that it stands still', 30_000, async () => {
      const { activeRun } = await status();
      return activeRun?.['stalled'] == null ? null : (activeRun as Record<string, unknown>);
    });
    const stalled = {
      cause: { code: 'VendorServerError', detail: expect.stringMatching(/status\.duo\.com/u) as string },
      since: expect.stringMatching(/^\d{4}-/u) as string,
    };
    expect(activeRun).toMatchObject({ runId, state: 'running', stalled });
    const again = await product.client.request('POST', `${integration.path}/syncs`, { mode: 'full' });
    expect([again.status, again.body]).toMatchObject([
      200,
      { runId, joined: true, state: 'running', stalled },
    ]);
    const handle = product.temporal.workflow.getHandle(await workflowIdOf(product, runId));
    await waitFor('the Temporal UI to say so', 10_000, async () => {
      const shown = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
      return /accounts has been stalled since [\s\S]*VendorServerError/u.test(shown.currentDetails ?? '')
        ? true
        : null;
    });
    await product.control.clear();
    const run = await runEnds(product, runId);
    expect(run).toMatchObject({ state: 'succeeded', stalled: null });
  });

  it('needs attention when the Accounts API is rejected, and an authentication repairs it', async () => {
    const before = await known();
    await product.control.switchDuo({ accountsApiEnabled: false });
    const run = await runEnds(product, await startSync(product, integration));
    expect(run).toMatchObject({ state: 'failed', cause: { code: 'VendorApiNotEnabled' } });
    expect(run['cause']['detail']).toMatch(/Duo Support.*Owner/u);
    expect(await phaseIs(product, integration, 'needs-attention')).toMatchObject({
      status: 'error',
      cause: { code: 'VendorApiNotEnabled' },
    });
    expect(await known()).toEqual(before);
    await product.control.switchDuo({ accountsApiEnabled: true });
    await product.client.command('POST', `${integration.path}/authenticate`, {}, integration.path);
    expect(await phaseIs(product, integration, 'active')).toMatchObject({ status: 'active', cause: null });
    expect(await known()).toEqual(before);
  });

  it('needs attention when a key is rejected in the middle of a run, and a good sync repairs it', async () => {
    await product.control.changeDuoKey(product.credentials.adminApi.integrationKey, { enabled: false });
    const run = await runEnds(product, await startSync(product, integration));
    expect(run).toMatchObject({ state: 'failed', cause: { code: 'VendorKeyUnknown' } });
    expect(await phaseIs(product, integration, 'needs-attention')).toMatchObject({ status: 'error' });
    expect(await causesOfWorking(product, integration)).toEqual({
      'accounts-api': null,
      'admin-api': 'VendorKeyUnknown',
      psa: null,
    });
    await product.control.changeDuoKey(product.credentials.adminApi.integrationKey, { enabled: true });
    expect(await runEnds(product, await startSync(product, integration))).toMatchObject({
      state: 'succeeded',
    });
    expect(await phaseIs(product, integration, 'active')).toMatchObject({ status: 'active', cause: null });
    expect(Object.values(await causesOfWorking(product, integration))).toEqual([null, null, null]);
  });
});

describe('a first sync', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  });
  afterAll(() => product.close());

  it('that fails stays first with its cause; the retry succeeds and tells of a child that came meanwhile', async () => {
    const integration = await loaded(product);
    await mapProducts(product, integration);
    const { children } = await product.control.duoAccounts();
    const child = await product.control.addDuoAccount({ name: children[0]!.name, users: 2 });
    await product.control.switchDuo({ accountsApiEnabled: false });
    await product.client.command('POST', `${integration.path}/finish`, {}, integration.path);
    const first = (await itemsOf(product, `${integration.path}/syncs`))[0]!;
    expect(await runEnds(product, first['id'] as string)).toMatchObject({
      state: 'failed',
      trigger: 'first',
      cause: { code: 'VendorApiNotEnabled' },
    });
    expect(await phaseIs(product, integration, 'first-sync')).toMatchObject({
      status: 'pending',
      cause: { code: 'VendorApiNotEnabled' },
    });
    await product.control.switchDuo({ accountsApiEnabled: true });
    expect(await runEnds(product, await startSync(product, integration))).toMatchObject({
      state: 'succeeded',
    });
    await phaseIs(product, integration, 'active');
    const notices = await openNotices(product, integration);
    expect(
      notices.map(({ code, detail }): unknown => [code, (detail as string).includes(child.name)]),
    ).toEqual([['UnmappedNewAccount', true]]);
    const twin = body(
      await product.client.request('GET', `/usage-lines?integration=${integration.id}&kind=unmapped`),
    );
    expect(twin['items']).toMatchObject([{ vendorQuantity: 2 }]);
  });
});
