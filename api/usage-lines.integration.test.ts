import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import request from 'supertest';
import type { IntegrationKey } from '../domain/keys.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { connected, countAll, load, type SeededAccount } from '../test/environment/seeded-integration.ts';
import { usageFilters } from '../contracts/api/usage.ts';
import { touchIntegration } from '../db/integrations/integrations.ts';
import { createMember } from '../db/people/people.ts';
import { createSession } from '../db/people/sessions.ts';
import { statementsOf } from '../test/environment/statements.ts';
import { csvCell } from '../reports/csv/row.ts';
import { newSessionToken, tokenHash } from './sign-in/session-cookie.ts';

const accounts: readonly SeededAccount[] = [
  { name: 'Bluewater Dental', foreignId: 'DA1', seats: 40, company: 'Bluewater Dental' },
  { name: 'Quarry Ridge', foreignId: 'DA2', seats: 22, company: 'Quarry Ridge' },
  { name: 'Lakeshore', foreignId: 'DA3', seats: 31, company: 'Lakeshore' },
  { name: 'Castellan Law', foreignId: 'DA4', seats: 30, company: 'Castellan Law' },
  { name: 'Pinecrest', foreignId: 'DA5', seats: -1, company: 'Pinecrest' },
  { name: '=HYPERLINK("evil"), Inc', foreignId: 'DA6', seats: 15 },
];
const billed = {
  'Bluewater Dental': 30,
  'Quarry Ridge': 25,
  Lakeshore: 64,
  'Castellan Law': 30,
  Pinecrest: 47,
  Stonebridge: 20,
};

let api: ApiUnderTest;
let key: IntegrationKey;
beforeAll(async () => {
  api = await apiUnderTest();
  key = await connected(api.db, api.tenantId, 'active');
  await load(api.db, key, accounts, billed);
  await countAll(api.db, key, accounts, new Date(Date.now() - 60_000));
});
afterAll(() => api.close());

const get = (path: string) => request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies.viewer);
interface Line {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
}
const labels = async (path: string): Promise<string[]> => {
  const response = await get(path).expect(200);
  return (response.body.items as Line[]).map(({ label }) => label);
};

