import { randomUUID } from 'node:crypto';
import { createMember } from '../db/people/people.ts';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Express } from 'express';
import request from 'supertest';
import type { IntegrationKey } from '../domain/keys.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { openTracing } from '../telemetry/opentelemetry.ts';
import { noFacts, noFigures } from '../test/environment/no-figures.ts';
import { approved, readyToWrite } from '../test/environment/seeded-approvals.ts';
import { connected, countAll, load } from '../test/environment/seeded-integration.ts';
import { buildApp } from './app.ts';
import type { Route } from './route.ts';
import { routesOf } from './routes.ts';
import { startApi } from './start.ts';

let api: ApiUnderTest;
let key: IntegrationKey;
beforeAll(async () => {
  api = await apiUnderTest();
  key = await connected(api.db, api.tenantId, 'mapping');
});
afterAll(() => api.close());

const put = (path: string) => request(api.app).put(`/api/v1${path}`).set('Cookie', api.cookies.admin);
const credentials = () => put(`/integrations/${key.integrationId}/credentials/accounts-api`);

describe('a body that cannot be taken', () => {
  it.each([
    [
      'malformed JSON',
      (): request.Test => credentials().type('json').send('{"integrationKey": '),
      400,
      'MalformedRequest',
    ],
    [
      'no JSON type',
      (): request.Test => credentials().type('text').send('integrationKey=x'),
      400,
      'MalformedRequest',
    ],
    ['a bare value', (): request.Test => credentials().type('json').send('3'), 400, 'MalformedRequest'],
    [
      'too large',
      (): request.Test => credentials().send({ integrationKey: 'x'.repeat(300 * 1_024) }),
      413,
      'RequestTooLarge',
    ],
    [
      'too deeply nested',
      (): request.Test =>
        credentials()
          .type('json')
          .send(`{"a":${'['.repeat(40)}${']'.repeat(40)}}`),
      422,
      'ValidationFailed',
    ],
  ])('%s: a problem body, and nothing is stored', async (_, send, status, code) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.body).toEqual({
      type: `urn:seatwise:problem:${code}`,
      title: expect.any(String),
      status,
      code,
      detail: expect.any(String),
      message: `${String(response.body.title)}. ${String(response.body.detail)}`,
      params: code === 'ValidationFailed' ? { levels: 16 } : {},
      errors: [],
      requestId: response.headers['x-request-id'],
    });
    expect(await api.db.selectFrom('credential').selectAll().execute()).toEqual([]);
  });

  it.each([
    ['en-XA, en;q=0.5', /^\[.*\]$/u],
    ['tlh', /^Validation failed/u],
    ['*;q=,', /^Validation failed/u],
  ])('answers in a language of Accept-Language that there is, else in English: %s', async (wanted, text) => {
    const { body } = await credentials().set('Accept-Language', wanted).send({ extra: 1 });
    expect(body.message).toMatch(text);
    expect(body.code).toBe('ValidationFailed');
  });

  it('names set and field of what is unknown, missing or of the wrong type, never the value', async () => {
    const response = await credentials().send({
      integrationKey: 7,
      secretKey: 'SECRETSECRETSECRETSECRET 1',
      extra: 1,
    });
    expect(response.status).toBe(422);
    const errors = response.body.errors as { set: string; field: string; detail: string }[];
    expect(errors.map(({ set, field }) => [set, field]).sort()).toEqual([
      ['accounts-api', 'apiHostname'],
      ['accounts-api', 'extra'],
      ['accounts-api', 'integrationKey'],
      ['accounts-api', 'secretKey'],
    ]);
    expect(errors.find(({ field }) => field === 'extra')!.detail).toBe('is not a known field');
    expect(JSON.stringify(response.body)).not.toContain('SECRETSECRET');
    expect(await api.db.selectFrom('credential').selectAll().execute()).toEqual([]);
  });

  it('names the decision by its place', async () => {
    const response = await request(api.app)
      .post(`/api/v1/integrations/${key.integrationId}/mapping-decisions`)
      .set('Cookie', api.cookies.approver)
      .send({
        decisions: [
          { kind: 'service', vendorId: randomUUID(), action: 'map', psaId: '1' },
          { kind: 'account', vendorId: 'no uuid', action: 'map', hidden: true },
          { kind: 'nonsense' },
        ],
      });
    expect(response.status).toBe(422);
    expect((response.body.errors as { field: string }[]).map(({ field }) => field).sort()).toEqual([
      'decisions.1.hidden',
      'decisions.1.vendorId',
      'decisions.2.kind',
    ]);
    expect(await api.db.selectFrom('mappingCommand').selectAll().execute()).toEqual([]);
  });

  it('takes at most 100 decisions', async () => {
    const decision = { kind: 'service', vendorId: randomUUID(), action: 'map', psaId: '1' };
    const response = await request(api.app)
      .post(`/api/v1/integrations/${key.integrationId}/mapping-decisions`)
      .set('Cookie', api.cookies.approver)
      .send({ decisions: Array.from({ length: 101 }, () => decision) });
    expect(response.status).toBe(422);
  });

  it('rejects an unknown query parameter, a repeated one, and an odd idempotency key', async () => {
    const list = await request(api.app)
      .get('/api/v1/usage-lines?kinds=new')
      .set('Cookie', api.cookies.viewer);
    expect([list.status, list.body.errors[0].field]).toEqual([422, 'kinds']);
    const twice = await request(api.app)
      .get('/api/v1/usage-lines?q=one&q=two')
      .set('Cookie', api.cookies.viewer);
    expect([twice.status, twice.body.errors[0].field]).toEqual([422, 'q']);
    const odd = await request(api.app)
      .post('/api/v1/api-keys')
      .set('Cookie', api.cookies.admin)
      .set('Idempotency-Key', 'with blanks')
      .send({ name: 'x', role: 'viewer' });
    expect([odd.status, odd.body.errors[0].field]).toEqual([422, 'Idempotency-Key']);
  });
});

