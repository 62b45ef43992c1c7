import { sql } from 'kysely';
import request from 'supertest';
import type { IntegrationKey } from '../domain/keys.ts';
import { timeOfNight } from '../domain/housekeeping/time-of-day.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { buildApp } from './app.ts';
import { connected, forcePhase, load, setGates } from '../test/environment/seeded-integration.ts';
import { openCredential } from '../db/secrets/credentials.ts';

const secretKey = 'Zh5eGmUq9zpfQnyUIu5OL9iWoMMv5ZNmk3zLJ4Ep';
const duo = {
  integrationKey: 'DIPLANTEDKEY0000TEST',
  secretKey,
  apiHostname: 'api-1a2b3c4d.duosecurity.com',
};
const connectWise = {
  site: 'api-na.myconnectwise.net',
  companyId: 'harborlane',
  publicKey: 'publicpublicpublic',
  privateKey: 'privateprivate1234',
  clientId: '00000000-0000-4000-8000-000000000000',
};

let api: ApiUnderTest;
let key: IntegrationKey;
beforeAll(async () => {
  api = await apiUnderTest();
  key = await connected(api.db, api.tenantId, 'awaiting-credentials');
});
afterAll(() => api.close());

function call(method: 'get' | 'post' | 'put', path: string, body?: object): request.Test {
  const agent = request(api.app);
  return agent[method](`/api/v1/integrations/${key.integrationId}${path}`)
    .set('Cookie', api.cookies.admin)
    .send(body);
}

describe('credentials', () => {
  it('authenticate names every set that is missing, from the rows, with no command stored', async () => {
    await call('put', '/credentials/admin-api', duo).expect(200);
    const response = await call('post', '/authenticate');
    expect([response.status, response.body.code]).toEqual([422, 'CredentialSetMissing']);
    expect((response.body.errors as { set: string }[]).map(({ set }) => set)).toEqual([
      'accounts-api',
      'psa',
    ]);
    expect(await api.db.selectFrom('updateCommand').selectAll().execute()).toEqual([]);
  });

  it.each([
    ['https://API-1A2B3C4D.DuoSecurity.com/admin/v1', 'api-1a2b3c4d.duosecurity.com'],
    ['  api-1a2b3c4d.duosecurity.test/ ', 'api-1a2b3c4d.duosecurity.test'],
  ])('a hostname like %j is normalized', async (apiHostname, host) => {
    const response = await call('put', '/credentials/accounts-api', { ...duo, apiHostname }).expect(200);
    expect(response.body.candidate.host).toBe(host);
  });

  it.each([
    ['api-1a2b3c4d.duosecurity.com.evil.test', 'HostNotAllowed'],
    ['evilduosecurity.com', 'HostNotAllowed'],
    ['api-1a2b3c4d.duosecurity.com:8443', 'ValidationFailed'],
    ['user@api-1a2b3c4d.duosecurity.com', 'ValidationFailed'],
    ['127.0.0.1', 'ValidationFailed'],
    ['localhost', 'ValidationFailed'],
  ])('the host %j is rejected and not stored', async (apiHostname, code) => {
    const before = await api.db.selectFrom('credential').select('id').execute();
    const response = await call('put', '/credentials/accounts-api', { ...duo, apiHostname });
    expect([response.status, response.body.code]).toEqual([422, code]);
    expect(response.body.errors[0]).toMatchObject({
      set: 'accounts-api',
      field: 'apiHostname',
      detail: expect.stringMatching(/^must /u),
    });
    expect(await api.db.selectFrom('credential').select('id').execute()).toHaveLength(before.length);
  });

  it('come back as fingerprint, last four and age only, and stand nowhere in the clear', async () => {
    await call('put', '/credentials/psa', connectWise).expect(200);
    const list = await call('get', '/credentials').expect(200);
    expect(list.body.egressNote).toBe('203.0.113.7');
    const psa = (list.body.items as { set: string; candidate: object; working: null }[]).find(
      ({ set }) => set === 'psa',
    )!;
    expect((list.body.items as { hostSuffixes: unknown }[]).map(({ hostSuffixes }) => hostSuffixes)).toEqual([
      ['duosecurity.com', 'duosecurity.test'],
      ['duosecurity.com', 'duosecurity.test'],
      null,
    ]);
    expect(psa).toMatchObject({
      working: null,
      candidate: {
        state: 'candidate',
        host: connectWise.site,
        lastFour: '1234',
        fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
        ageSeconds: expect.any(Number),
        verifiedAt: null,
      },
    });
    const audit = await request(api.app).get('/api/v1/audit').set('Cookie', api.cookies.admin).expect(200);
    const dump = await sql`select jsonb_agg(c)::text from credential c`.execute(api.db);
    const idempotency = await sql`select jsonb_agg(k)::text from idempotency_key k`.execute(api.db);
    const everything = JSON.stringify([list.body, audit.body, dump.rows, idempotency.rows]) + api.logged();
    for (const planted of [secretKey, connectWise.privateKey, connectWise.publicKey, duo.integrationKey]) {
      expect(everything).not.toContain(planted);
    }
    expect(audit.body.items[0]).toMatchObject({ action: 'credential.stored', detail: { set: 'psa' } });
  });
});

