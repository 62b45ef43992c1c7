import { credentialsOf } from '../credentials.ts';
import { RequestLog } from '../request-log.ts';
import { signedRequest } from '../testing/signed-request.ts';
import { tinyScenario } from '../testing/tiny-scenario.ts';
import type { VendorAnswer, VendorRequest } from '../vendor.ts';
import type { Scenario } from '../scenario.ts';
import type { PagingFault } from '../fault-kinds.ts';
import { createDuo } from './vendor.ts';

const PARENT = 'api-0000aaaa.duosecurity.test';
const ALPHA = 'api-0000bbbb.duosecurity.test';
const FAR = 'api-0000cccc.duosecurity.test';
const ALPHA_ID = 'DAALPHA0000000000000';
const USERS = '/admin/v1/users';
const LIST = '/accounts/v1/account/list';

interface Metadata {
  readonly next_offset?: number | null;
}
interface Body {
  readonly message: string;
  readonly response: unknown;
  readonly metadata?: Metadata;
}

let scenario: Scenario;
let duo: ReturnType<typeof createDuo>;
beforeEach(() => {
  scenario = tinyScenario();
  duo = createDuo();
});

function ask(request: VendorRequest, paging: PagingFault | null = null): VendorAnswer & { body: Body } {
  const answer = duo(request, { scenario, requestLog: new RequestLog(), now: () => new Date() }, paging);
  return { ...answer, body: answer.body as Body };
}

const rows = (body: Body) => body.response as Record<string, unknown>[];
const accountsApi = () => credentialsOf(scenario).accountsApi;
const adminApi = () => credentialsOf(scenario).adminApi;
const list = (): VendorRequest => signedRequest(accountsApi(), { method: 'POST', host: PARENT, path: LIST });
const users = (parameters: Record<string, string> = {}, host = ALPHA): VendorRequest =>
  signedRequest(accountsApi(), {
    method: 'GET',
    host,
    path: USERS,
    parameters: { account_id: ALPHA_ID, ...parameters },
  });

function code(answer: VendorAnswer): [number, unknown, unknown] {
  const body = answer.body as { code: number; message_detail?: string };
  return [answer.status, body.code, body.message_detail];
}

