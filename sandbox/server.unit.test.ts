import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createSandboxControl, type SandboxControl } from './control-client.ts';
import type { FaultOrder } from './fault-kinds.ts';
import type { ChangeEntry, RequestEntry } from './request-log.ts';
import { startSandbox, type Sandbox } from './server.ts';
import { signedRequest } from './testing/signed-request.ts';
import { psaRequest, tinyWrite } from './testing/psa-write.ts';
import { tinyScenario } from './testing/tiny-scenario.ts';
import { callOverTls, type TlsAnswer } from './testing/tls-call.ts';
import { vendorDomains } from './vendor-names.ts';
import type { VendorRequest } from './vendor.ts';

const ALPHA = 'api-0000bbbb.duosecurity.test';
const ALPHA_ID = 'DAALPHA0000000000000';

interface DuoPage {
  readonly response: readonly unknown[];
  readonly metadata: { readonly next_offset: number | null };
}

let dir: string;
let sandbox: Sandbox;
let control: SandboxControl;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sandbox-'));
  sandbox = await startSandbox({ dir, ownScenario: tinyScenario() });
  control = createSandboxControl(sandbox.control.file);
});
afterEach(() => control.clear());
afterAll(async () => {
  await sandbox.close();
  rmSync(dir, { recursive: true });
});

function users(parameters: Record<string, string> = {}): VendorRequest {
  const all = { account_id: ALPHA_ID, ...parameters };
  const call = { method: 'GET', host: ALPHA, path: '/admin/v1/users', parameters: all } as const;
  return signedRequest(sandbox.credentials.accountsApi, call);
}

const psa = (method: 'GET' | 'PATCH', path: string, query = '', body?: unknown): VendorRequest =>
  psaRequest(sandbox, method, path, { query, body });

const call = (request: VendorRequest, timeoutMs?: number): Promise<TlsAnswer> =>
  callOverTls(sandbox, request, timeoutMs === undefined ? {} : { timeoutMs });
const parsed = ({ body }: TlsAnswer): unknown => JSON.parse(body.toString('utf8'));
const json = (answer: TlsAnswer): DuoPage => parsed(answer) as DuoPage;
const inject = (fault: FaultOrder['fault'], filter: Omit<FaultOrder, 'fault'> = {}) =>
  control.inject({ ...filter, fault });

async function newestRequest(): Promise<RequestEntry> {
  const requests = (await control.requestLog()).filter((entry) => entry.kind === 'request');
  return requests.at(-1)!;
}

describe('the TLS edge', () => {
  it('answers both vendors by host name, through its own CA, on one connection that stays open', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await callOverTls(sandbox, users(), { agent });
    const second = await callOverTls(sandbox, users({ limit: '2' }), { agent });
    const third = await callOverTls(sandbox, psa('GET', '/system/info'), { agent });
    agent.destroy();
    expect([first.status, second.status, third.status]).toEqual([200, 200, 200]);
    expect(json(first).response).toHaveLength(7);
    expect(parsed(third)).toMatchObject({ isCloud: true });
  });

  it('rejects a host of neither vendor and a Host that differs from the name in TLS', async () => {
    const other = users();
    const mixed = { ...other, headers: { ...other.headers, host: 'api-0000aaaa.duosecurity.test' } };
    expect((await call(mixed)).status).toBe(421);
    await expect(call({ ...other, host: 'example.test' })).rejects.toThrow(/altnames/);
  });

  it('logs each request with account and status', async () => {
    await call(users({ limit: '2' }));
    expect(await newestRequest()).toMatchObject({
      vendor: 'duo',
      method: 'GET',
      host: ALPHA,
      path: '/admin/v1/users',
      query: `account_id=${ALPHA_ID}&limit=2`,
      accountId: ALPHA_ID,
      outcome: 200,
      fault: null,
    });
  });

  it('an account that hangs by nature never answers, and its neighbors do', async () => {
    const silent = { ...users(), host: 'api-0000dddd.duosecurity.test' };
    await expect(call(silent, 150)).rejects.toThrow('timed out');
    expect(await newestRequest()).toMatchObject({ outcome: 'hang', fault: null });
    expect((await call(users())).status).toBe(200);
  });

  it('adds the latency asked for to each call', async () => {
    await control.latency(120);
    const started = performance.now();
    await call(users());
    await control.latency(0);
    expect(performance.now() - started).toBeGreaterThanOrEqual(115);
  });

  it('writes CA, credentials and control key to files only the owner can read', () => {
    expect(statSync(sandbox.control.file).mode & 0o777).toBe(0o600);
    const kept = JSON.parse(readFileSync(sandbox.control.file, 'utf8'));
    expect(kept).toMatchObject({
      url: sandbox.control.url,
      key: sandbox.control.key,
      credentials: sandbox.credentials,
    });
    expect(sandbox.resolve.split(',')).toEqual(
      Object.values(vendorDomains).map((domain) => `*.${domain}=127.0.0.1:${sandbox.port}`),
    );
  });
});

