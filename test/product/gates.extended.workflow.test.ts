import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { causesOfWorking } from './credential-steps.ts';
import { housekeep } from './housekeeping-steps.ts';
import { body, type Connected, loaded, mapProducts, phaseIs } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import {
  account, accounts, decided, listed, productId, scheduleIds, serviceId, settled, status, workflowsOf,
} from './set-up-steps.ts'; // prettier-ignore

const parts = ['integration', 'accounts', 'services'] as const;
type Part = (typeof parts)[number];
type Indicator = 'waiting' | 'pending' | 'error';

/** All ways in which gate one is shut, with both words for "not pending". */
const shut: readonly (readonly [Indicator, Indicator, Indicator])[] = [
  ['waiting', 'waiting', 'waiting'],
  ['error', 'waiting', 'pending'],
  ['waiting', 'pending', 'error'],
  ['pending', 'error', 'waiting'],
  ['error', 'pending', 'pending'],
  ['pending', 'waiting', 'pending'],
  ['pending', 'pending', 'error'],
];

describe('gate one', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct();
    integration = await loaded(product);
    await mapProducts(product, integration);
  });
  afterAll(() => product.close());

  /** The indicators are forced in the rows: most combinations pass too quickly to be met. */
  async function force(statuses: readonly Indicator[]): Promise<void> {
    for (const [index, part] of parts.entries()) {
      await sql`update gate_status set status = ${statuses[index]} where part = ${part}`.execute(product.db);
    }
  }

  it.each(shut)(
    'integration %s, accounts %s, services %s: refuses decisions, review and finish',
    async (...now) => {
      const [first] = await accounts(product, integration);
      await force(now);
      const missing = parts.flatMap((part: Part, index) =>
        now[index] === 'pending' ? [] : [{ code: 'GateNotMet', part, status: now[index] }],
      );
      const { path } = integration;
      const decisions = [{ kind: 'account', vendorId: first!['id'] as string, action: 'mark', mark: 'nfr' }];
      const answers = [
        await product.client.request('POST', `${path}/mapping-decisions`, { decisions }, randomUUID()),
        await product.client.request('GET', `${path}/set-up-review`),
        await product.client.request('POST', `${path}/finish`, {}, randomUUID()),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(409);
        expect(answer.body).toMatchObject({ code: 'GateNotMet', errors: missing });
        for (const { part } of missing) expect(body(answer)['detail']).toMatch(new RegExp(part, 'iu'));
      }
      const shown = await status(product, integration);
      expect(shown['gateOne']).toEqual({
        open: false,
        missing: missing.map(({ part, status: word }) => ({ part, status: word })),
      });
      await force(['pending', 'pending', 'pending']);
      expect((await account(product, integration, first!['name'] as string))['mark']).toBe(first!['mark']);
      expect(await scheduleIds(product)).toEqual([]);
      expect(await listed(product, `${path}/syncs`)).toEqual([]);
    },
  );

  it('all three pending: the gate is open', async () => {
    await force(['pending', 'pending', 'pending']);
    expect((await status(product, integration))['gateOne']).toEqual({ open: true, missing: [] });
    expect((await product.client.request('GET', `${integration.path}/set-up-review`)).status).toBe(200);
  });
});

