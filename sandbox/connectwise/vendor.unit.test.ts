import type { VendorAnswer } from '../vendor.ts';
import { psa } from './testing/signed-in-client.ts';

const rowsOf = (answer: VendorAnswer): Record<string, unknown>[] => {
  expect(answer.status).toBe(200);
  return answer.body as Record<string, unknown>[];
};
const idsOf = (answer: VendorAnswer): unknown[] => rowsOf(answer).map((one) => one['id']);

/** Reads the Link header by rel (connectwise.md 5). */
function links(answer: VendorAnswer): Record<string, URL> {
  const header = answer.headers?.['link'] ?? '';
  return Object.fromEntries(
    [...header.matchAll(/<([^>]+)>; rel="(\w+)"/gu)].map(([, to, rel]) => [rel!, new URL(to!)]),
  );
}

describe('finding and signing in', () => {
  it('tells the codebase to anybody, and null for an unknown company', () => {
    const { raw } = psa();
    const anonymous = { headers: { authorization: undefined, clientid: undefined } };
    expect(raw('/login/companyinfo/harborlane', anonymous)).toMatchObject({
      status: 200,
      body: { Codebase: 'v4_6_release/', CompanyID: 'harborlane', IsCloud: true },
    });
    expect(raw('/login/companyinfo/nobody', anonymous)).toMatchObject({ status: 200, body: null });
  });

  it('answers the connection test with its time zone and the headers of the application', () => {
    const answer = psa().api('/system/info');
    expect(answer.body).toMatchObject({ isCloud: true, serverTimeZone: 'America/Chicago' });
    expect(answer.headers?.['x-cw-request-id']).toMatch(/^[0-9a-f-]{36}$/u);
    expect(answer.headers?.['api-current-version']).toBe('2025.8');
  });

  it('cannot route a wrong codebase, a doubled path or a wrong company, and says so in plain text', () => {
    const { raw, api, scenario } = psa();
    const text = { status: 400, body: 'Cannot route. Codebase/company is invalid' };
    const { publicKey, privateKey } = scenario.connectwise.members[0]!;
    expect(raw('/v2017_3/apis/3.0/system/info')).toMatchObject(text);
    expect(api('/v4_6_release/apis/3.0/system/info')).toMatchObject(text);
    expect(api('/system/info', { basic: `other+${publicKey}:${privateKey}` })).toMatchObject(text);
  });

  it('follows a codebase that an upgrade changed', () => {
    const { raw, api, scenario } = psa();
    scenario.connectwise.codebase = 'v2025_1/';
    expect(api('/system/info').status).toBe(400);
    expect(raw('/v2025_1/apis/3.0/system/info').status).toBe(200);
    expect(raw('/login/companyinfo/harborlane').body).toMatchObject({ Codebase: 'v2025_1/' });
  });

  it('rejects wrong keys and a bad client id', () => {
    const { api } = psa();
    const unauthorized = { status: 401, body: { code: 'Unauthorized' } };
    expect(api('/system/info', { basic: 'harborlane+no:no' })).toMatchObject(unauthorized);
    expect(api('/system/info', { basic: 'harborlane' })).toMatchObject(unauthorized);
    expect(api('/system/info', { headers: { authorization: undefined } })).toMatchObject(unauthorized);
    expect(api('/system/info', { headers: { clientid: 'somebody' } })).toMatchObject(unauthorized);
    expect(api('/system/info', { headers: { clientid: undefined } })).toMatchObject({
      status: 400,
      body: { code: 'ConnectWiseApi' },
    });
  });

  it('rejects what the role lacks with 403 Security', () => {
    const { api } = psa();
    const security = { status: 403, body: { code: 'Security' } };
    expect(api('/company/companies', { member: 2 }).status).toBe(200);
    expect(api('/finance/agreements', { member: 2 })).toMatchObject(security);
    expect(api('/finance/agreements/types', { member: 2 })).toMatchObject(security);
    expect(api('/procurement/catalog', { member: 2 })).toMatchObject(security);
  });
});