describe('which calls a fault hits', () => {
  const rejected = { kind: 'status', status: 503 } as const;
  const statuses = async (count: number, request: () => VendorRequest): Promise<number[]> => {
    const seen: number[] = [];
    for (let at = 0; at < count; at += 1) seen.push((await call(request())).status);
    return seen;
  };

  it('as often as asked, after as many as asked', async () => {
    await inject(rejected, { times: 2, after: 1 });
    expect(await statuses(5, users)).toEqual([200, 503, 503, 200, 200]);
    expect(await control.faults()).toMatchObject([{ seen: 3, applied: 2 }]);
    expect(await control.clear()).toBe(1);
  });

  it.each([
    ['vendor', { vendor: 'connectwise' }, 200, 503],
    ['host', { host: ALPHA }, 503, 200],
    ['path', { path: '/admin/v1/info' }, 200, 200],
    ['account', { accountId: ALPHA_ID }, 503, 200],
    ['method', { method: 'POST' }, 200, 200],
  ] as const)('only those of its %s', async (_what, filter, duoStatus, psaStatus) => {
    await inject(rejected, filter);
    expect((await call(users())).status).toBe(duoStatus);
    expect((await call(psa('GET', '/system/info'))).status).toBe(psaStatus);
  });

  it('or a share of them, by the seed', async () => {
    await inject(rejected, { share: 0.5 });
    const hit = (await statuses(30, users)).filter((status) => status === 503).length;
    expect(hit).toBeGreaterThan(5);
    expect(hit).toBeLessThan(25);
  });
});