it('decodes an address once, in its path and its query', async () => {
  const get = (path: string) => request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies.admin);
  const found = async (q: string) => (await get(`/members?q=${q}`).expect(200)).body.total as number;
  expect([await found('approve%72'), await found('approve%2572')]).toEqual([1, 0]);
  const id = api.memberIds.admin;
  const first = id.charCodeAt(0).toString(16);
  const lineage = async (start: string) => (await get(`/members/${start}${id.slice(1)}/lineage`)).status;
  expect([await lineage(`%${first}`), await lineage(`%25${first}`)]).toEqual([200, 404]);
});

describe('choosing what to connect', () => {
  it.each([
    [{ vendor: 'duo', psa: 'connectwise' }, 'ModuleNotAvailable', 'module'],
    [{ vendor: 'duo', module: 'assets', psa: 'connectwise' }, 'ModuleNotAvailable', 'module'],
    [{ vendor: 'okta', module: 'billing', psa: 'connectwise' }, 'VendorNotAvailable', 'vendor'],
    [{ vendor: 'duo', module: 'billing', psa: 'a-paper-ledger' }, 'PsaNotAvailable', 'psa'],
  ])('rejects %j with its own code', async (body, code, field) => {
    const response = await request(api.app)
      .post('/api/v1/integrations')
      .set('Cookie', api.cookies.admin)
      .send(body);
    expect([response.status, response.body.code, response.body.errors[0].field]).toEqual([422, code, field]);
  });
});

