import { keepLineIds } from '../line-ids.ts';
import { RequestLog } from '../request-log.ts';
import { buildScenario } from '../scenarios/index.ts';
import { postPeriods } from '../scenarios/autotask-changes.ts';
import type { VendorAnswer, VendorRequest } from '../vendor.ts';
import type { Scenario } from '../scenario.ts';
import { createAutotask } from './vendor.ts';

const now = new Date('2025-11-24T15:00:00Z');

interface Call {
  readonly method?: string;
  readonly query?: string;
  readonly body?: unknown;
  readonly host?: string;
  readonly user?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** A sandbox Autotask and what a signed-in client says to it. */
function database() {
  const scenario = buildScenario('typical', { now });
  const requestLog = new RequestLog();
  const vendor = createAutotask();
  const { autotask } = scenario;
  autotask.switches.rowOrder = 'by-id';
  const requestOf = (path: string, call: Call): VendorRequest => {
    const user = autotask.users[call.user ?? 0]!;
    return {
      method: call.method ?? (call.body === undefined ? 'GET' : 'POST'),
      host: call.host ?? autotask.zoneHost,
      path: `/ATServicesRest/V1.0/${path}`,
      query: call.query ?? '',
      headers: {
        apiintegrationcode: autotask.integrationCode,
        username: user.userName,
        secret: user.secret,
        ...call.headers,
      },
      body: Buffer.from(call.body === undefined ? '' : JSON.stringify(call.body)),
    };
  };
  const context = { scenario, requestLog, now: () => now };
  const api = (path: string, call: Call = {}): VendorAnswer =>
    vendor.answer(requestOf(path, call), context, null);
  const admit = (path: string): (() => void) | VendorAnswer => vendor.admit!(requestOf(path, {}), context);
  const askedOfRows = (path: string, call: Call) => vendor.askedOfRows!(requestOf(path, call));
  return { scenario, autotask, requestLog, api, admit, askedOfRows };
}

type Database = ReturnType<typeof database>;
type Row = Readonly<Record<string, unknown>>;
interface Page {
  readonly items: readonly Row[];
  readonly pageDetails: { readonly count: number; readonly nextPageUrl: string | null };
}

const page = (answer: VendorAnswer): Page => {
  expect(answer.status).toBe(200);
  return answer.body as Page;
};
const rows = (answer: VendorAnswer): readonly Row[] => page(answer).items;
const all = (more: object = {}): object => ({ filter: [{ op: 'gte', field: 'id', value: 0 }], ...more });
const where = (field: string, value: unknown, op = 'eq'): object => ({ filter: [{ op, field, value }] });
const errors = (answer: VendorAnswer): unknown => (answer.body as { errors?: unknown }).errors;

/** The only line of Duo of a customer, with its contract. */
function lineOf({ autotask }: Scenario, companyName: string) {
  const company = autotask.companies.find((one) => one.companyName === companyName)!;
  const contract = autotask.contracts.find(({ companyID }) => companyID === company.id)!;
  const duo = autotask.services.filter(({ name }) => name.startsWith('DUO-')).map(({ id }) => id);
  const line = autotask.contractServices.find(
    ({ contractID, serviceID }) => contractID === contract.id && duo.includes(serviceID),
  )!;
  return { company, contract, line };
}

const series = (api: ReturnType<typeof database>['api'], lineId: number): readonly unknown[] =>
  rows(
    api('ContractServiceUnits/query', {
      body: {
        filter: [
          { op: 'eq', field: 'contractServiceID', value: lineId },
          { op: 'gte', field: 'endDate', value: '2025-11-01' },
          { op: 'lte', field: 'startDate', value: '2026-01-31' },
        ],
      },
    }),
  ).map((row) => [String(row['startDate']).slice(0, 10), String(row['endDate']).slice(0, 10), row['units']]);

describe('finding the zone and signing in', () => {
  it('tells anybody the zone of a user, and rejects an unknown or empty one with 500', () => {
    const { api, autotask } = database();
    const anonymous = { headers: { secret: undefined, username: undefined }, host: autotask.lookUpHost };
    const user = encodeURIComponent(autotask.users[0]!.userName);
    expect(api('zoneInformation', { ...anonymous, query: `user=${user}` })).toMatchObject({
      status: 200,
      body: { url: 'https://webservices99.autotask.test/ATServicesRest/', ci: 123_456 },
    });
    for (const query of ['user=nobody', '']) {
      expect(api('ZoneInformation', { ...anonymous, query })).toEqual({
        status: 500,
        body: { errors: ['Zone information could not be determined'] },
      });
    }
  });

  it('rejects a wrong header, an inactive user and, after a move, the former zone with 401', () => {
    const { api, autotask } = database();
    const ask = (call: Call) => api('Companies/query', { body: all(), ...call }).status;
    expect(ask({})).toBe(200);
    for (const name of ['secret', 'username', 'apiintegrationcode'])
      expect(ask({ headers: { [name]: 'other' } })).toBe(401);
    autotask.users[0]!.isActive = false;
    expect(ask({})).toBe(401);
    autotask.users[0]!.isActive = true;
    autotask.zoneHost = 'webservices5.autotask.test';
    expect(ask({ host: 'webservices99.autotask.test' })).toBe(401);
    expect(ask({ host: 'webservices5.autotask.test' })).toBe(200);
  });
});

describe('queries', () => {
  it('take paths and names of fields in any case, and give the fields that were asked for with the id', () => {
    const { api } = database();
    const answer = api('companies/QUERY', {
      body: { IncludeFields: ['CompanyName'], MaxRecords: 2, filter: [{ op: 'exist', field: 'ID' }] },
    });
    expect(rows(answer)).toEqual([
      { id: 175_001, companyName: 'Bluewater Dental' },
      { id: 175_002, companyName: 'Castellan Law' },
    ]);
  });

  it('combine, compare and count', () => {
    const { api } = database();
    const count = (filter: unknown) =>
      (api('Companies/query/count', { body: { filter } }).body as { queryCount: number }).queryCount;
    expect(count([{ op: 'exist', field: 'id' }])).toBe(250);
    expect(count([{ op: 'beginsWith', field: 'companyName', value: 'bluewater' }])).toBe(1);
    expect(count([{ op: 'eq', field: 'isActive', value: false }])).toBe(1);
    expect(
      count([
        {
          op: 'or',
          items: [
            { op: 'in', field: 'id', value: [175_001, 175_002] },
            { op: 'eq', field: 'companyName', value: 'Quarry Ridge' },
          ],
        },
        { op: 'noteq', field: 'id', value: 175_002 },
      ]),
    ).toBe(2);
    // An absent value satisfies nothing, as in SQL.
    expect(count([{ op: 'noteq', field: 'parentCompanyID', value: 1 }])).toBe(1);
    expect(count([{ op: 'notExist', field: 'parentCompanyID' }])).toBe(249);
  });

  it.each([
    [{ filter: [] }, 'missing or not valid'],
    [{}, 'missing or not valid'],
    [all({ MaxRecords: 0 }), 'between 1 and 500'],
    [all({ MaxRecords: 501 }), 'between 1 and 500'],
    [all({ IncludeFields: ['adjustedPrice'] }), 'Unable to find adjustedPrice in the Companies Entity'],
    [where('color', 1), 'Unable to find color'],
    [where('isActive', 'true'), 'not valid for its data type'],
    [where('id', 'one'), 'not valid for its data type'],
    [where('id', 1, 'like'), 'not a valid operator'],
    [
      where(
        'id',
        Array.from({ length: 501 }, (_, nth) => nth),
        'in',
      ),
      'must be a list',
    ],
  ])('%j is rejected with 500 and a text', (body, words) => {
    const answer = database().api('Companies/query', { body });
    expect(answer.status).toBe(500);
    expect(String(errors(answer))).toContain(words);
  });

  it('name the next page by an absolute link, which wants the method and the body of the first call', () => {
    const { api, autotask } = database();
    const body = all({ MaxRecords: 100 });
    const seen: unknown[] = [];
    let answer = page(api('Companies/query', { body }));
    for (;;) {
      seen.push(...answer.items.map(({ id }) => id));
      const link = answer.pageDetails.nextPageUrl;
      if (link === null) break;
      expect(link).toContain(`https://${autotask.zoneHost}/ATServicesRest/V1.0/Companies/query/next?paging=`);
      const next = new URL(link).search.slice(1);
      answer = page(api('Companies/query/next', { body, query: next }));
      expect(api('Companies/query/next', { query: next })).toMatchObject({
        status: 405,
        body: { Message: "The requested resource does not support http method 'GET'." },
      });
      expect(api('Companies/query/next', { query: next, method: 'POST', body: {} }).status).toBe(500);
    }
    expect(new Set(seen).size).toBe(250);
    const search = encodeURIComponent(JSON.stringify(body));
    const byGet = page(api('Companies/query', { query: `search=${search}` })).pageDetails.nextPageUrl;
    expect(page(api('Companies/query/next', { query: new URL(byGet!).search.slice(1) })).items).toHaveLength(
      100,
    );
  });

  it('give one row by its id, null for one that is not there, and 404 or 405 with a Message elsewhere', () => {
    const { api } = database();
    expect(api('Companies/175001').body).toMatchObject({ item: { companyName: 'Bluewater Dental' } });
    expect(api('Companies/1')).toEqual({ status: 200, body: { item: null } });
    for (const path of ['Tickets/query', 'Companies/x', 'Contracts/1/Notes'])
      expect(api(path)).toMatchObject({ status: 404, body: { Message: expect.any(String) as string } });
    for (const method of ['PATCH', 'DELETE', 'PUT'])
      expect(api('ContractServices/1', { method }).status).toBe(405);
    expect(api('ContractServiceAdjustments').status).toBe(405);
  });
});

describe('what Harbor Lane has there', () => {
  it('is the same customers, contracts of type 7 but for those that bill nothing, and whole units', () => {
    const { scenario, api } = database();
    expect(scenario.autotask.companies).toHaveLength(scenario.connectwise.companies.length);
    expect(scenario.autotask.contracts).toHaveLength(150);
    const without = rows(api('Contracts/query', { body: where('contractType', 1) })).map(({ id }) => id);
    expect(without.length).toBeGreaterThan(0);
    expect(scenario.autotask.contractServices.some(({ contractID }) => without.includes(contractID))).toBe(
      false,
    );
    expect(series(api, lineOf(scenario, 'Bright Path').line.id)[0]).toEqual(['2025-11-01', '2025-11-30', 12]);
    expect(series(api, lineOf(scenario, 'Bluewater Dental').line.id)).toEqual([
      ['2025-11-01', '2025-11-30', 30],
      ['2025-12-01', '2025-12-31', 30],
      ['2026-01-01', '2026-01-31', 30],
    ]);
  });

  it('is posted as far as ConnectWise has invoiced, and further when a person posts', () => {
    const { scenario, api, requestLog } = database();
    const postedOf = (name: string) =>
      rows(
        api('ContractServiceUnits/query', {
          body: {
            filter: [
              { op: 'eq', field: 'contractServiceID', value: lineOf(scenario, name).line.id },
              { op: 'exist', field: 'approveAndPostDate' },
              { op: 'gte', field: 'startDate', value: '2025-11-01' },
            ],
          },
        }),
      ).map((row) => String(row['startDate']).slice(0, 10));
    expect(postedOf('Bluewater Dental')).toEqual(['2025-11-01']);
    expect(postedOf('Alder & Sons')).toEqual(['2025-11-01', '2025-12-01']);
    expect(postedOf('Delta Farms')).toEqual([]);
    expect(lineOf(scenario, 'Delta Farms').contract.postedThrough).toBe('2025-11-30');
    postPeriods(scenario.autotask, undefined, requestLog, now);
    expect(postedOf('Bluewater Dental')).toEqual(['2025-11-01', '2025-12-01']);
    const items = rows(
      api('BillingItems/query', {
        body: where('contractServiceID', lineOf(scenario, 'Bluewater Dental').line.id),
      }),
    );
    expect(items.at(-1)).toMatchObject({ itemDate: '2025-12-01T00:00:00', quantity: 30, rate: 4 });
  });

  it('has a contract end where ConnectWise cancels, so that no period follows', () => {
    const { scenario, api } = database();
    const { contract, line } = lineOf(scenario, 'Tidewater Marine');
    expect(contract).toMatchObject({ status: 0, endDate: '2025-09-30' });
    expect(series(api, line.id)).toEqual([]);
  });
});

describe('what the request log keeps of queries', () => {
  it('is what they ask of rows, however it is written, and nothing of any other call', () => {
    const { askedOfRows } = database();
    const { filter } = where('contractServiceID', 7) as { readonly filter: readonly object[] };
    for (const path of ['ContractServiceUnits/query', 'contractserviceunits/Query/count'])
      expect(askedOfRows(path, { body: { Filter: filter, MaxRecords: 500 } })).toEqual(filter);
    expect(askedOfRows('ContractServiceUnits/query', { body: 'nonsense' })).toBeNull();
    expect(askedOfRows('Contracts/7/ServiceAdjustments', { body: { unitChange: 3 } })).toBeNull();
    expect(askedOfRows('Contracts/7', {})).toBeNull();
  });
});

describe('adjustments', () => {
  const adjust = (api: ReturnType<typeof database>['api'], contractId: number, body: object, user = 0) =>
    api(`Contracts/${contractId}/ServiceAdjustments`, { body, user });

  it('act from their day on, shift every later change, and stand in the request log', () => {
    const { scenario, api, requestLog } = database();
    const { contract, line } = lineOf(scenario, 'Bluewater Dental');
    const change = (unitChange: number, effectiveDate: string) =>
      adjust(api, contract.id, { contractServiceID: line.id, unitChange, effectiveDate });
    expect(change(5, '2026-01-01')).toEqual({ status: 200, body: { itemId: null } });
    expect(change(2, '2025-12-01')).toEqual({ status: 200, body: { itemId: null } });
    expect(series(api, line.id)).toEqual([
      ['2025-11-01', '2025-11-30', 30],
      ['2025-12-01', '2025-12-31', 32],
      ['2026-01-01', '2026-01-31', 37],
    ]);
    expect(requestLog.after(0)).toMatchObject([
      { by: 'api', id: String(line.id), field: 'units from 2026-01-01', before: 30, after: 35 },
      { by: 'api', id: String(line.id), field: 'units from 2025-12-01', before: 30, after: 32 },
      { by: 'api', id: String(line.id), field: 'later units from 2026-01-01', before: 35, after: 37 },
    ]);
  });

  it('within a period make a further row, and their day is in two', () => {
    const { scenario, api } = database();
    const { contract, line } = lineOf(scenario, 'Bluewater Dental');
    adjust(api, contract.id, { contractServiceID: line.id, unitChange: 4, effectiveDate: '2025-12-10' });
    expect(series(api, line.id).slice(1, 3)).toEqual([
      ['2025-12-01', '2025-12-10', 30],
      ['2025-12-10', '2025-12-31', 34],
    ]);
  });

  it('are taken twice on the first day of a period, and rejected twice on any other', () => {
    const { scenario, api, autotask } = database();
    const { contract, line } = lineOf(scenario, 'Bluewater Dental');
    const twice = (effectiveDate: string) =>
      [1, 1].map((unitChange) =>
        adjust(api, contract.id, { contractServiceID: line.id, unitChange, effectiveDate }),
      );
    expect(twice('2025-12-01').map(({ status }) => status)).toEqual([200, 200]);
    expect(series(api, line.id)[1]).toEqual(['2025-12-01', '2025-12-31', 32]);
    const [first, second] = twice('2026-01-15');
    expect(first!.status).toBe(200);
    expect(String(errors(second!))).toContain('duplicate data into contract_service_period');
    autotask.switches.repeatOnPeriodStart = 'rejected';
    expect(twice('2026-02-01').map(({ status }) => status)).toEqual([200, 500]);
  });

  it('without a line make one where the service has none, and change it where it has', () => {
    const { scenario, api, autotask } = database();
    const { contract, line } = lineOf(scenario, 'Bluewater Dental');
    const before = autotask.contractServices.length;
    const body = { serviceID: line.serviceID, unitChange: 1, effectiveDate: '2025-12-01' };
    expect(adjust(api, contract.id, body).status).toBe(200);
    expect(autotask.contractServices).toHaveLength(before);
    const token = autotask.services.find(({ name }) => name === 'DUO-TOKEN')!;
    expect(adjust(api, contract.id, { ...body, serviceID: token.id }).status).toBe(200);
    expect(autotask.contractServices).toHaveLength(before + 1);
  });

  it.each([
    ['outside the contract', { effectiveDate: '2040-01-01' }, 'within the start and end date'],
    ['in a posted period', { effectiveDate: '2025-11-10' }, 'already approved and posted'],
    ['below zero', { unitChange: -31 }, 'must not be negative'],
    ['of a fraction', { unitChange: 1.5 }, 'expected int'],
    ['without a day', { effectiveDate: undefined }, 'effectiveDate'],
    ['of a line elsewhere', { contractServiceID: 14_002 }, 'does not reference an existing entity'],
  ])('%s are rejected with 500 and change nothing', (_what, more, words) => {
    const { scenario, api, requestLog } = database();
    const { contract, line } = lineOf(scenario, 'Bluewater Dental');
    const answer = adjust(api, contract.id, {
      contractServiceID: line.id,
      unitChange: 1,
      effectiveDate: '2025-12-01',
      ...more,
    });
    expect(answer.status).toBe(500);
    expect(String(errors(answer))).toContain(words);
    expect(requestLog.changes).toBe(0);
  });

  it('need a right, whose lack is a 500 with its own words', () => {
    const { scenario, api } = database();
    const { contract, line } = lineOf(scenario, 'Bluewater Dental');
    const body = { contractServiceID: line.id, unitChange: 1, effectiveDate: '2025-12-01' };
    const answer = adjust(api, contract.id, body, 1);
    expect(answer.status).toBe(500);
    expect(String(errors(answer))).toContain('does not have the adequate permissions');
  });
});

describe('a service that is added to a contract', () => {
  const added = (change: Partial<Database['autotask']['switches']> = {}, more: object = {}) => {
    const stage = database();
    const { scenario, autotask, api } = stage;
    Object.assign(autotask.switches, change);
    const { contract } = lineOf(scenario, 'Bluewater Dental');
    const token = autotask.services.find(({ name }) => name === 'DUO-TOKEN')!;
    const body = {
      contractID: contract.id,
      serviceID: token.id,
      internalDescription: 'SW-0123456789',
      ...more,
    };
    return { ...stage, contract, token, answer: api(`Contracts/${contract.id}/Services`, { body }) };
  };
  const idOf = ({ body }: VendorAnswer) => (body as { itemId: number }).itemId;

  it('is answered with its id, has the price of the catalog, and can be found by its internal description', () => {
    const { answer, api, token, requestLog } = added();
    expect(
      rows(api('ContractServices/query', { body: where('internalDescription', 'SW-0123456789') })),
    ).toMatchObject([{ id: idOf(answer), serviceID: token.id, unitPrice: token.unitPrice }]);
    expect(requestLog.after(0)).toMatchObject([
      { by: 'api', object: 'autotask.contractService', id: String(idOf(answer)), field: '*', before: null },
    ]);
  });

  it('has another id than one that was removed', () => {
    const { answer, api, autotask, contract, token } = added();
    keepLineIds(autotask, autotask.contractServices);
    autotask.contractServices = autotask.contractServices.filter(({ id }) => id !== idOf(answer));
    const body = { contractID: contract.id, serviceID: token.id };
    expect(idOf(api(`Contracts/${contract.id}/Services`, { body }))).toBe(idOf(answer) + 1);
  });

  it.each([
    [{}, '2025-11-01', 0],
    [{ newServiceUnits: 1 }, '2025-11-01', 1],
    [{ newServiceUnits: 1, newServiceBegins: 'today' }, '2025-11-24', 1],
  ] as const)('has units as the switches say: %j', (switches, first, units) => {
    const { answer, api } = added(switches);
    expect(series(api, idOf(answer))[0]).toEqual([first, '2025-11-30', units]);
  });

  it('changes nothing of what was posted before', () => {
    const { answer, api, contract } = added({ newServiceUnits: 1 });
    const filter = [{ op: 'eq', field: 'contractServiceID', value: idOf(answer) }];
    expect(contract.postedThrough).toBe('2025-11-30');
    expect(rows(api('BillingItems/query', { body: { filter } }))).toEqual([]);
    const posted = [...filter, { op: 'exist', field: 'approveAndPostDate' }];
    expect(rows(api('ContractServiceUnits/query', { body: { filter: posted } }))).toEqual([]);
  });

  it.each([
    ['a service that is none', { serviceID: 1 }, 'does not reference an existing entity'],
    ['another contract than that of the address', { contractID: 1 }, 'does not reference an existing entity'],
    ['a longer internal description', { internalDescription: 'x'.repeat(101) }, 'internalDescription'],
  ])('is rejected with %s', (_what, more, words) => {
    const { answer, requestLog } = added({}, more);
    expect(answer.status).toBe(500);
    expect(String(errors(answer))).toContain(words);
    expect(requestLog.changes).toBe(0);
  });

  it('needs a separate right, which entityInformation shows', () => {
    const { api, autotask } = database();
    const level = () => api('ContractServices/entityInformation').body;
    expect(level()).toMatchObject({ info: { userAccessForCreate: 'All' } });
    autotask.users[0]!.addsServices = false;
    expect(level()).toMatchObject({ info: { userAccessForCreate: 'None' } });
    const answer = api(`Contracts/${autotask.contracts[0]!.id}/Services`, { body: {} });
    expect(String(errors(answer))).toContain('does not have the adequate permissions');
  });
});

describe('security levels', () => {
  it('shorten lists without a word, and are shown by entityInformation', () => {
    const { api } = database();
    const count = (user: number) =>
      (api('Contracts/query/count', { body: all(), user }).body as { queryCount: number }).queryCount;
    expect(count(0)).toBe(150);
    expect(count(2)).toBe(75);
    const access = (path: string, user: number) => api(path, { user }).body;
    expect(access('Contracts/entityInformation', 0)).toMatchObject({ info: { userAccessForQuery: 'All' } });
    expect(access('Contracts/entityInformation', 2)).toMatchObject({
      info: { userAccessForQuery: 'Restricted' },
    });
    const adjustments = 'ContractServiceAdjustments/entityInformation';
    expect(access(adjustments, 0)).toMatchObject({ info: { canQuery: false, userAccessForCreate: 'All' } });
    expect(access(adjustments, 1)).toMatchObject({ info: { userAccessForCreate: 'None' } });
  });

  it('give an empty list where nothing may be seen', () => {
    const { api, autotask } = database();
    autotask.users[0]!.query.Companies = 'None';
    expect(rows(api('Companies/query', { body: all() }))).toEqual([]);
  });

  it('leave values of picklists as texts', () => {
    const { fields } = database().api('Contracts/entityInformation/fields').body as {
      fields: readonly { name: string; picklistValues: unknown }[];
    };
    expect(fields.find(({ name }) => name === 'contractType')?.picklistValues).toContainEqual(
      expect.objectContaining({ value: '7', label: 'Recurring Service' }),
    );
  });
});

describe('limits', () => {
  it('let three calls of an entity run at a time, each entity by itself', () => {
    const { admit, autotask } = database();
    const ends = ['query', 'query/count', 'entityInformation'].map((part) => admit(`Companies/${part}`));
    expect(ends.every((end) => typeof end === 'function')).toBe(true);
    expect(admit('companies/query')).toMatchObject({
      status: 500,
      body: { errors: [expect.stringContaining('Itgenatr005') as string] },
    });
    autotask.switches.threadLimitStatus = 429;
    expect(admit('Companies/1')).toMatchObject({ status: 429 });
    for (const path of ['Contracts/query', 'ThresholdInformation', 'zoneInformation'])
      expect(typeof admit(path)).toBe('function');
    (ends[0] as () => void)();
    expect(typeof admit('Companies/query')).toBe('function');
  });

  it('count the calls of the hour with those of other integrations, and reject at the last', () => {
    const { admit, api, autotask } = database();
    autotask.switches.callsOfOthers = 9_999;
    expect(api('ThresholdInformation').body).toEqual({
      externalRequestThreshold: 10_000,
      requestThresholdTimeframe: 60,
      currentTimeframeRequestCount: 9_999,
    });
    expect(typeof admit('Companies/query')).toBe('function');
    expect(admit('Contracts/query')).toMatchObject({ status: 429 });
    expect(typeof admit('zoneInformation')).toBe('function');
  });
});
