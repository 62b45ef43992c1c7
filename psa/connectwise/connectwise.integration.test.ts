import { message } from '../../messages/message.ts';
import { inEnglish } from '../../messages/english.ts';
import { readFileSync, rmSync } from 'node:fs';
import { createOutbound } from '../../http/outbound.ts';
import type { Outbound } from '../../http/outbound.ts';
import { parseResolve } from '../../http/resolve.ts';
import { createSandboxControl } from '../../sandbox/control-client.ts';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Psa, PsaResult } from '../port.ts';
import { createConnectWise } from './connectwise.ts';
import type { ConnectWiseCall, ConnectWiseCredential, ConnectWiseSettings } from './settings.ts';
import { sandboxFolder } from '../../test/environment/sandbox-folder.ts';

/** Waits short enough for tests; a time-out long enough for a busy machine. */
const quick: Partial<ConnectWiseSettings> = {
  timeoutMs: 1_500,
  pageSize: 100,
  maxAttempts: 2,
  retryFirstMs: 5,
  busyMs: 20,
  waitInAllMs: 3_000,
};
const companies = '/v4_6_release/apis/3.0/company/companies';

async function openStage() {
  const dir = sandboxFolder('seatwise-connectwise-');
  const sandbox = await startSandbox({ dir, scenario: 'typical', persist: false });
  const outbound = createOutbound({
    resolve: parseResolve(sandbox.resolve),
    extraCa: readFileSync(sandbox.caFile, 'utf8'),
  });
  return {
    sandbox,
    control: createSandboxControl(sandbox.control),
    outbound,
    close: async () => {
      await outbound.close();
      await sandbox.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Injected first, it takes the calls to `/count`, so that faults of the list hit pages only and count them rightly. */
const sparesCount: FaultOrder = { path: `${companies}/count`, fault: { kind: 'delay', ms: 0 } };

const connectWiseCalls = async (control: SandboxControl) =>
  (await control.requestLog())
    .filter((entry) => entry.kind === 'request')
    .filter((entry) => entry.vendor === 'connectwise');

describe('ConnectWise against the simulated PSA', () => {
  let stage: Awaited<ReturnType<typeof openStage>>;
  let good: ConnectWiseCredential;
  const client = (
    credential: Partial<ConnectWiseCredential> = {},
    settings: Partial<ConnectWiseSettings> = {},
  ): Psa =>
    createConnectWise({
      outbound: stage.outbound,
      credential: { ...good, ...credential },
      settings: { ...quick, ...settings },
    });
  const callsSince = async (start: number) => (await connectWiseCalls(stage.control)).slice(start);
  const callsSoFar = async (): Promise<number> => (await connectWiseCalls(stage.control)).length;

  beforeAll(async () => {
    stage = await openStage();
    good = stage.sandbox.credentials.psa;
  });
  afterEach(async () => {
    await stage.control.clear();
  });
  afterAll(() => stage.close());

  it('reads Harbor Lane IT Services whole: 250 companies, 150 agreements, 1,500 lines', async () => {
    const psa = client();
    const agreements = valueOf(await psa.agreements());
    const lines = await Promise.all(agreements.map(async ({ id }) => valueOf(await psa.lines(id))));
    expect(valueOf(await psa.companies())).toHaveLength(250);
    expect(agreements).toHaveLength(150);
    expect(lines.flat()).toHaveLength(1_500);
  });

  it('asks companyinfo once, without keys, and never sends anything but GET', async () => {
    const start = await callsSoFar();
    const seen: ConnectWiseCall[] = [];
    const withKeys = new Map<string, boolean>();
    const outbound: Outbound = {
      ...stage.outbound,
      request: (request) => {
        withKeys.set(
          request.path,
          request.headers?.['authorization'] !== undefined || request.headers?.['clientId'] !== undefined,
        );
        return stage.outbound.request(request);
      },
    };
    const psa = createConnectWise({
      outbound,
      credential: good,
      settings: quick,
      onCall: (call) => seen.push(call),
    });
    await Promise.all([psa.companies(), psa.products(), psa.agreements(), psa.verify()]);
    const calls = await callsSince(start);
    expect(calls.filter(({ path }) => path.startsWith('/login/companyinfo/'))).toHaveLength(1);
    expect(new Set(calls.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(seen).toHaveLength(calls.length);
    expect([...withKeys].filter(([, keys]) => !keys).map(([path]) => path)).toEqual([
      `/login/companyinfo/${good.companyId}`,
    ]);
    expect(
      seen
        .filter(({ operation }) => operation === 'companies')
        .every(({ status, requestId, code }) => status === 200 && requestId !== null && code === null),
    ).toBe(true);
  });

  it('verifies every right with the time zone and version of the server', async () => {
    const verified = valueOf(await client().verify());
    expect(verified).toMatchObject({ serverTimeZone: 'America/Chicago', writeRight: 'unknown' });
    expect(verified.version).toMatch(/^v\d/);
    expect(verified.rights.map(({ right, outcome }) => [right, outcome.ok])).toEqual([
      ['system', true],
      ['companies', true],
      ['agreements', true],
      ['additions', true],
      ['catalog', true],
      ['invoices', true],
    ]);
  });

  it.each([
    ['India Standard Time', 'Asia/Calcutta'],
    ['Singapore Standard Time', 'Asia/Singapore'],
    ['UTC-11', 'Etc/GMT+11'],
    ['Line Islands Standard Time', 'Pacific/Kiritimati'],
    ['Mars Standard Time', null],
  ])('a server that calls its time zone %j is in %j', async (says, zone) => {
    await stage.control.changePsaServer({ saysTimeZone: says });
    expect(valueOf(await client().verify())).toMatchObject({
      serverTimeZone: zone,
      serverTimeZoneGiven: says,
    });
    await stage.control.changePsaServer({ saysTimeZone: null });
  });

  it.each<[string, Partial<ConnectWiseCredential>, string]>([
    ['an unknown company', { companyId: 'nobody' }, 'PsaWrongCompanyOrSite'],
    ['a wrong private key', { privateKey: 'wrong-private-key' }, 'PsaSignInRejected'],
    ['a wrong public key', { publicKey: 'wrong-public-key' }, 'PsaSignInRejected'],
    ['an unknown client id', { clientId: '00000000-0000-4000-8000-000000000000' }, 'PsaClientIdRejected'],
    ['no client id', { clientId: '' }, 'PsaClientIdRejected'],
    ['no client id of its own, nor one of the installation', { clientId: null }, 'PsaClientIdRejected'],
    ['a site that is none', { site: 'not a host' }, 'PsaWrongCompanyOrSite'],
    ['an empty company', { companyId: ' ' }, 'PsaWrongCompanyOrSite'],
    ['a site that does not resolve', { site: 'psa.invalid' }, 'PsaUnreachable'],
    ['a site on an inner address', { site: '127.0.0.1' }, 'PsaWrongCompanyOrSite'],
  ])('reports %s as its own cause, without the keys in it', async (_case, wrong, code) => {
    const failure = await client(wrong).verify();
    expect(failure).toMatchObject({ ok: false, code });
    const text = JSON.stringify(failure);
    for (const secret of Object.values({ ...good, ...wrong, site: '-' }).filter(
      (value) => value !== null && value.length > 3,
    ))
      expect(text).not.toContain(secret);
  });

  it('signs in with its own client id, else with that of the installation', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    const verified = async (own: string | null, clientId: string | null) =>
      client({ clientId: own }, { clientId }).verify();
    expect((await verified(null, ` ${good.clientId}\n`)).ok).toBe(true);
    expect((await verified(good.clientId, unknown)).ok).toBe(true);
    expect(await verified(null, unknown)).toMatchObject({ ok: false, code: 'PsaClientIdRejected' });
    expect(await verified(null, null)).toMatchObject({
      detail: message('connectwise.client-id-missing'),
    });
  });

  it('takes the site as people type it, and pasted keys with blanks around', async () => {
    const site = `HTTPS://${good.site.toUpperCase()}/v4_6_release/apis/3.0/`;
    expect(
      (await client({ site, privateKey: ` ${good.privateKey}\n`, clientId: `${good.clientId} ` }).companies())
        .ok,
    ).toBe(true);
  });

  it('finds a changed codebase once, in the middle of its life, and goes on', async () => {
    const psa = client();
    expect((await psa.products()).ok).toBe(true);
    const start = await callsSoFar();
    await stage.control.changePsaServer({ codebase: 'v2026_1/' });
    const results = await Promise.all([psa.companies(), psa.products(), psa.agreements()]);
    expect(results.map((result) => result.ok)).toEqual([true, true, true]);
    expect(
      (await callsSince(start)).filter(({ path }) => path.startsWith('/login/companyinfo/')),
    ).toHaveLength(1);
    await stage.control.changePsaServer({ codebase: 'v4_6_release/' });
    expect((await psa.companies()).ok).toBe(true);
  });

  it.each([
    ['text', 400, 'Cannot route. Codebase/company is invalid', 'PsaWrongCompanyOrSite', 'credential'],
    ['json', 404, 'Not found', 'PsaNotFound', 'call'],
  ] as const)(
    'as %s, %i %j that stays after asking for the codebase again is %s',
    async (body, status, text, code, scope) => {
      const psa = client();
      expect((await psa.products()).ok).toBe(true);
      await stage.control.inject({ path: companies, fault: { kind: 'status', status, body, text } });
      const start = await callsSoFar();
      expect(await psa.companies()).toMatchObject({ ok: false, code, scope });
      expect(await psa.companies()).toMatchObject({ ok: false, code, scope });
      expect(
        (await callsSince(start)).filter(({ path }) => path.startsWith('/login/companyinfo/')),
      ).toHaveLength(1);
    },
  );

  it.each<[string, FaultOrder['fault']]>([
    [
      '"Cannot route" of the gateway',
      { kind: 'status', status: 400, body: 'text', text: 'Cannot route. Codebase/company is invalid' },
    ],
    ['a sign-in page', { kind: 'status', status: 401, body: 'html' }],
    ['a page of a firewall', { kind: 'status', status: 403, body: 'html' }],
    ['a text about a client ID', { kind: 'status', status: 400, body: 'text', text: 'ClientId?' }],
    ['"not found" without the words of the PSA', { kind: 'status', status: 404, body: 'empty' }],
    ['a redirect', { kind: 'redirect' }],
    ['JSON null', { kind: 'odd-json', shape: 'null' }],
    ['rows of another shape', { kind: 'odd-json', shape: 'array' }],
  ])('%s once, anywhere on the way to a list, is asked again', async (_case, fault) => {
    for (const path of ['/login/companyinfo/', companies, `${companies}/count`]) {
      const psa = client();
      await stage.control.inject({ path, times: 1, fault });
      expect([path, valueOf(await psa.companies()).length]).toEqual([path, 250]);
      await stage.control.clear();
    }
  });

  it('"not found" everywhere is a wrong company or site', async () => {
    await stage.control.inject({
      path: '/v4_6_release/',
      fault: { kind: 'status', status: 404, body: 'html' },
    });
    expect(await client().verify()).toMatchObject({ ok: false, code: 'PsaWrongCompanyOrSite' });
  });

  it('an agreement that the role may not open is its own trouble, not that of the role', async () => {
    const [first, second] = (await stage.control.scenarioOf('connectwise')).agreements;
    await stage.control.changeAgreement(first!.id, { restricted: true });
    const psa = client();
    expect(await psa.lines(String(first!.id))).toMatchObject({
      ok: false,
      code: 'PsaAgreementRejected',
      scope: 'call',
      detail: {
        id: 'psas.right-missing',
        params: { right: expect.stringContaining('Finance → Agreements: Inquire') as string },
      },
    });
    expect((await psa.lines(String(second!.id))).ok).toBe(true);
    const { rights } = valueOf(await psa.verify());
    expect(rights.filter(({ outcome }) => !outcome.ok)).toEqual([]);
    await stage.control.changeAgreement(first!.id, { restricted: false });
  });

  it('waits as long as a 429 asks', async () => {
    const psa = client();
    expect((await psa.products()).ok).toBe(true);
    await stage.control.inject({
      path: companies,
      times: 1,
      fault: { kind: 'status', status: 429, retryAfter: 1 },
    });
    const before = performance.now();
    expect((await psa.companies()).ok).toBe(true);
    expect(performance.now() - before).toBeGreaterThanOrEqual(1_000);
  });

  it('a 429 that asks for longer than allowed is handed on at once with its wait, and the other reads stay at home', async () => {
    const psa = client();
    await stage.control.inject({
      path: companies,
      fault: { kind: 'status', status: 429, body: 'html', retryAfter: 90 },
    });
    expect(await psa.companies()).toMatchObject({ ok: false, code: 'PsaBusy', retryAfterMs: 90_000 });
    const start = await callsSoFar();
    expect(await psa.products()).toMatchObject({ ok: false, code: 'PsaBusy' });
    expect(await callsSince(start)).toHaveLength(0);
  });

  it.each<[string, FaultOrder['fault'], string]>([
    ['a redirect', { kind: 'redirect' }, 'PsaAnswerUnreadable'],
    ['JSON null', { kind: 'odd-json', shape: 'null' }, 'PsaAnswerUnreadable'],
    ['rows of another shape', { kind: 'odd-json', shape: 'array' }, 'PsaAnswerUnreadable'],
    ['an object', { kind: 'odd-json', shape: 'empty-object' }, 'PsaAnswerUnreadable'],
    ['a huge body', { kind: 'huge-body', bytes: 3_000_000 }, 'PsaAnswerUnreadable'],
    ['a compressed bomb', { kind: 'compressed-bomb', bytes: 8_000_000 }, 'PsaAnswerUnreadable'],
    ['an empty list', { kind: 'json', body: [] }, 'PsaAnswerUnreadable'],
    ['a trickle', { kind: 'trickle', everyMs: 200 }, 'PsaTimeout'],
    ['a half-closed connection', { kind: 'half-close' }, 'PsaUnreachable'],
  ])('%s gives no list', async (_case, fault, code) => {
    await stage.control.inject({ path: companies, fault });
    expect(await client({}, { maxBytes: 1_000_000, timeoutMs: 800 }).companies()).toMatchObject({
      ok: false,
      code,
    });
  });

  it('an empty list that the PSA itself counts otherwise is incomplete, never "no companies"', async () => {
    await stage.control.inject({ path: companies, times: 1, fault: { kind: 'json', body: [] } });
    expect(valueOf(await client().companies())).toHaveLength(250);
    await stage.control.inject({ path: companies, times: 1, fault: { kind: 'json', body: [] } });
    await stage.control.inject({ path: companies, after: 1, times: 1, fault: { kind: 'json', body: [] } });
    expect(await client().companies()).toMatchObject({ ok: false, code: 'PsaListIncomplete' });
  });

  it('a last page that promises another, empty one is whole all the same', async () => {
    await stage.control.inject(sparesCount);
    await stage.control.inject({ path: companies, fault: { kind: 'trailing-empty-page' } });
    expect(valueOf(await client().companies())).toHaveLength(250);
  });

  it('sends no more requests at a time than its setting says', async () => {
    let [open, most] = [0, 0];
    const outbound: Outbound = {
      ...stage.outbound,
      request: async (request) => {
        open += 1;
        most = Math.max(most, open);
        return stage.outbound.request(request).finally(() => (open -= 1));
      },
    };
    const psa = createConnectWise({ outbound, credential: good, settings: { ...quick, concurrency: 2 } });
    const agreements = valueOf(await psa.agreements()).slice(0, 20);
    await Promise.all(agreements.map(({ id }) => psa.lines(id)));
    expect(most).toBe(2);
  });

  it('verify ends in time when the PSA is silent', async () => {
    await stage.control.inject({ vendor: 'connectwise', fault: { kind: 'hang' } });
    const before = performance.now();
    expect(await client({}, { timeoutMs: 30_000, verifyWithinMs: 600 }).verify()).toMatchObject({
      ok: false,
      code: 'PsaTimeout',
    });
    expect(performance.now() - before).toBeLessThan(3_000);
  });

  it('keeps decimals as written and days as days', async () => {
    const { additions } = await stage.control.scenarioOf('connectwise');
    const line = additions[0]!;
    await stage.control.changeLine(line.id, {
      quantity: 12.5,
      unitPrice: 0.1,
      lessIncluded: null,
      cancelledDate: '2027-03-01',
    });
    const read = valueOf(await client().lines(String(line.agreementId))).find(
      ({ id }) => id === String(line.id),
    );
    expect(read).toMatchObject({
      quantity: '12.5',
      unitPrice: '0.1',
      lessIncluded: null,
      cancelledDate: '2027-03-01',
    });
  });
});

function valueOf<T>(result: PsaResult<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${inEnglish(result.detail)}`);
  return result.value;
}