describe('reading', () => {
  it('writes a company, an agreement, a line and a product as connectwise.md 6 shows them', () => {
    const { api } = psa();
    const [lakeview] = rowsOf(
      api('/company/companies', { query: { conditions: 'name="Lakeview Montessori"' } }),
    );
    expect(lakeview).toMatchObject({
      status: { id: 1, name: 'Active' },
      types: [{ id: 1, name: 'Customer' }],
      deletedFlag: false,
      billToCompany: { name: 'Lakeview Education Trust' },
    });
    expect(lakeview).not.toHaveProperty('parentCompany');

    const [delta] = rowsOf(
      api('/finance/agreements', { query: { conditions: 'company/name="Delta Farms"' } }),
    );
    expect(delta).toMatchObject({
      agreementStatus: 'Active',
      cancelledFlag: false,
      nextInvoiceDate: '2025-12-01T00:00:00Z',
      billingCycle: { name: 'Quarterly' },
      prorateFlag: false,
      noEndingDateFlag: true,
    });
    expect(delta).not.toHaveProperty('endDate');

    const lines = rowsOf(api(`/finance/agreements/${String(delta!['id'])}/additions`));
    expect(lines[0]).toMatchObject({
      product: { identifier: 'DUO-ESS' },
      quantity: 18,
      lessIncluded: 0,
      unitPrice: 12,
      extPrice: 216,
      billCustomer: 'Billable',
      effectiveDate: expect.stringMatching(/^\d{4}-\d\d-01T00:00:00Z$/u),
      agreementStatus: 'Active',
      _info: { lastUpdated: expect.any(String), updatedBy: expect.any(String) },
    });
    expect(lines[0]).not.toHaveProperty('cancelledDate');

    const products = rowsOf(
      api('/procurement/catalog', { query: { conditions: 'identifier like "DUO-%"' } }),
    );
    expect(products.map((one) => [one['identifier'], one['price'], one['inactiveFlag']])).toEqual([
      ['DUO-ESS', 4, false],
      ['DUO-ADV', 7.5, false],
      ['DUO-PREM', 11, false],
      ['DUO-TOKEN', 25, false],
      ['DUO-ESS-OLD', 3, true],
    ]);
    expect(
      rowsOf(api('/procurement/catalog', { query: { conditions: 'productClass="Bundle"' } })),
    ).toHaveLength(1);
  });

  it('still lists the lines of a canceled agreement and companies in the recycle bin', () => {
    const { api, scenario } = psa();
    const tidewater = scenario.connectwise.agreements.find((one) => one.company.name === 'Tidewater Marine')!;
    const [line] = rowsOf(api(`/finance/agreements/${tidewater.id}/additions`));
    expect(line).toMatchObject({ quantity: 14, agreementStatus: 'Cancelled' });
    const twins = rowsOf(api('/company/companies', { query: { conditions: 'name="Harrison Plumbing"' } }));
    expect(twins.map((one) => one['deletedFlag']).sort()).toEqual([false, true]);
  });

  it('counts and reads one by id, 404 for an unknown one', () => {
    const { api, scenario } = psa();
    expect(api('/company/companies/count').body).toEqual({ count: 250 });
    expect(api('/finance/agreements/count').body).toEqual({ count: 150 });
    expect(api('/finance/agreements/count', { query: { conditions: 'cancelledFlag=true' } }).body).toEqual({
      count: scenario.connectwise.agreements.filter((one) => one.cancelledFlag).length,
    });
    const { id, agreementId } = scenario.connectwise.additions[0]!;
    expect(api(`/finance/agreements/${agreementId}/additions/${id}`).body).toMatchObject({ id });
    expect(api(`/finance/agreements/${agreementId}/additions/count`).body).toEqual({
      count: scenario.connectwise.additions.filter((one) => one.agreementId === agreementId).length,
    });
    expect(api(`/finance/agreements/${agreementId + 1}/additions/${id}`).status).toBe(404);
    expect(api('/company/companies/1').status).toBe(404);
    expect(api('/company/companies/__proto__').status).toBe(404);
    expect(api('/finance/agreements/types').body).toContainEqual(
      expect.objectContaining({ name: 'Managed Services' }),
    );
  });

  it('lists a restricted agreement, and refuses to open it or its lines', () => {
    const { api, scenario } = psa();
    const [one] = scenario.connectwise.agreements;
    one!.restricted = true;
    expect(idsOf(api('/finance/agreements', { query: { conditions: `id=${one!.id}` } }))).toEqual([one!.id]);
    for (const path of ['', '/additions', '/additions/count']) {
      expect(api(`/finance/agreements/${one!.id}${path}`)).toMatchObject({ status: 403 });
    }
    expect(api('/finance/agreements/402/additions').status).toBe(200);
  });

  it('selects fields, passes over unknown ones, and looks into arrays by childConditions', () => {
    const { api } = psa();
    const [row] = rowsOf(
      api('/finance/agreements', { query: { fields: 'id,company/id,company/name,nonsense', pageSize: '1' } }),
    );
    expect(row).toEqual({ id: 401, company: { id: 1001, name: 'Bluewater Dental' } });
    expect(api('/company/companies/count', { query: { childConditions: 'types/id=1' } }).body).toEqual({
      count: 250,
    });
    expect(api('/company/companies/count', { query: { childConditions: 'types/id=7' } }).body).toEqual({
      count: 0,
    });
    expect(api('/finance/agreements', { query: { childConditions: 'types/id=1' } }).status).toBe(400);
  });

  it('rejects unknown names, unknown parameters and impossible pages', () => {
    const { api } = psa();
    const rejected = (query: Readonly<Record<string, string>>): unknown => {
      const answer = api('/company/companies', { query });
      expect(answer.status).toBe(400);
      return (answer.body as { code: unknown }).code;
    };
    expect(rejected({ conditions: 'typeids=1' })).toBe('ApiFindCondition');
    expect(rejected({ childConditions: 'kind=1' })).toBe('ApiFindCondition');
    expect(rejected({ customFieldConditions: 'a=1' })).toBe('ApiFindCondition');
    expect(rejected({ orderBy: 'nonsense' })).toBe('ApiFindCondition');
    expect(rejected({ columns: 'id' })).toBe('InvalidObject');
    expect(rejected({ pageSize: '1001' })).toBe('InvalidObject');
    expect(rejected({ pageSize: '0' })).toBe('InvalidObject');
    expect(rejected({ page: '-1' })).toBe('InvalidObject');
  });

  it('rejects methods and addresses that are not in the facts', () => {
    const { api } = psa();
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(api('/company/companies', { method, body: {} }).status).toBe(405);
    }
    expect(api('/finance/agreements/401/additions/9001', { method: 'PUT', body: {} }).status).toBe(405);
    expect(api('/finance/agreements/401/additions/9001', { method: 'DELETE' }).status).toBe(405);
    for (const path of ['/service/tickets', '/company', '/system/info/x', '/finance/agreements/401/notes']) {
      expect(api(path).status).toBe(404);
    }
  });
});