describe('the client ID of ConnectWise', () => {
  const withoutOne = { ...connectWise, clientId: undefined };
  const shown = (list: { items: { set: string; candidate: { clientId: string | null } | null }[] }) =>
    list.items.map(({ set, candidate }) => [set, candidate?.clientId]);

  it("must be given where the installation has none, and the rejection names the operator's setting", async () => {
    const before = await api.db.selectFrom('credential').select('id').execute();
    for (const body of [withoutOne, { ...connectWise, clientId: null }]) {
      const rejected = await call('put', '/credentials/psa', body).expect(422);
      expect(rejected.body).toMatchObject({
        code: 'ValidationFailed',
        detail: expect.stringContaining('CONNECTWISE_CLIENT_ID'),
        errors: [{ set: 'psa', field: 'clientId', detail: expect.stringContaining('CONNECTWISE_CLIENT_ID') }],
      });
    }
    expect(await api.db.selectFrom('credential').select('id').execute()).toHaveLength(before.length);
    const list = await call('get', '/credentials').expect(200);
    expect(list.body.hasDefaultClientId).toBe(false);
  });

  it("is the installation's where none is given and it has one; the answer says which is used", async () => {
    const { app } = buildApp({ ...api.deps, settings: { ...api.deps.settings, hasDefaultClientId: true } });
    const path = `/api/v1/integrations/${key.integrationId}/credentials`;
    const stored = async (body: object) => {
      const put = request(app).put(`${path}/psa`).set('Cookie', api.cookies.admin).send(body);
      return (await put.expect(200)).body.candidate.clientId as string;
    };
    expect(await stored(withoutOne)).toBe('installation');
    const list = await request(app).get(path).set('Cookie', api.cookies.admin).expect(200);
    expect(list.body.hasDefaultClientId).toBe(true);
    expect(shown(list.body)).toContainEqual(['psa', 'installation']);
    const opened = await openCredential(api.db, api.deps.keyRing, key, 'psa', 'candidate');
    expect(opened?.fields).toEqual({ ...connectWise, clientId: null });
    expect(await stored(connectWise)).toBe('own');
    const after = await call('get', '/credentials').expect(200);
    expect(shown(after.body)).toEqual([
      ['accounts-api', null],
      ['admin-api', null],
      ['psa', 'own'],
    ]);
  });
});