describe('what is not there', () => {
  it('answers 404 for an unknown path and 405 with what is allowed for another method', async () => {
    const missing = await request(api.app).get('/api/v1/nothing').set('Cookie', api.cookies.viewer);
    expect([missing.status, missing.body.code]).toEqual([404, 'NotFound']);
    const wrong = await request(api.app).delete('/api/v1/settings').set('Cookie', api.cookies.admin);
    expect([wrong.status, wrong.body.code, wrong.headers['allow']]).toEqual([
      405,
      'MethodNotAllowed',
      'GET, PUT',
    ]);
    const broken = await request(api.app).get('/api/v1/syncs/%E0%A4%A').set('Cookie', api.cookies.viewer);
    expect([broken.status, broken.body.code]).toEqual([400, 'MalformedRequest']);
  });

  it('answers an address that no page has with the console for a browser, and with a problem for a program', async () => {
    const inBrowser = 'text/html,application/xhtml+xml,*/*;q=0.8';
    const answer = async (path: string, accept: string) => {
      const { status, type } = await request(api.app).get(path).set('Accept', accept);
      return [status, type];
    };
    expect(await answer('/no-such-page', inBrowser)).toEqual([404, 'text/html']);
    expect(await answer('/no-such-page', '*/*')).toEqual([401, 'application/problem+json']);
    expect(await answer('/api/v1/nothing', inBrowser)).toEqual([401, 'application/problem+json']);
  });

  it('answers for ids of another tenant exactly as for ids of nobody, on every route, and changes nothing', async () => {
    const foreign = await anotherTenant();
    const routes: readonly Route[] = routesOf(api.deps, () => Promise.resolve('cookie'));
    const bodies: Readonly<Record<string, object>> = {
      'post /integrations/{id}/mapping-decisions': {
        decisions: [{ kind: 'account', vendorId: foreign.accountId, action: 'unmap' }],
      },
      'post /integrations/{id}/syncs': { mode: 'full' },
      'put /integrations/{id}/schedule': { hour: 1, minute: 2 },
      'put /integrations/{id}/agreement-types/{typeId}/billing-target': { billsIn: 'advance' },
      'put /integrations/{id}/privacy': { keepNames: false },
      'put /integrations/{id}/canceled-day': { canceledDay: 'not-billed' },
      'put /integrations/{id}/write-methods': { choice: 'by-hand', method: null },
      'post /usage-lines/{lineId}/override': { reason: 'checked' },
      'post /write-backs/{approvalId}/lines/{approvalLineId}/resolve': { reason: 'looked at both values' },
      'put /integrations/{id}/credentials/psa': {
        site: 'api-na.myconnectwise.net', companyId: 'acme', publicKey: 'public', privateKey: 'private', clientId: 'client-id',
      },
      'put /integrations/{id}/credentials/accounts-api': duoKeys,
      'put /integrations/{id}/credentials/admin-api': duoKeys,
    }; // prettier-ignore
    const before = await api.db.selectFrom('auditEvent').selectAll().execute();
    for (const route of routes.filter(({ path }) => path.includes('{'))) {
      const name = `${route.method} ${route.path}`;
      const ask = async (ids: Readonly<Record<string, string>>, query = ''): Promise<unknown[]> => {
        const path = route.path.replaceAll(/\{(\w+)\}/g, (_, id: string) => ids[id]!);
        const agent = request(api.app);
        const response = await agent[route.method](`/api/v1${path}${query}`)
          .set('Cookie', api.cookies.admin)
          .send(route.method === 'get' ? undefined : (bodies[name] ?? {}));
        const { code, detail, errors } = response.body as Record<string, unknown>;
        return [name, response.status, code, detail, errors];
      };
      const nobody = Object.fromEntries(Object.keys(foreign.ids).map((id) => [id, randomUUID()]));
      const malformed = Object.fromEntries(Object.keys(foreign.ids).map((id) => [id, 'no-uuid']));
      const rejected = await ask(nobody);
      expect(await ask(foreign.ids)).toEqual([name, 404, 'NotFound', expect.any(String), []]);
      expect(await ask(foreign.ids)).toEqual(rejected);
      // Found before anything else is wrong with the request.
      expect(await ask(foreign.ids, '?unknown=1')).toEqual(rejected);
      expect(await ask(malformed)).toEqual(rejected);
    }
    expect(await api.db.selectFrom('auditEvent').selectAll().execute()).toEqual(before);
    const seen = await request(api.app)
      .get('/api/v1/usage-lines')
      .set('Cookie', api.cookies.admin)
      .expect(200);
    expect(seen.body.items).toEqual([]);
  });
});

const duoKeys = {
  integrationKey: 'DIWJ8X6AEYOR5OMC6TQ1',
  secretKey: 'Zh5eGmUq9zpfQnyUIu5OL9iWoMMv5ZNmk3zLJ4Ep',
  apiHostname: 'api-1a2b3c4d.duosecurity.com',
};