describe('paging', () => {
  it('gives 25 rows by default and follows next to the end, every row once', () => {
    const { api } = psa();
    const seen: unknown[] = [];
    let query: URLSearchParams | undefined = new URLSearchParams({ orderBy: 'id asc' });
    let pages = 0;
    while (query !== undefined) {
      const answer = api('/company/companies', { rawQuery: query.toString() });
      seen.push(...idsOf(answer));
      pages += 1;
      query = links(answer)['next']?.searchParams;
    }
    expect(pages).toBe(10);
    expect(new Set(seen).size).toBe(250);
    expect(seen).toHaveLength(250);
  });

  it('links next, last, first and prev by rel, keeping the other parameters', () => {
    const { api } = psa();
    const query = { conditions: 'deletedFlag=false', pageSize: '100' };
    const first = links(api('/company/companies', { query }));
    const second = links(api('/company/companies', { query: { ...query, page: '2' } }));
    const third = links(api('/company/companies', { query: { ...query, page: '3' } }));
    expect([Object.keys(first), Object.keys(second), Object.keys(third)].map((rels) => rels.sort())).toEqual([
      ['last', 'next'],
      ['first', 'last', 'next', 'prev'],
      ['first', 'prev'],
    ]);
    expect(second['next']?.host).toBe('api-sandbox.connectwise.test');
    expect(Object.fromEntries(second['next']!.searchParams)).toEqual({ ...query, page: '3' });
    expect(api('/company/companies', { query: { ...query, pageSize: '1000' } }).headers).not.toHaveProperty(
      'link',
    );
  });

  it('goes forward only by id when the header asks for it, with an empty Link at the end', () => {
    const { api } = psa();
    const forward = { headers: { 'pagination-type': 'forward-only' } };
    const seen: unknown[] = [];
    let query: URLSearchParams | undefined = new URLSearchParams({ pageSize: '99' });
    let last: VendorAnswer | undefined;
    while (query !== undefined) {
      last = api('/finance/agreements', { ...forward, rawQuery: query.toString() });
      seen.push(...idsOf(last));
      query = links(last)['next']?.searchParams;
    }
    expect(seen).toEqual(Array.from({ length: 150 }, (_, nth) => 401 + nth));
    expect(last?.headers?.['link']).toBe('');
  });

  it('orders by what is asked, in both directions', () => {
    const { api } = psa();
    const ids = idsOf(api('/finance/agreements', { query: { orderBy: 'id desc', pageSize: '3' } }));
    expect(ids).toEqual([550, 549, 548]);
  });
});