describe('gate one', () => {
  it('rejects decisions, review and finish until all three are pending, naming those that are not', async () => {
    await setGates(api.db, key, { integration: 'pending', accounts: 'error', services: 'waiting' });
    const decisions = [{ kind: 'account', vendorId: key.integrationId, action: 'unmap' }];
    for (const response of [
      await call('post', '/mapping-decisions', { decisions }),
      await call('get', '/set-up-review'),
      await call('post', '/finish', {}),
    ]) {
      expect([response.status, response.body.code]).toEqual([409, 'GateNotMet']);
      expect(response.body.errors).toMatchObject([
        { part: 'accounts', status: 'error' },
        { part: 'services', status: 'waiting' },
      ]);
    }
    expect(await api.db.selectFrom('mappingCommand').selectAll().execute()).toEqual([]);
    expect(await api.db.selectFrom('updateCommand').selectAll().execute()).toEqual([]);
    expect((await call('post', '/finish', { schedule: { hour: 24, minute: 0 } })).status).toBe(422);
  });

  it('is not looked at any more once the set-up was finished', async () => {
    await forcePhase(api.db, key, 'active');
    await call('get', '/set-up-review').expect(200);
    await forcePhase(api.db, key, 'awaiting-credentials');
  });

  it('open lets the review through, which says what gate two misses', async () => {
    await setGates(api.db, key, { integration: 'pending', accounts: 'pending', services: 'pending' });
    await load(
      api.db,
      key,
      [
        { name: 'Bluewater Dental', foreignId: 'DA1', seats: 40 },
        { name: 'Summit Hotels', foreignId: 'DA2', seats: 88, company: 'Summit Hotels' },
      ],
      { 'Bluewater Dental': 30, 'Summit Hotels': 60 },
    );
    await api.db
      .updateTable('psaAgreement')
      .set({ over: 'canceled' })
      .where('name', '=', 'Managed Summit Hotels')
      .execute();
    const review = await call('get', '/set-up-review').expect(200);
    expect(review.body).toMatchObject({
      accounts: { total: 3, mapped: 1, excluded: 0, unmapped: 1 },
      services: [{ name: 'Duo User License', products: [{ productId: 'DUO-ESS', lines: 2 }] }],
      lookAlikes: [],
      schedule: timeOfNight(key.integrationId),
      keepNames: true,
      firstSync: { accounts: 3, vendorCallsAtLeast: 4, secondsAbout: 2 },
      unusableAgreements: [{ companyName: 'Summit Hotels', reason: 'agreement canceled' }],
      billingRules: 0,
      gateTwo: { open: true, missing: [] },
    });
    const summit = await api.db
      .updateTable('psaAgreement')
      .set({
        linesOutcome: 'failed',
        linesCode: 'PsaTimeout',
        linesAttemptedAt: new Date(Date.now() - 60_000),
      })
      .where('name', '=', 'Managed Summit Hotels')
      .returning('foreignId')
      .executeTakeFirstOrThrow();
    const unread = async () =>
      (await call('get', '/set-up-review').expect(200)).body.unreadAgreements as unknown;
    expect(await unread()).toBe(1);
    // A run read it since.
    await api.db
      .insertInto('agreementBatch')
      .values({ ...key, agreementIds: [summit.foreignId], readAts: [new Date()] })
      .execute();
    expect(await unread()).toBe(0);
    // An excluded account is not a mapped one.
    const excluded = { state: 'excluded', companyId: null, reason: 'shared' } as const;
    await api.db.updateTable('accountMapping').set(excluded).execute();
    const nothing = await call('get', '/set-up-review').expect(200);
    expect(nothing.body.gateTwo).toEqual({ open: false, missing: ['account-mapping'] });
  });

  it('is read from the rows, with live:false, while no worker answers', async () => {
    const status = await call('get', '/status').expect(200);
    expect(status.body).toMatchObject({
      live: false,
      phase: 'awaiting-credentials',
      status: 'inactive',
      gateOne: { open: true, missing: [] },
      gateTwo: { open: false },
      activeRun: null,
    });
    const schedule = await call('get', '/schedule').expect(200);
    expect(schedule.body).toMatchObject({
      ...timeOfNight(key.integrationId),
      live: false,
      exists: false,
      nextTimes: [],
    });
  });
});