/** A second tenant with an integration, a run, a usage line, an approval, a closed month, a member and a key. */
async function anotherTenant() {
  const tenantId = randomUUID();
  await api.db.insertInto('tenant').values({ id: tenantId, name: 'Another MSP' }).execute();
  const member = {
    tenantId,
    email: 'x@another.test',
    name: 'X',
    role: 'admin',
    passwordHash: 'none',
  } as const;
  const memberId = (await api.db.transaction().execute((tx) => createMember(tx, member)))!.id;
  const keyId = randomUUID();
  await api.db
    .insertInto('apiKey')
    .values({
      tenantId,
      id: keyId,
      name: 'k',
      prefix: 'sw_x',
      keyHash: 'h',
      role: 'admin',
      ownerId: memberId,
      createdBy: memberId,
    })
    .execute();
  const other = await connected(api.db, tenantId, 'active');
  const accounts = [{ name: 'Acme', foreignId: 'DA1', seats: 3, company: 'Acme' }];
  await load(api.db, other, accounts, { Acme: 2 });
  const runId = await countAll(api.db, other, accounts);
  await readyToWrite(api.db, other);
  const { approvalId, lineId } = await approved(api.db, other, 'Acme', { kind: 'member', id: memberId });
  const monthId = randomUUID();
  await api.db
    .insertInto('reviewMonth')
    .values({
      tenantId,
      id: monthId,
      integrationId: other.integrationId,
      month: '2026-01',
      composedAt: new Date(),
      currency: 'USD',
      totals: '{"closes":true}',
      lines: '[]',
      changes: '[]',
      figures: JSON.stringify(noFigures),
      facts: JSON.stringify(noFacts),
      checksum: '',
      invoices: '{"month":"2026-01","readAt":null,"notAvailable":null,"rows":[]}',
      closedBy: '{"kind":"system","id":"x"}',
    }) // prettier-ignore
    .execute();
  const [line] = await api.db.selectFrom('usageLine').select('id').where('tenantId', '=', tenantId).execute();
  const [account] = await api.db
    .selectFrom('vendorAccount')
    .select('id')
    .where('tenantId', '=', tenantId)
    .execute();
  await api.db
    .insertInto('mappingCommand')
    .values({
      tenantId,
      integrationId: other.integrationId,
      commandId: 'theirs',
      bodyHash: 'h',
      decisions: '[]',
      state: 'received',
      actor: '{"kind":"system","id":"x"}',
    }) // prettier-ignore
    .execute();
  return {
    accountId: account!.id,
    ids: {
      id: other.integrationId,
      runId,
      lineId: line!.id,
      accountId: account!.id,
      memberId,
      keyId,
      commandId: 'theirs',
      typeId: '1',
      approvalId,
      approvalLineId: lineId,
      monthId,
    },
  };
}

const answerTo = async (port: number, sent: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  socket.write(sent);
  return text(socket);
};