describe('checks in their fixed order', () => {
  it('names the path first, whatever else is wrong', () => {
    expect(code(ask({ ...list(), path: '/admin/v1/groups', headers: {} }))[1]).toBe(40401);
    expect(code(ask({ ...list(), path: '/accounts/v1/account/create' }))[1]).toBe(40401);
  });

  it('then missing credentials, before an unreadable date', () => {
    expect(code(ask({ ...list(), headers: { date: 'x' } }))).toEqual([401, 40101, undefined]);
  });

  it('then a key that is not known at this host, before its date and signature', () => {
    const stranger = { ...accountsApi(), integrationKey: 'DISTRANGER0000000000' };
    expect(
      code(ask(signedRequest(stranger, { method: 'POST', host: PARENT, path: LIST, date: 'x' })))[1],
    ).toBe(40102);
    const elsewhere = { method: 'GET', host: ALPHA, path: USERS } as const;
    expect(code(ask(signedRequest(adminApi(), elsewhere)))[1]).toBe(40102);
    expect(code(ask(users({}, 'api-unknown0.duosecurity.test')))[1]).toBe(40102);
    scenario.duo.keys[0]!.enabled = false;
    expect(code(ask(list()))[1]).toBe(40102);
  });

  it('then the date, before the signature', () => {
    const wrong = { ...accountsApi(), secretKey: 'wrong' };
    const dated = (date: string): VendorRequest =>
      signedRequest(wrong, { method: 'POST', host: PARENT, path: LIST, date });
    const from = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();
    expect(code(ask(dated('soon')))[1]).toBe(40104);
    expect(code(ask(dated(from(-310))))[1]).toBe(40105);
    expect(code(ask(dated(from(310))))[1]).toBe(40105);
    expect(code(ask(dated(from(-290))))[1]).toBe(40103);
    scenario.duo.switches.clockOffset = 3600;
    expect(code(ask(list()))[1]).toBe(40105);
  });

  it('then the signature, before the method', () => {
    const wrong = { ...accountsApi(), secretKey: 'wrong' };
    const get = { method: 'GET', host: PARENT, path: LIST } as const;
    expect(code(ask(signedRequest(wrong, get)))[1]).toBe(40103);
    expect(code(ask(signedRequest(accountsApi(), get)))).toEqual([405, 40501, undefined]);
  });

  it('then kind of key and grants, before parameters', () => {
    const wrongType = [403, 40301, 'Wrong integration type for this API.'];
    expect(code(ask(signedRequest(adminApi(), { method: 'POST', host: PARENT, path: LIST })))).toEqual(
      wrongType,
    );
    const noAccount = { method: 'GET', host: ALPHA, path: USERS, parameters: { limit: 'x' } } as const;
    expect(code(ask(signedRequest(accountsApi(), noAccount)))).toEqual(wrongType);
    scenario.duo.keys[0]!.grants.readResource = false;
    expect(code(ask(users({ limit: 'x' })))).toEqual([403, 40301, undefined]);
    scenario.duo.switches.accountsApiEnabled = false;
    expect(code(ask(list()))).toEqual([403, 40301, undefined]);
  });

  it('then parameters: account and host must fit, numbers must be numbers', () => {
    expect(code(ask(users({ account_id: 'DAUNKNOWN00000000000' })))).toEqual([400, 40002, 'account_id']);
    expect(code(ask(users({}, PARENT)))).toEqual([400, 40002, 'account_id']);
    expect(code(ask(users({}, FAR)))).toEqual([400, 40002, 'account_id']);
    for (const limit of ['0', '-1', 'x', ''])
      expect(code(ask(users({ limit })))).toEqual([400, 40002, 'limit']);
    expect(code(ask(users({ offset: 'next' })))).toEqual([400, 40002, 'offset']);
  });

  it('then the budget of the key, which rejected calls do not use up', () => {
    scenario.duo.switches.callsPerMinute = 2;
    ask(users({ limit: 'x' }));
    expect([ask(users()), ask(users()), ask(users())].map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(ask(signedRequest(adminApi(), { method: 'GET', host: PARENT, path: USERS })).status).toBe(200);
  });
});

describe('answers', () => {
  it('lists the children with three fields each, never the parent', () => {
    const { body } = ask(list());
    expect(rows(body).map((one) => Object.keys(one))).toEqual(
      Array(3).fill(['account_id', 'api_hostname', 'name']),
    );
    expect(body.metadata).toBeUndefined();
    expect(rows(body).map(({ name }) => name)).toEqual(['Alpha', 'Far', 'Silent']);
  });

  it("reads the parent's own users with its Admin API key and no account_id", () => {
    expect(
      ask(signedRequest(adminApi(), { method: 'GET', host: PARENT, path: USERS })).body.response,
    ).toHaveLength(2);
  });

  it('a child of another deployment answers 400 with the text of its own', () => {
    const { status, body } = ask(users({ account_id: 'DAFAR000000000000000' }, FAR));
    expect([status, body.message]).toEqual([
      400,
      expect.stringMatching(/^Cross-deployment Admin API usage through Accounts API/),
    ]);
  });

  it('rejects everything about one child while the list and its siblings go on', () => {
    scenario.duo.children[0]!.rejection = 40103;
    expect(code(ask(users()))).toEqual([401, 40103, undefined]);
    expect(ask(list()).status).toBe(200);
    scenario.duo.children[0]!.rejection = null;
    expect(ask(users()).status).toBe(200);
  });

  it('summary tells apart users and Trash; edition can be switched off', () => {
    const of = (path: string): VendorRequest =>
      signedRequest(accountsApi(), {
        method: 'GET',
        host: ALPHA,
        path,
        parameters: { account_id: ALPHA_ID },
      });
    expect(ask(of('/admin/v1/info/summary')).body.response).toMatchObject({
      user_count: 6,
      user_pending_deletion_count: 1,
    });
    expect(ask(of('/admin/v1/billing/edition')).body.response).toEqual({ edition: 'ENTERPRISE' });
    scenario.duo.switches.billingCalls = false;
    expect(ask(of('/admin/v1/billing/edition')).status).toBe(403);
  });

  it('ping answers unsigned with the server time', () => {
    scenario.duo.switches.clockOffset = -600;
    const { body } = ask({
      method: 'GET',
      host: PARENT,
      path: '/auth/v2/ping',
      query: '',
      headers: {},
      body: Buffer.alloc(0),
    });
    expect(Math.abs((body.response as { time: number }).time - (Date.now() / 1000 - 600))).toBeLessThan(3);
  });
});

describe('pages of users', () => {
  /** Follows next_offset to the end, at most ten pages. */
  function pages(paging: PagingFault | null = null): {
    sizes: number[];
    unique: number;
    metadata: (Metadata | undefined)[];
  } {
    const seen = new Set<string>();
    const sizes: number[] = [];
    const metadata: (Metadata | undefined)[] = [];
    let next: number | null | undefined = 0;
    while (typeof next === 'number' && sizes.length < 10) {
      const { body } = ask(users({ limit: '300', offset: String(next) }), paging);
      for (const user of rows(body)) seen.add(String(user['user_id']));
      sizes.push(rows(body).length);
      metadata.push(body.metadata);
      next = body.metadata?.next_offset;
    }
    return { sizes, unique: seen.size, metadata };
  }

  it('are clamped, and end with null', () => {
    scenario.duo.switches.largestPage = 3;
    const read = pages();
    expect(read.sizes).toEqual([3, 3, 1]);
    expect(read.metadata).toEqual([
      { prev_offset: null, next_offset: 3, total_objects: 7 },
      { prev_offset: 0, next_offset: 6, total_objects: 7 },
      { prev_offset: 3, next_offset: null, total_objects: 7 },
    ]);
  });

  it('end with an absent field where the switch says so; totals come in three forms', () => {
    scenario.duo.switches.lastPage = 'absent';
    expect(pages().metadata).toEqual([{ total_objects: 7 }]);
    scenario.duo.switches.totalObjects = 'without-pending';
    expect(pages().metadata).toEqual([{ total_objects: 6 }]);
    scenario.duo.switches.totalObjects = 'absent';
    expect(pages().metadata).toEqual([{}]);
  });

  it('default to 100 and list users in Trash', () => {
    scenario.duo.children[0]!.users = Array.from({ length: 130 }, (_, at) => ({
      ...scenario.duo.children[0]!.users[6]!,
      userId: `DU${at}`,
    }));
    expect(ask(users()).body.response).toHaveLength(100);
    expect(rows(ask(users()).body)[0]).toMatchObject({ status: 'pending deletion' });
  });

  it.each([
    ['lost-page', [3, 0], 3],
    ['repeated-page', [3, 3, 3], 6],
    ['standing-offset', Array(10).fill(3), 3],
    ['trailing-empty-page', [3, 3, 1, 0], 7],
  ] as const)('under the fault %s', (kind, sizes, unique) => {
    scenario.duo.switches.largestPage = 3;
    expect(pages({ kind })).toMatchObject({ sizes, unique });
  });

  it('can be filtered as documented', () => {
    expect(ask(users({ username: 'user3' })).body.response).toHaveLength(1);
    expect(ask(users({ username_list: '["user1","user2","nobody"]' })).body.response).toHaveLength(2);
  });
});