describe('a working key that is refused after a first success', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct();
    integration = await loaded(product);
    await mapProducts(product, integration);
  });
  afterAll(() => product.close());

  const press = (step: string, sent: object = {}) =>
    settled(product, 'POST', `${integration.path}/${step}`, sent, randomUUID());
  const indicator = async () =>
    ((await status(product, integration))['indicators'] as readonly Record<string, unknown>[])[0];

  it('shows as error with its cause and closes Next and Finish, until it is accepted again', async () => {
    const { integrationKey } = product.credentials.accountsApi;
    await product.control.changeDuoKey(integrationKey, { enabled: false });
    expect((await press('authenticate')).status).toBe(422);
    const shown = await indicator();
    expect(shown).toMatchObject({
      part: 'integration',
      status: 'error',
      cause: { code: expect.any(String) },
    });
    const finish = await press('finish');
    expect([finish.status, finish.body['code']]).toEqual([409, 'GateNotMet']);
    expect(finish.body['errors']).toMatchObject([{ part: 'integration', status: 'error' }]);
    expect((await product.client.request('GET', `${integration.path}/set-up-review`)).status).toBe(409);
    await product.control.changeDuoKey(integrationKey, { enabled: true });
    expect((await press('authenticate')).status).toBe(200);
    expect(await indicator()).toMatchObject({ status: 'pending', cause: null });
  });

  const causes = () => causesOfWorking(product, integration);
  const accepted = { 'accounts-api': null, 'admin-api': null, psa: null };

  it('is found by loading again: the set that is refused says so, and the others stay verified', async () => {
    const { integrationKey } = product.credentials.accountsApi;
    await product.control.changeDuoKey(integrationKey, { enabled: false });
    await press('load');
    await waitFor('the refusal', 20_000, async () =>
      (await indicator())?.['status'] === 'error' ? true : null,
    );
    expect(await causes()).toEqual({ ...accepted, 'accounts-api': 'VendorKeyUnknown' });
    expect((await press('finish')).body).toMatchObject({ code: 'GateNotMet' });
    await product.control.changeDuoKey(integrationKey, { enabled: true });
    expect((await press('authenticate')).status).toBe(200);
    await phaseIs(product, integration, 'mapping');
    expect(await causes()).toEqual(accepted);
    const { publicKey } = product.credentials.psa;
    await product.control.changeRights(publicKey, { companies: false });
    await press('load');
    await waitFor('the refusal', 20_000, async () =>
      (await indicator())?.['status'] === 'error' ? true : null,
    );
    expect(await causes()).toEqual({ ...accepted, psa: 'PsaRightMissing' });
    await product.control.changeRights(publicKey, { companies: true });
    expect((await press('authenticate')).status).toBe(200);
    await phaseIs(product, integration, 'mapping');
  });

  it('is found by the daily try while nobody presses anything, and its return too', async () => {
    const { integrationKey } = product.credentials.adminApi;
    const tried = async (): Promise<void> => {
      await product.db.updateTable('credential').set({ verifiedAt: null, probedAt: null }).execute();
      expect((await housekeep(product)).status).toBe('COMPLETED');
    };
    await product.control.changeDuoKey(integrationKey, { enabled: false });
    await tried();
    expect(await indicator()).toMatchObject({ status: 'error', cause: { code: 'VendorKeyUnknown' } });
    expect((await press('finish')).body).toMatchObject({ code: 'GateNotMet' });
    await product.control.changeDuoKey(integrationKey, { enabled: true });
    await tried();
    expect(await indicator()).toMatchObject({ status: 'pending', cause: null });
    expect((await press('finish')).status).toBe(200);
  });
});