describe('a path out of the folder of files', () => {
  it.each([
    '/assets/../package.json',
    '/assets/..%2fpackage.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/..%5c..%5cpackage.json',
    '/assets//etc/passwd',
    '/assets/%00',
    '/boot.js/../../package.json',
  ])('leads to no file: %s', async (path) => {
    const running = await startApi({ deps: api.deps, host: '127.0.0.1', port: 0, metricsPort: null });
    // As a program that cleans no path sends it.
    const said = await answerTo(
      running.port,
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    await running.close();
    expect(said).toMatch(/^HTTP\/1\.1 (?:400|401|403|404) /u);
    expect(said).not.toMatch(/"name": "seatwise"|root:/u);
  });
});

describe('the log line of a request', () => {
  it('names its trace, which has ended by then, where there is a collector', async () => {
    const lineOf = async (): Promise<Record<string, unknown>> => {
      const { headers } = await request(api.app).get('/api/v1/vendors').set('Cookie', api.cookies.admin);
      const id = headers['x-request-id'] as string;
      const lines = api.logged().split('\n').filter((line) => line.includes(id)); // prettier-ignore
      expect(lines).toHaveLength(1);
      return JSON.parse(lines[0]!) as Record<string, unknown>;
    };
    expect(await lineOf()).not.toHaveProperty('traceId');
    const options = { service: 'api', version: '1', share: 1, onLoss: () => undefined };
    const tracing = openTracing(options, new InMemorySpanExporter());
    try {
      const { requestId, traceId } = await lineOf();
      expect(traceId).toBe((requestId as string).replaceAll('-', ''));
    } finally {
      await tracing.close();
    }
  });
});

describe('an error that was not expected', () => {
  const { NODE_ENV: before } = process.env;
  afterEach(() => {
    jest.restoreAllMocks();
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  });

  it.each(['production', 'development', 'test'])(
    'is logged with its place and the ID of the request, and says nothing of the inside: NODE_ENV=%s',
    async (name) => {
      process.env['NODE_ENV'] = name;
      let left = 0;
      const kinds = new Proxy(api.deps.kinds, {
        get: (known, part) => {
          if (left > 0) {
            left -= 1;
            throw new TypeError('planted: a value of a customer');
          }
          return Reflect.get(known, part) as unknown;
        },
      });
      const { app } = buildApp({ ...api.deps, kinds });
      left = 1;
      const {
        status,
        body,
        text: said,
      } = await request(app).get('/api/v1/vendors').set('Cookie', api.cookies.admin);
      expect([status, body.code]).toEqual([500, 'InternalError']);
      expect(said).not.toMatch(/planted|TypeError|node_modules|\.ts/u);
      const lines = api
        .logged()
        .split('\n')
        .filter((line) => line.includes(body.requestId));
      expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(
        expect.objectContaining({
          level: 50,
          code: 'InternalError',
          name: 'TypeError',
          stack: expect.stringContaining('bad-requests.integration.test'),
        }),
      );
      expect(lines.join('')).not.toContain('planted');
      // Not even where what answers errors fails as well, whose last resort is Express.
      jest.spyOn(console, 'error').mockImplementation();
      left = 2;
      const last = await request(app).get('/api/v1/vendors').set('Cookie', api.cookies.admin);
      expect([last.status, last.text]).toEqual([
        500,
        expect.not.stringMatching(/planted|TypeError|node_modules/u),
      ]);
    },
  );
});

describe("what Node's parser cannot read", () => {
  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'MalformedRequest'],
    ['an unknown method', 'BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n', 400, 'MalformedRequest'],
    ['a header with a space in its name', 'GET / HTTP/1.1\r\nHo st: x\r\n\r\n', 400, 'MalformedRequest'],
    ['no Host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'MalformedRequest'],
    [
      'two lengths',
      'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
      400,
      'MalformedRequest',
    ],
    [
      'a broken chunk',
      'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      400,
      'MalformedRequest',
    ],
    [
      'endless headers',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'RequestTooLarge',
    ],
  ])('%s: is answered as every other problem', async (_, sent, status, code) => {
    const running = await startApi({ deps: api.deps, host: '127.0.0.1', port: 0, metricsPort: null });
    const [head, body] = (await answerTo(running.port, sent)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toMatch(/^Content-Type: application\/problem\+json/im);
    expect(head).toMatch(/^Content-Security-Policy: default-src 'none'/im);
    expect(head).toMatch(/^Permissions-Policy: .*camera=\(\)/im);
    expect(head).toMatch(/^Cache-Control: no-store/im);
    expect(head).toMatch(/^Connection: close/im);
    const requestId = /^X-Request-Id: (.+)$/im.exec(head!)?.[1];
    expect(JSON.parse(body!)).toMatchObject({ status, code, requestId });
    await running.close();
    expect(api.logged().includes(requestId!)).toBe(true);
  });
});

