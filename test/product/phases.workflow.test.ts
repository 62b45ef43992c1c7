import { asWritten } from '../../messages/message.ts';
import { sql } from 'kysely';
import { raiseNotice } from '../../db/notices/notices.ts';
import type { NoticeCode } from '../../domain/notices.ts';
import { timeOfNight } from '../../domain/housekeeping/time-of-day.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { openNotices as noticeRows } from './housekeeping-steps.ts';
import { body, type Connected, loaded, mapProducts, phaseIs, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { openNotices, shownInTemporal } from './sync-observations.ts';
import {
  accounts, decided, requestLogMark, listed, mappingsOf, named, requestsSince, scheduleIds, settled, status, workflowsOf,
} from './set-up-steps.ts'; // prettier-ignore

/**
 * One integration that is disconnected from phase after phase and connected again: same row, same id, mappings kept,
 * no further exact matching (architecture.md 4, RULES 11). The cases build on each other.
 */
describe('disconnect and connect again', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct();
    const answer = await connect();
    expect(answer.status).toBe(201);
    const id = body(answer)['id'] as string;
    integration = { id, path: `/integrations/${id}` };
  });
  afterAll(() => product.close());

  const connect = () =>
    product.client.request('POST', '/integrations', { vendor: 'duo', module: 'billing', psa: 'connectwise' });

  const post = (step: string) => settled(product, 'POST', `${integration.path}/${step}`);

  /** One open notice of each. */
  const raised = (...codes: readonly NoticeCode[]) =>
    product.db.transaction().execute(async (tx) => {
      const { tenantId } = await tx.selectFrom('integration').select('tenantId').executeTakeFirstOrThrow();
      const key = { tenantId, integrationId: integration.id };
      for (const code of codes) await raiseNotice(tx, key, { code, subject: 'x', detail: asWritten(code) });
    });

  async function giveCredentials(): Promise<void> {
    for (const [set, fields] of [
      ['accounts-api', product.credentials.accountsApi],
      ['admin-api', product.credentials.adminApi],
      ['psa', product.credentials.psa],
    ] as const) {
      const answer = await product.client.request('PUT', `${integration.path}/credentials/${set}`, fields);
      expect(answer.status).toBe(200);
    }
  }

  async function load(): Promise<void> {
    await giveCredentials();
    expect((await post('authenticate')).status).toBe(200);
    await phaseIs(product, integration, 'mapping');
  }

  /** Disconnects and checks what must be left and what must be gone. */
  async function disconnect(from: string): Promise<void> {
    const before = await mappingsOf(product, integration);
    expect((await status(product, integration))['phase']).toBe(from);
    expect((await post('disconnect')).status).toBe(202);
    const now = await phaseIs(product, integration, 'disconnected', 20_000);
    expect(now).toMatchObject({ status: 'inactive', activeRun: null });
    const credentials = body(await product.client.request('GET', `${integration.path}/credentials`));
    expect(credentials['items']).toMatchObject([
      { working: null, candidate: null },
      { working: null, candidate: null },
      { working: null, candidate: null },
    ]);
    await waitFor('the schedule to go', 5_000, async () =>
      (await scheduleIds(product)).length === 0 ? true : null,
    );
    expect(await mappingsOf(product, integration)).toEqual(before);
    for (const step of ['authenticate', 'load', 'finish', 'pause', 'resume']) {
      const rejected = await post(step);
      expect([step, rejected.status, rejected.body['code']]).toEqual([step, 409, 'PhaseRejected']);
    }
    const sync = await product.client.request('POST', `${integration.path}/syncs`, { mode: 'full' });
    expect([sync.status, body(sync)['code']]).toEqual([409, 'PhaseRejected']);
  }

  async function connectAgain(): Promise<void> {
    const before = await mappingsOf(product, integration);
    const answer = await connect();
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      id: integration.id,
      phase: 'awaiting-credentials',
      status: 'inactive',
    });
    expect(await mappingsOf(product, integration)).toEqual(before);
    expect((await listed(product, `${integration.path}/vendor-services`)).length).toBeLessThan(2);
    expect(body(await product.client.request('GET', '/integrations'))['items']).toHaveLength(1);
  }

  it('a second connect is rejected while the first lives, naming it', async () => {
    const answer = await connect();
    expect([answer.status, body(answer)['code']]).toEqual([409, 'AlreadyConnected']);
    expect(body(answer)['detail']).toContain(integration.id);
  });

  it('while awaiting credentials', async () => {
    await giveCredentials();
    await disconnect('awaiting-credentials');
    await connectAgain();
  });

  it('a failed load stays in loading with its cause, is retried, and can be disconnected', async () => {
    // The probe of authenticate passes, the list of the loading does not.
    const failing = () =>
      product.control.inject({
        vendor: 'duo',
        path: '/accounts/v1/account/list',
        after: 1,
        fault: { kind: 'status', status: 500 },
      });
    const showsCause = () =>
      waitFor('the load to fail', 15_000, async () => {
        const now = await status(product, integration);
        const [, ofAccounts, ofServices] = now['indicators'] as [
          unknown,
          { status: string },
          { status: string },
        ];
        const ended =
          ofAccounts.status === 'error' && ofServices.status === 'pending' && now['cause'] !== null;
        return now['phase'] === 'loading' && ended ? now : null;
      });
    await giveCredentials();
    let fault = await failing();
    expect((await post('authenticate')).status).toBe(200);
    expect((await showsCause())['indicators'][1]).toMatchObject({ cause: { code: 'VendorServerError' } });
    expect((await status(product, integration))['gateOne']).toEqual({
      open: false,
      missing: [{ part: 'accounts', status: 'error' }],
    });
    await product.control.clear(fault.id);
    expect((await post('load')).status).toBe(202);
    await phaseIs(product, integration, 'mapping');
    expect(
      (await accounts(product, integration)).filter(({ mapping }) => mapping.origin === 'exact'),
    ).toHaveLength(15);

    // Again, and this time nobody retries.
    fault = await product.control.inject({
      vendor: 'duo',
      path: '/accounts/v1/account/list',
      fault: { kind: 'status', status: 500 },
    });
    expect((await post('load')).status).toBe(202);
    await showsCause();
    await disconnect('loading');
    await product.control.clear(fault.id);
    await connectAgain();
  });

  it('while mapping: decisions are kept, and nothing is matched again', async () => {
    await load();
    const [unmapped, excluded, marked] = (await accounts(product, integration)).filter(
      ({ mapping }) => mapping.state === 'mapped',
    );
    await decided(
      product,
      integration,
      { kind: 'account', vendorId: unmapped!['id'] as string, action: 'unmap' },
      { kind: 'account', vendorId: excluded!['id'] as string, action: 'exclude', reason: 'pilot' },
      { kind: 'account', vendorId: marked!['id'] as string, action: 'mark', mark: 'nfr' },
    );
    await mapProducts(product, integration);
    const products = async () =>
      (await listed(product, `${integration.path}/psa-products?mapped=true`)).map(
        (row) => row['productId'] as unknown,
      );
    const before = [await mappingsOf(product, integration), await products()];
    await disconnect('mapping');
    await connectAgain();

    // Somebody adds a customer meanwhile, under equal names: only first set-up matches by itself.
    const connectwise = await product.control.scenarioOf('connectwise');
    await product.control.addDuoAccount({ name: 'Meanwhile Motors', users: 5 });
    await product.control.addCompany(connectwise.companies[0]!.id, {
      name: 'Meanwhile Motors',
      identifier: 'meanwhile',
    });
    await load();
    const newcomer = named(await accounts(product, integration), 'Meanwhile Motors');
    expect(newcomer['mapping']).toMatchObject({ state: 'unmapped' });
    const others = Object.fromEntries(
      Object.entries(await mappingsOf(product, integration)).filter(([id]) => id !== newcomer['foreignId']),
    );
    expect([others, await products()]).toEqual(before);
    expect(await listed(product, `${integration.path}/vendor-services`)).toHaveLength(1);
  });

  it('during the first sync: the run is canceled, and Finish starts another', async () => {
    await product.control.latency(400);
    expect((await post('finish')).status).toBe(200);
    const running = await waitFor('the first sync to read', 10_000, async () => {
      const now = await status(product, integration);
      return now['activeRun']?.state === 'running' ? (now['activeRun'] as { runId: string }) : null;
    });
    await disconnect('first-sync');
    await product.control.latency(0);
    expect(await runEnds(product, running.runId, 1_000)).toMatchObject({
      state: 'canceled',
      trigger: 'first',
    });
    const mark = await requestLogMark(product);
    await connectAgain();
    expect(await requestsSince(product, mark)).toEqual([]);
    await load();
    expect((await post('finish')).status).toBe(200);
    await phaseIs(product, integration, 'active', 30_000);
    const runs = await listed(product, `${integration.path}/syncs`);
    expect(runs.map(({ trigger, state }) => [trigger, state] as unknown)).toEqual([
      ['first', 'succeeded'],
      ['first', 'canceled'],
    ]);
    expect(await scheduleIds(product)).toEqual([`sync/${integration.id}`]);
    expect(await workflowsOf(product, 'syncWorkflow')).toHaveLength(2);
  });

  it('pause stops schedule and syncs, decisions go on, resume brings both back', async () => {
    const schedule = async () => body(await product.client.request('GET', `${integration.path}/schedule`));
    expect(await schedule()).toMatchObject({
      exists: true,
      paused: false,
      ...timeOfNight(integration.id),
    });
    const early = await post('resume');
    // Resuming what runs is so already.
    expect([early.status, early.body]).toEqual([200, { phase: 'active' }]);
    expect([(await post('pause')).status, (await post('pause')).status]).toEqual([200, 200]);
    expect(await status(product, integration)).toMatchObject({ phase: 'paused', status: 'paused' });
    await waitFor('the schedule to be paused', 5_000, async () => {
      const described = await product.temporal.schedule.getHandle(`sync/${integration.id}`).describe();
      return described.state.paused ? true : null;
    });
    expect(await schedule()).toMatchObject({ paused: true, pausedInTemporal: false, nextTimes: [] });
    const sync = await product.client.request('POST', `${integration.path}/syncs`, { mode: 'full' });
    expect([sync.status, body(sync)['code']]).toEqual([409, 'PhaseRejected']);
    const newcomer = named(await accounts(product, integration), 'Meanwhile Motors');
    const [pilot] = (await accounts(product, integration)).filter(
      ({ mapping }) => mapping.reason === 'pilot',
    );
    const bought = named(
      await listed(product, `${integration.path}/psa-companies`),
      pilot!['name'] as string,
    );
    await decided(product, integration, {
      kind: 'account',
      vendorId: newcomer['id'] as string,
      action: 'map',
      psaId: bought['id'] as string,
    });
    expect((await post('resume')).status).toBe(200);
    expect(await status(product, integration)).toMatchObject({ phase: 'active', status: 'active' });
    expect(await schedule()).toMatchObject({ paused: false });
    expect((await schedule())['nextTimes'].length).toBeGreaterThan(0);
    expect(await runEnds(product, await startSync(product, integration))).toMatchObject({
      state: 'succeeded',
    });
  });

  it('a run that a pause stops fails in Temporal as canceled, with the cause, and raises no notice', async () => {
    const before = await openNotices(product, integration);
    await product.control.latency(400);
    const runId = await startSync(product, integration);
    await waitFor('the run to read', 10_000, async () =>
      (await status(product, integration))['activeRun']?.state === 'running' ? true : null,
    );
    expect((await post('pause')).status).toBe(200);
    expect(await runEnds(product, runId)).toMatchObject({
      state: 'canceled',
      cause: { code: 'SyncStopped' },
    });
    await product.control.latency(0);
    expect(await shownInTemporal(product, runId)).toMatchObject({
      status: 'FAILED',
      attributes: { SyncOutcome: 'canceled', FailureCode: 'SyncStopped' },
    });
    expect(await openNotices(product, integration)).toEqual(before);
    expect((await post('resume')).status).toBe(200);
  });

  it('while paused', async () => {
    expect((await post('pause')).status).toBe(200);
    await disconnect('paused');
    await connectAgain();
  });

  it('pause and resume are rejected before the set-up is finished', async () => {
    for (const step of ['pause', 'resume']) {
      const rejected = await post(step);
      expect([step, rejected.status, rejected.body['code']]).toEqual([step, 409, 'PhaseRejected']);
    }
  });

  it('while it needs attention, and while it reads in `active`; names kept before go where Finish says so', async () => {
    await load();
    expect((await post('finish')).status).toBe(200);
    await phaseIs(product, integration, 'active', 30_000);
    await product.control.changeDuoKey(product.credentials.accountsApi.integrationKey, { enabled: false });
    expect((await post('authenticate')).status).toBe(422);
    await phaseIs(product, integration, 'needs-attention');
    await raised('SyncMissed', 'WriteBlocked', 'WriteConflict', 'WriteRejected', 'InvoiceUndone');
    expect(await noticeRows(product)).toContainEqual(
      expect.objectContaining({ code: 'CredentialsRejected' }),
    );
    await disconnect('needs-attention');
    // What a person still sees to stays open; the cause of everything else is gone with the connection.
    expect((await noticeRows(product)).map(({ code }) => code).sort()).toEqual([
      'InvoiceUndone', 'WriteConflict', 'WriteRejected',
    ]); // prettier-ignore
    await product.control.changeDuoKey(product.credentials.accountsApi.integrationKey, { enabled: true });
    await connectAgain();
    await load();
    // Duo listed this user before, and no longer: no reading writes over the name.
    await sql`insert into seat_holder (tenant_id, vendor_account_id, vendor_user_id, username, status, holds_seat,
        first_seen_at, left_at, gone_at)
      select tenant_id, vendor_account_id, 'gone', 'ada', status, false, first_seen_at, first_seen_at, first_seen_at
      from seat_holder limit 1`.execute(product.db);
    expect((await settled(product, 'POST', `${integration.path}/finish`, { keepNames: false })).status).toBe(
      200,
    );
    await phaseIs(product, integration, 'active', 30_000);
    const names = product.db.selectFrom('seatHolder').select('username').where('username', 'is not', null);
    expect(await names.execute()).toEqual([]);

    await product.control.latency(400);
    const runId = await startSync(product, integration);
    await waitFor('the run to read', 10_000, async () =>
      (await status(product, integration))['activeRun']?.state === 'running' ? true : null,
    );
    await disconnect('active');
    await product.control.latency(0);
    expect(await runEnds(product, runId, 1_000)).toMatchObject({ state: 'canceled' });
    await connectAgain();
  });

  it('with another PSA: former mappings are offered by name, none is taken over; history stays, and the way back', async () => {
    const former = integration;
    const before = await mappingsOf(product, former);
    const runs = await listed(product, `${former.path}/syncs`);
    expect(runs.length).toBeGreaterThan(3);
    const [pilot] = (await accounts(product, former)).filter(({ mapping }) => mapping.reason === 'pilot');
    const name = pilot!['name'] as string;
    await disconnect('awaiting-credentials');

    integration = await loaded(product, 'autotask');
    expect(integration.id).not.toBe(former.id);
    const newcomer = named(await accounts(product, integration), 'Meanwhile Motors');
    const suggested = (account: unknown) =>
      listed(product, `${integration.path}/suggestions?account=${account as string}`);
    expect(newcomer['mapping']).toMatchObject({ state: 'unmapped' });
    const [offer, ...others] = await suggested(newcomer['id']);
    expect([offer, others]).toMatchObject([
      { company: { name }, words: `previously mapped to ${name} in ConnectWise`, ambiguous: false },
      [],
    ]);
    // A person excluded it: the equal name in the new PSA is not taken by itself.
    const excluded = named(await accounts(product, integration), name);
    expect(excluded['mapping']).toMatchObject({ state: 'unmapped' });
    expect((await suggested(excluded['id']))[0]).toMatchObject({
      words: 'names are equal; previously not billed in ConnectWise',
      ambiguous: true,
    });
    const psaId = offer!['company'].id as string;
    await decided(product, integration, {
      kind: 'account',
      vendorId: newcomer['id'] as string,
      action: 'map',
      psaId,
    });
    expect(named(await accounts(product, integration), 'Meanwhile Motors')['mapping']).toMatchObject({
      state: 'mapped',
      origin: 'person',
      company: { id: psaId, name },
    });

    expect(await mappingsOf(product, former)).toEqual(before);
    expect(await listed(product, `${former.path}/syncs`)).toEqual(runs);
    await disconnect('mapping');
    expect((await connect()).body).toMatchObject({ id: former.id, phase: 'awaiting-credentials' });
    expect(await mappingsOf(product, former)).toEqual(before);
  });
});