describe('faults in place of an answer', () => {
  it.each([
    [{ kind: 'status', status: 500, body: 'empty' }, 500, /^$/],
    [{ kind: 'status', status: 502, body: 'html' }, 502, /^<!doctype html>/],
    [{ kind: 'status', status: 400, body: 'text', text: 'Cannot route' }, 400, /^Cannot route$/],
    [{ kind: 'status', status: 429, retryAfter: 3 }, 429, /"code":42901/],
    [{ kind: 'duo-error', code: 40105 }, 401, /Bad request timestamp/],
    [{ kind: 'stat-fail' }, 200, /"stat":"FAIL"/],
    [{ kind: 'odd-json', shape: 'array' }, 200, /^\[/],
    [{ kind: 'odd-json', shape: 'null' }, 200, /^null$/],
    [{ kind: 'odd-json', shape: 'wrong-types' }, 200, /"total_objects":"many"/],
    [{ kind: 'json', body: { stat: 'OK', response: [] } }, 200, /^\{"stat":"OK","response":\[\]\}$/],
    [{ kind: 'redirect' }, 302, /Moved/],
  ] as const)('%j', async (fault, status, text) => {
    await inject(fault);
    const answer = await call(users());
    expect(answer.status).toBe(status);
    expect(answer.body.toString('utf8')).toMatch(text);
    expect(await newestRequest()).toMatchObject({ outcome: status, fault: fault.kind });
  });

  it.each([
    [
      { kind: 'status', status: 409 },
      { code: 'RecordInUse', message: /in use/ },
    ],
    [
      { kind: 'status', status: 403 },
      { code: 'Security', message: /permission/ },
    ],
    [
      { kind: 'status', status: 400, code: 'MaxLengthField', text: 'Too long' },
      { code: 'MaxLengthField', message: /Too long/ },
    ],
  ] as const)('%j is a rejection in the form of ConnectWise', async (fault, { code, message }) => {
    await inject(fault, { vendor: 'connectwise' });
    const answer = await call(tinyWrite(sandbox, 6));
    expect(answer.status).toBe(fault.status);
    expect(parsed(answer)).toEqual({ code, message: expect.stringMatching(message), errors: null });
  });

  it('Retry-After goes out as seconds, as a date, and as nonsense', async () => {
    for (const retryAfter of [7, 'Fri, 24 May 2030 12:00:00 GMT', 'soon']) {
      await inject({ kind: 'status', status: 429, retryAfter }, { times: 1 });
      expect((await call(users())).headers['retry-after']).toBe(String(retryAfter));
    }
    await inject({ kind: 'status', status: 429 }, { times: 1 });
    expect((await call(users())).headers['retry-after']).toBeUndefined();
  });

  it.each([
    [{ kind: 'hang' }, 'timed out'],
    [{ kind: 'reset' }, 'ECONNRESET'],
    [{ kind: 'reset', stage: 'after-head' }, /ECONNRESET|aborted/],
    [{ kind: 'half-close' }, 'socket hang up'],
    [{ kind: 'cut-body' }, /aborted|ECONNRESET/],
    [{ kind: 'trickle', everyMs: 50 }, 'timed out'],
  ] as const)('%j leaves no whole answer', async (fault, message) => {
    await inject(fault, { times: 1 });
    const failure = await Promise.race([
      call(users(), 200).then(() => 'answered', String),
      new Promise((resolve) => setTimeout(resolve, 400, 'Error: timed out').unref()),
    ]);
    expect(failure).toMatch(message);
    expect((await newestRequest()).fault).toBe(fault.kind);
    expect((await call(users())).status).toBe(200);
  });

  it('huge and compressed bodies are as large as asked', async () => {
    await inject({ kind: 'huge-body', bytes: 3_000_000 }, { times: 1 });
    expect((await call(users())).body.length).toBeGreaterThan(3_000_000);
    await inject({ kind: 'compressed-bomb', bytes: 20 * 1_048_576 }, { times: 1 });
    const { body, headers } = await call(users());
    expect(headers['content-encoding']).toBe('gzip');
    expect(body.length).toBeLessThan(100_000);
    expect(gunzipSync(body).length).toBeGreaterThan(20_000_000);
  });
});

describe('done, but the answer is lost', () => {
  const quantity = async (): Promise<number | null> =>
    (await control.scenarioOf('connectwise')).additions[0]!.quantity;
  const write = (value: number): VendorRequest => tinyWrite(sandbox, value);
  const changes = async (): Promise<ChangeEntry[]> =>
    (await control.requestLog()).filter((entry) => entry.kind === 'change');

  it('the change stands in scenario and request log, once', async () => {
    const before = (await changes()).length;
    await inject({ kind: 'done-answer-lost' }, { times: 1, method: 'PATCH' });
    await expect(call(write(6))).rejects.toThrow(/hang up|ECONNRESET/);
    expect(await quantity()).toBe(6);
    expect((await changes()).slice(before)).toMatchObject([
      { by: 'api', field: 'quantity', before: 5, after: 6 },
    ]);
    expect(await newestRequest()).toMatchObject({ outcome: 'answer lost', fault: 'done-answer-lost' });
  });

  it('or a gateway says 504 although it was done; a reset before it leaves the scenario alone', async () => {
    await inject({ kind: 'done-status', status: 504 }, { times: 1, method: 'PATCH' });
    expect((await call(write(7))).status).toBe(504);
    await inject({ kind: 'reset' }, { times: 1, method: 'PATCH' });
    await expect(call(write(8))).rejects.toThrow('ECONNRESET');
    expect(await quantity()).toBe(7);
  });
});

describe('paging faults on ConnectWise lists', () => {
  const ids = async (page: number): Promise<{ ids: number[]; next: boolean }> => {
    const answer = await call(psa('GET', '/company/companies', `pageSize=2&page=${page}&orderBy=id%20asc`));
    const ofPage = parsed(answer) as { id: number }[];
    return {
      ids: ofPage.map(({ id }) => id),
      next: String(answer.headers['link'] ?? '').includes('rel="next"'),
    };
  };

  it('without a fault there are three pages', async () => {
    expect(await Promise.all([ids(1), ids(2), ids(3)])).toEqual([
      { ids: [1, 2], next: true },
      { ids: [3, 4], next: true },
      { ids: [5], next: false },
    ]);
  });

  it.each([
    ['lost-page', [5], false],
    ['repeated-page', [1, 2], true],
    ['standing-offset', [1, 2], true],
    ['trailing-empty-page', [3, 4], true],
  ] as const)('%s on the second page', async (kind, expected, next) => {
    await inject({ kind }, { path: '/v4_6_release/apis/3.0/company/companies' });
    expect(await ids(2)).toEqual({ ids: expected, next });
  });
});

describe('a paging fault on the pages of Duo', () => {
  it('is applied inside, so that the signature still fits', async () => {
    await inject({ kind: 'lost-page' }, { accountId: ALPHA_ID, after: 1, times: 1 });
    const [first, second] = [
      json(await call(users({ limit: '3' }))),
      json(await call(users({ limit: '3', offset: '3' }))),
    ];
    expect([first.response.length, first.metadata.next_offset]).toEqual([3, 3]);
    expect([second.response.length, second.metadata.next_offset]).toEqual([1, null]);
  });
});