describe('a Host that is not of this installation', () => {
  let app: Express;
  beforeAll(() => {
    const settings = {
      publicUrl: 'https://seatwise.example:8443',
      allowedHosts: ['seatwise.lan', '[fd00::7]'],
    };
    app = buildApp({ ...api.deps, settings: { ...api.deps.settings, ...settings } }).app;
  });
  const ask = (host: string, path = '/api/v1/session') =>
    request(app).get(path).set('Host', host).set('Cookie', api.cookies.admin);

  it.each([
    'evil.test',
    'evil.test:4600',
    'localhost.evil.test',
    '127.0.0.1.evil.test',
    'seatwise.example.evil.test',
    'evil@localhost',
    '10.0.0.5:4600',
    '[::2]',
    '',
  ])('answers nothing but 421, pages included: %p', async (host) => {
    for (const path of ['/', '/sign-in', '/boot.js', '/api/v1/session', '/api/v1/openapi.json', '/none']) {
      const { status, body } = await ask(host, path);
      expect([path, status, body.code]).toEqual([path, 421, 'MisdirectedRequest']);
    }
  });

  it.each([
    'seatwise.example',
    'SEATWISE.example.:443',
    'localhost:4600',
    '127.0.0.1',
    '127.3.2.1:80',
    '[::1]:4600',
    'Seatwise.LAN:80',
    '[fd00::7]:4600',
  ])('is none of the names that were configured, nor loopback: %s is served', async (host) =>
    expect((await ask(host)).status).toBe(200),
  );

  it('asks probes and scrapers for no name', async () => {
    expect((await ask('10.0.0.5:4600', '/healthz')).status).toBe(200);
    expect((await ask('10.0.0.5:4600', '/readyz')).body).toMatchObject({ database: 'ok' });
    expect((await ask('10.0.0.5:4600', '/metrics')).body.code).toBe('NotSignedIn');
  });
});

describe('security headers', () => {
  const paths = [
    '/',
    '/sign-in',
    '/usage/anything',
    '/assets/none.js',
    '/healthz',
    '/api/v1/session',
    '/api/v1/none',
  ];

  it.each(paths)(
    '%s: says what a browser may do with the answer, whether it is good or not',
    async (path) => {
      const { app } = buildApp({
        ...api.deps,
        settings: { ...api.deps.settings, publicUrl: 'https://seatwise.test' },
      });
      const answers = [
        await request(app).get(path),
        await request(app).get(path).set('Cookie', api.cookies.admin),
        await request(app).post(path).send('{').type('json'),
        await request(app).get(path).set('Origin', 'https://evil.test'),
        await request(app)
          .options(path)
          .set('Origin', 'https://evil.test')
          .set('Access-Control-Request-Method', 'POST'),
      ];
      for (const { headers, text: said } of answers) {
        if (said !== '')
          expect(headers['content-type']).toMatch(
            /^(?:text\/html|application\/(?:problem\+)?json); charset=utf-8$/u,
          );
        expect(headers['cache-control']).toBe('no-store');
        // A browser that shows an answer of the API loads nothing for it.
        if (path.startsWith('/api/') || path === '/healthz')
          expect(headers['content-security-policy']).toContain("default-src 'none'");
        expect(headers).toMatchObject({
          'content-security-policy': expect.stringMatching(/object-src 'none';.*frame-ancestors 'none'/u),
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
          'referrer-policy': 'no-referrer',
          'strict-transport-security': expect.stringContaining('max-age=31536000'),
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'SAMEORIGIN',
        });
        // Nothing is loaded from, or sent to, anybody else.
        const content = headers['content-security-policy']!.split(';').map((directive) =>
          directive.split(' '),
        );
        const sources = content
          .flatMap(([, ...allowed]) => allowed)
          .filter((source) => !source.startsWith("'nonce-"));
        expect(sources.filter((source) => !["'self'", "'none'", 'data:'].includes(source))).toEqual([]);
        expect(content.map(([name]) => name)).toEqual(
          expect.arrayContaining(['default-src', 'connect-src', 'form-action']),
        );
        const policy = headers['permissions-policy']!.split(', ');
        for (const feature of [
          'camera',
          'clipboard-read',
          'geolocation',
          'microphone',
          'payment',
          'serial',
          'usb',
        ])
          expect(policy).toContain(`${feature}=()`);
        // Only what the console does: its buttons copy, and people sign in by passkey.
        expect(policy.filter((entry) => !entry.endsWith('=()'))).toEqual([
          'clipboard-write=(self)',
          'publickey-credentials-create=(self)',
          'publickey-credentials-get=(self)',
        ]);
        expect(headers['x-powered-by']).toBeUndefined();
        // No page of another origin may read an answer, or is allowed to send anything but what every page may.
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
      }
    },
  );
});