describe('many table files at once', () => {
  const file = (cookie: string) => request(api.app).get('/api/v1/usage-lines.csv').set('Cookie', cookie);

  it('of one viewer are two at a time, the rest is told why; others are served, with files too', async () => {
    const own = Array.from({ length: 48 }, () => file(api.cookies.viewer).then((answer) => answer));
    const others = [
      ...Array.from({ length: 10 }, () =>
        request(api.app).get('/api/v1/usage-lines').set('Cookie', api.cookies.approver),
      ),
      file(api.cookies.reviewer),
      file(api.cookies.approver),
    ].map((asked) => asked.then((answer) => answer));
    const [ofViewer, ofOthers] = await Promise.all([Promise.all(own), Promise.all(others)]);
    expect(ofOthers.map(({ status }) => status)).toEqual(ofOthers.map(() => 200));
    const rejected = ofViewer.filter(({ status }) => status !== 200);
    expect(rejected.length).toBeGreaterThan(20);
    for (const { status, body, headers } of rejected) {
      expect([status, body.code]).toEqual([429, 'TooManyExports']);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    const whole = ofViewer.filter(({ status }) => status === 200).map(({ text }) => text);
    expect(whole.length).toBeGreaterThanOrEqual(2);
    expect(new Set(whole).size).toBe(1);
    // What one had under way is given back.
    await file(api.cookies.viewer).expect(200);
  });
});

describe('usage lines', () => {
  it('show kind, quantities, variance and money', async () => {
    const response = await get('/usage-lines').expect(200);
    expect(response.body.total).toBe(7);
    const kinds = Object.fromEntries((response.body.items as Line[]).map(({ label, kind }) => [label, kind]));
    expect(kinds).toMatchObject({
      'Bluewater Dental': 'increase',
      'Quarry Ridge': 'decrease',
      'Castellan Law': 'match',
      Pinecrest: 'not-read',
      Stonebridge: 'no-account',
    });
    expect((response.body.items as Line[]).find(({ label }) => label === 'Bluewater Dental')).toMatchObject({
      vendorQuantity: 40,
      psaQuantity: '30',
      variance: '10',
      money: { effectPerMonth: '40' },
      decision: 'open',
    });
  });

  it.each([
    ['kind=increase,decrease', ['Bluewater Dental', 'Lakeshore', 'Quarry Ridge']],
    ['flag=held&holdReason=first', ['Lakeshore']],
    ['flag=held&holdReason=drop', []],
    ['q=quarry', ['Quarry Ridge']],
    ['q=DA1', ['Bluewater Dental']],
    ['q=9001', ['Quarry Ridge']],
    [
      'q=duo-es',
      ['Bluewater Dental', 'Castellan Law', 'Lakeshore', 'Pinecrest', 'Quarry Ridge', 'Stonebridge'],
    ],
    ['q=103', ['Castellan Law']],
    ['company=6', ['Stonebridge']],
    ['agreement=103', ['Castellan Law']],
    ['decision=held', []],
    ['q=%25', []],
    ["q=Quarry'); DROP TABLE usage_line; --", []],
  ])('are filtered by %s', async (query, expected) => {
    expect(await labels(`/usage-lines?${query}`)).toEqual(expected);
  });

  it('are filtered by account, service and integration', async () => {
    const [account] = await api.db
      .selectFrom('vendorAccount')
      .select('id')
      .where('foreignId', '=', 'DA2')
      .execute();
    expect(await labels(`/usage-lines?account=${account!.id}`)).toEqual(['Quarry Ridge']);
    const [service] = await api.db.selectFrom('vendorService').select('id').execute();
    expect(
      await labels(`/usage-lines?service=${service!.id}&integration=${key.integrationId}&kind=match`),
    ).toEqual(['Castellan Law']);
    expect(await labels(`/usage-lines?integration=${account!.id}`)).toEqual([]);
  });

  it.each([
    ['vendor', ['=HYPERLINK("evil"), Inc', 'Quarry Ridge', 'Castellan Law', 'Lakeshore', 'Bluewater Dental']],
    [
      '-amount',
      ['Lakeshore', '=HYPERLINK("evil"), Inc', 'Bluewater Dental', 'Quarry Ridge', 'Castellan Law'],
    ],
    ['-variance', ['Bluewater Dental', 'Castellan Law', 'Quarry Ridge', 'Lakeshore']],
  ])('are sorted by %s, what is unknown last', async (sort, first) => {
    expect((await labels(`/usage-lines?sort=${sort}`)).slice(0, first.length)).toEqual(first);
  });

  it('show one line with sources, history and who came and went since the first reading', async () => {
    const later = accounts.map((account) =>
      account.foreignId === 'DA1'
        ? { ...account, seats: 42 }
        : account.foreignId === 'DA2'
          ? { ...account, seats: 21 }
          : account,
    );
    await countAll(api.db, key, later);
    const line = async (label: string): Promise<Record<string, unknown>> => {
      const list = await get(`/usage-lines?q=${encodeURIComponent(label)}`).expect(200);
      const found = await get(`/usage-lines/${(list.body.items as Line[])[0]!.id}`).expect(200);
      return found.body as Record<string, unknown>;
    };
    const grown = await line('Bluewater');
    expect(grown).toMatchObject({ version: 2, vendorQuantity: 42 });
    expect(grown['accounts']).toEqual([
      expect.objectContaining({ name: 'Bluewater Dental', seats: 42, byStatus: { active: 42 } }),
    ]);
    expect((grown['lines'] as object[])[0]).toMatchObject({
      psaLineId: '9000',
      quantity: '30',
      live: true,
      productIdentifier: 'DUO-ESS',
    });
    expect(
      (grown['history'] as { vendorQuantity: number }[]).map(({ vendorQuantity }) => vendorQuantity),
    ).toEqual([42, 40]);
    const moves = grown['seatChanges'] as { since: string; came: { name: string }[] };
    expect(moves.since).toMatch(/^since the first read on [A-Z][a-z]{2} \d{1,2}, \d{4}$/);
    expect(moves.came.map(({ name }) => name)).toEqual(['user40', 'user41']);
    expect((await line('Quarry'))['seatChanges']).toMatchObject({ came: [], went: [{ name: 'user21' }] });
  });

  it('count and add up beside each choice, under the other filters', async () => {
    const { body } = await get('/usage-line-counts?kind=increase').expect(200);
    expect(body.lines).toEqual({ open: 1, all: 1 });
    const underBilled = { lines: 1, perMonth: '48', unknown: 0 };
    const increase = { value: 'increase', lines: 1, measures: { underBilled } };
    expect(body.kind).toContainEqual(expect.objectContaining({ value: 'match', lines: 1 }));
    expect((body.kind as { value: string }[]).find(({ value }) => value === 'increase')).toMatchObject(
      increase,
    );
    expect(body.need).toMatchObject([increase]);
    expect(body.measures).toMatchObject({
      underBilled,
      heldUp: { lines: 0 },
      notBilled: { lines: 0 },
    });
  });

  it('say since when they differ and how many invoices that touched, whatever was not read between', async () => {
    const [line] = (await get('/usage-lines?q=Bluewater')).body.items as Line[];
    const days = (count: number): Date => new Date(Date.now() - count * 86_400_000);
    const past = [
      ['increase', days(200)],
      ['match', days(100)],
      ['increase', days(70)],
      ['not-read', days(40)],
    ] as const;
    for (const [nth, [kind, at]] of past.entries())
      await sql`insert into usage_line_history (tenant_id, integration_id, group_key, version, usage_line_id, kind,
          composed, form, at)
        select tenant_id, integration_id, group_key, ${1_000 + nth}, usage_line_id, ${kind}, composed, form, ${at}
        from usage_line_history where usage_line_id = ${line!.id} limit 1`.execute(api.db);
    const next = days(-10).toISOString().slice(0, 10);
    await sql`update psa_agreement set next_invoice_date = ${next},
      billing_cycle = '{"name": "Monthly", "months": 1, "days": null, "never": false}'`.execute(api.db);
    const { body } = await get(`/usage-lines/${line!.id}`).expect(200);
    const since = past[2][1].toISOString();
    expect(body.differs).toEqual({ since, invoices: 2, amount: '96' });
  });

  it('leave as a table file in which no cell is a formula', async () => {
    const response = await get('/usage-lines.csv?sort=account').set('Accept-Encoding', 'gzip').expect(200);
    expect(response.headers['content-encoding']).toBe('gzip');
    expect(response.headers['content-type']).toContain('text/csv');
    expect(response.headers['content-disposition']).toContain('usage-lines.csv');
    expect(response.text).toContain(`"'=HYPERLINK(""evil""), Inc",Not mapped`);
    expect(response.text).toContain(
      'Quarry Ridge,Overbilled,,Open,Quarry Ridge,2,Duo User License,21,21,,,25,-4,-16,',
    );
    expect(response.text.trim().split('\r\n')).toHaveLength(8);
  });

  it.each(['account', '-account', 'variance', '-variance', 'psa', '-money', '-amount'])(
    'stand in the table file as in the list by %s',
    async (sort) => {
      const response = await get(`/usage-lines.csv?sort=${sort}`).expect(200);
      const [, ...rows] = response.text.trim().split('\r\n');
      const listed = (await labels(`/usage-lines?sort=${sort}`)).map((label) => csvCell(label));
      expect(rows.map((row, nth) => row.startsWith(`${listed[nth] ?? ''},`))).toEqual(listed.map(() => true));
    },
  );

  it.each([
    ['-4', '-4'],
    ['-4+1', "'-4+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    [' =1', "' =1"],
    ['a "b"', '"a ""b"""'],
    [null, ''],
  ])('a cell %j is written %j', (value, text) => {
    expect(csvCell(value)).toBe(text);
  });
});

describe('control totals', () => {
  it('close and come from the same composition', async () => {
    const response = await get(`/control-totals?integration=${key.integrationId}`).expect(200);
    expect(response.body.items).toEqual([
      expect.objectContaining({
        integrationId: key.integrationId,
        closes: true,
        currency: 'USD',
        totals: expect.objectContaining({
          closes: true,
          accounts: expect.objectContaining({ listed: 7, counted: 6, failed: 1 }),
        }),
      }),
    ]);
  });
});

describe('a cursor', () => {
  it.each(usageFilters.sort.unwrap().options)('by %s goes through all rows once, in order', async (sort) => {
    const all = await labels(`/usage-lines?sort=${sort}`);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: request.Response = await get(
        `/usage-lines?limit=2&sort=${sort}${cursor === '' ? '' : `&cursor=${cursor}`}`,
      ).expect(200);
      expect(page.body.total).toBe(7);
      seen.push(...(page.body.items as Line[]).map(({ label }) => label));
      cursor = page.body.nextCursor as string | null;
    }
    expect(seen).toEqual(all);
  });

  it('of an older version answers ListChanged', async () => {
    for (const path of ['/usage-lines', `/integrations/${key.integrationId}/psa-companies`]) {
      const page = await get(`${path}?limit=2`).expect(200);
      await api.db.transaction().execute((tx) => touchIntegration(tx, key));
      const moved = await get(`${path}?limit=2&cursor=${page.body.nextCursor as string}`);
      expect([moved.status, moved.body.code]).toEqual([409, 'ListChanged']);
    }
  });

  it('of another question, or none at all, is rejected', async () => {
    const page = await get('/usage-lines?limit=2').expect(200);
    for (const query of [
      `limit=2&sort=vendor&cursor=${page.body.nextCursor as string}`,
      'cursor=nonsense',
      'cursor=W10',
    ]) {
      const rejected = await get(`/usage-lines?${query}`);
      expect([rejected.status, rejected.body.errors[0].field]).toEqual([422, 'cursor']);
    }
  });
});

describe('a page of usage lines that many look at', () => {
  const path = '/usage-lines?kind=increase&limit=5';
  interface Decided extends Line {
    readonly version: number;
    readonly decision: string;
    readonly decisionDetail: { readonly by: { readonly name: string } } | null;
  }
  const first = async (): Promise<Decided> => ((await get(path).expect(200)).body.items as Decided[])[0]!;

  it('asks the database for who asks and whether it stands as it stood, and is sent again', async () => {
    const { body } = await get(path).expect(200);
    const statements = await statementsOf(async () => {
      expect((await get(path).expect(200)).body).toEqual(body);
    });
    expect(statements).toHaveLength(2);
  });

  it('tells again what was decided, by whom, and what becomes of it', async () => {
    const line = await first();
    const decide = (decision: string, lineVersion: number) =>
      request(api.app)
        .post('/api/v1/usage-lines/decisions')
        .set('Cookie', api.cookies.approver)
        .send({
          selection: 'ticked',
          items: [{ usageLineId: line.id, lineVersion, decision, reason: 'asked the customer' }],
        })
        .expect(200);
    await decide('hold', line.version);
    const held = await first();
    expect(held).toMatchObject({ id: line.id, decision: 'held' });
    // A name is not of the data version.
    await sql`update member set name = 'Renamed' where id = ${api.memberIds.approver}`.execute(api.db);
    expect((await first()).decisionDetail).toMatchObject({ by: { name: 'Renamed' } });
    await decide('reopen', held.version);
    expect(await first()).toMatchObject({ id: line.id, decision: 'open', decisionDetail: null });
  });

  it('is sent compressed to those who can read it so, and plain to others', async () => {
    const packed = await get(path).set('Accept-Encoding', 'gzip, br').expect('Content-Encoding', 'gzip');
    const plain = await get(path).set('Accept-Encoding', 'identity').expect('Content-Type', /json/u);
    expect(plain.headers['content-encoding']).toBeUndefined();
    for (const { headers } of [packed, plain])
      expect(headers).toMatchObject({
        vary: expect.stringContaining('Accept-Encoding'),
        'cache-control': 'no-store',
      });
    expect(packed.body).toEqual(plain.body);
  });

  it('of another tenant is not found by the same question', async () => {
    const [other, token] = [randomUUID(), newSessionToken()];
    await sql`insert into tenant (id, name, currency) values (${other}, 'Other', 'USD')`.execute(api.db);
    const member = await api.db.transaction().execute((tx) =>
      createMember(tx, {
        tenantId: other,
        email: 'viewer@other.test',
        name: 'Viewer',
        role: 'viewer',
        passwordHash: 'nobody signs in',
      }),
    );
    await api.db.transaction().execute((tx) =>
      createSession(tx, {
        tenantId: other,
        memberId: member!.id,
        tokenHash: tokenHash(token),
        expiresAt: new Date(Date.now() + 60_000),
        address: '203.0.113.9',
        device: 'a test',
        method: 'password',
        factor: null,
        isConfirmed: true,
      }),
    );
    const cookie = `${api.cookies.viewer.split('=')[0]!}=${token}`;
    const answer = await request(api.app).get(`/api/v1${path}`).set('Cookie', cookie).expect(200);
    expect(answer.body).toMatchObject({ items: [], total: 0 });
  });
});