describe('gate two and Finish', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct();
    integration = await loaded(product);
  });
  afterAll(() => product.close());

  const finish = (key = randomUUID()) => settled(product, 'POST', `${integration.path}/finish`, {}, key);

  async function refused(...missing: readonly string[]): Promise<void> {
    const answer = await finish();
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'GateNotMet' });
    expect((answer.body['errors'] as { part: string }[]).map(({ part }) => part)).toEqual(missing);
    expect((await status(product, integration))['gateTwo']).toEqual({ open: false, missing });
    expect(await status(product, integration)).toMatchObject({ phase: 'mapping', activeRun: null });
    expect(await listed(product, `${integration.path}/syncs`)).toEqual([]);
    expect(await scheduleIds(product)).toEqual([]);
    expect(await workflowsOf(product, 'syncWorkflow')).toEqual([]);
  }

  it('is refused without both mappings, and after one was removed; nothing is started', async () => {
    await refused('service-mapping');
    const mapped = (await accounts(product, integration)).filter(({ mapping }) => mapping.state === 'mapped');
    expect(mapped.length).toBeGreaterThan(1);
    await decided(
      product,
      integration,
      ...mapped.map(({ id }) => ({ kind: 'account', vendorId: id as string, action: 'unmap' })),
    );
    await refused('account-mapping', 'service-mapping');
    const vendorId = await serviceId(product, integration);
    const psaId = await productId(product, integration, 'DUO-ESS');
    await decided(product, integration, { kind: 'service', vendorId, action: 'map', psaId });
    await refused('account-mapping');
    // An excluded account is not a mapped one.
    const [one, two] = mapped;
    const exclude = { kind: 'account', vendorId: one!['id'] as string, action: 'exclude', reason: 'shared' };
    await decided(product, integration, exclude);
    await refused('account-mapping');
    const map = {
      kind: 'account',
      vendorId: two!['id'] as string,
      action: 'map',
      psaId: two!['mapping'].company.id as string,
    };
    await decided(product, integration, map);
    expect((await status(product, integration))['gateTwo']).toEqual({ open: true, missing: [] });
    await decided(product, integration, { kind: 'service', vendorId, action: 'unmap', psaId });
    await refused('service-mapping');
    await decided(product, integration, { kind: 'service', vendorId, action: 'map', psaId });
    await decided(product, integration, { kind: 'account', vendorId: two!['id'] as string, action: 'unmap' });
    await refused('account-mapping');
    await decided(product, integration, map);
  });

  it('a decision sent right before Finish counts: Finish applies what waits first', async () => {
    const [target] = (await accounts(product, integration)).filter(
      ({ mapping }) => mapping.state === 'mapped',
    );
    const decisions = [{ kind: 'account', vendorId: target!['id'] as string, action: 'unmap' }];
    const stored = async (): Promise<number> => {
      const { rows } = await sql<{ n: string }>`select count(*) as n from mapping_command`.execute(
        product.db,
      );
      return Number(rows[0]!.n);
    };
    const before = await stored();
    const [, answer] = await Promise.all([
      product.client.request('POST', `${integration.path}/mapping-decisions`, { decisions }, randomUUID()),
      // Sent as soon as the decision is a row.
      waitFor('the decision to be stored', 5_000, async () => ((await stored()) > before ? true : null)).then(
        () => finish(),
      ),
    ]);
    expect(answer.status).toBe(409);
    expect((answer.body['errors'] as { part: string }[]).map(({ part }) => part)).toEqual([
      'account-mapping',
    ]);
    await decided(product, integration, {
      kind: 'account',
      vendorId: target!['id'] as string,
      action: 'map',
      psaId: target!['mapping'].company.id as string,
    });
  });

  it('twice at once, and again after its answer was lost: one schedule, one first sync, the same answer', async () => {
    const lostKey = randomUUID();
    // The request goes out whole and its sender hangs up before the answer.
    const hangUp = new AbortController();
    const made = await product.client.request('POST', '/api-keys', { name: 'hangs up', role: 'admin' });
    const lost = fetch(`${product.origin}/api/v1${integration.path}/finish`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${body(made)['key'] as string}`,
        'content-type': 'application/json',
        'idempotency-key': lostKey,
      },
      body: '{}',
      signal: hangUp.signal,
    }).catch(() => null);
    await waitFor('the command to be stored', 5_000, async () => {
      const { rows } = await sql`select 1 from update_command where command_id = ${lostKey}`.execute(
        product.db,
      );
      return rows.length > 0 ? true : null;
    });
    hangUp.abort();
    await lost;
    const [first, second, repeated] = await Promise.all([finish(), finish(), finish(lostKey)]);
    expect([first.status, second.status, repeated.status]).toEqual([200, 200, 200]);
    expect(first.body).toMatchObject({ finished: true, firstSyncKey: lostKey });
    expect(second.body).toEqual(first.body);
    expect(repeated.body).toEqual(first.body);

    await phaseIs(product, integration, 'active', 30_000);
    const late = await finish(lostKey);
    const later = await finish();
    expect([late.body, later.body]).toEqual([first.body, first.body]);
    const runs = await listed(product, `${integration.path}/syncs`);
    expect(runs).toMatchObject([{ trigger: 'first', state: 'succeeded' }]);
    expect(await workflowsOf(product, 'syncWorkflow')).toEqual([`sync/${integration.id}/first/${lostKey}`]);
    expect(await scheduleIds(product)).toEqual([`sync/${integration.id}`]);
  });

  it('the same key with another body is refused', async () => {
    const key = randomUUID();
    expect((await finish(key)).status).toBe(200);
    const other = await product.client.request(
      'POST',
      `${integration.path}/finish`,
      { keepNames: false },
      key,
    );
    expect([other.status, body(other)['code']]).toEqual([422, 'IdempotencyKeyReused']);
  });

  it('after Finish, gate one no longer guards mapping', async () => {
    await sql`update gate_status set status = 'error' where part = 'accounts'`.execute(product.db);
    const [first] = await accounts(product, integration);
    await decided(product, integration, {
      kind: 'account',
      vendorId: first!['id'] as string,
      action: 'exclude',
      reason: 'shared',
    });
    await sql`update gate_status set status = 'pending' where part = 'accounts'`.execute(product.db);
  });
});
