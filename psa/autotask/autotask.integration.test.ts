import { inEnglish } from '../../messages/english.ts';
import { message } from '../../messages/message.ts';
import { saying } from '../../test/texts/rendered.ts';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dayBegins } from '../../domain/billing-day.ts';
import { addMonths } from '../../domain/calendar.ts';
import { createOutbound, type Outbound } from '../../http/outbound.ts';
import { parseResolve } from '../../http/resolve.ts';
import { createSandboxControl, type SandboxControl } from '../../sandbox/control-client.ts';
import { firstOpenDay } from '../../sandbox/scenarios/autotask-changes.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import type { Psa, PsaResult, LineSnapshot, WriteOutcome, SetQuantityPlan } from '../port.ts';
import { nothingKnown } from '../pace.ts';
import { callWindowInMemory } from '../testing/call-window.ts';
import { createAutotask, type AutotaskOptions } from './autotask.ts';
import { autotask } from './kind.ts';

/** Waits short enough for tests; a time-out long enough for a busy machine. */
const quick = { timeoutMs: 4_000, maxAttempts: 3, retryFirstMs: 5, busyMs: 20, waitInAllMs: 3_000 };
const api = '/ATServicesRest/V1.0';
const today = new Date().toISOString().slice(0, 10);

let dir: string;
let sandbox: Sandbox;
let control: SandboxControl;
let outbound: Outbound;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'seatwise-autotask-'));
  sandbox = await startSandbox({ dir, scenario: 'typical', persist: false });
  control = createSandboxControl(sandbox.control);
  outbound = createOutbound({
    resolve: parseResolve(sandbox.resolve),
    extraCa: readFileSync(sandbox.caFile, 'utf8'),
  });
});
afterEach(async () => {
  await control.clear();
  await control.switchAutotask({
    nextLinks: 'given', postedRowEnds: 'given', callsOfOthers: 0, threadLimitStatus: 500, postedPeriods: 'rejected', repeatOnPeriodStart: 'accepted',
  }); // prettier-ignore
});
afterAll(async () => {
  await outbound.close();
  await sandbox.close();
  rmSync(dir, { recursive: true, force: true });
});

const client = (options: Partial<AutotaskOptions> = {}): Psa =>
  createAutotask({
    outbound,
    credential: sandbox.credentials.autotask,
    ...options,
    settings: { ...quick, ...options.settings },
  });

async function requestsOf<T>(work: () => Promise<T>) {
  const before = (await control.state()).requestLog;
  const result = await work();
  const requests = (await control.requestLog(before))
    .filter((entry) => entry.kind === 'request')
    .filter(({ vendor }) => vendor === 'autotask');
  return { result, requests };
}

function given<T>(result: PsaResult<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${inEnglish(result.detail)}`);
  return result.value;
}

const scenarioOf = async () => await control.scenarioOf('autotask');

/** A line of 10 units on a new monthly contract, and the first day of its next open period. */
async function freshLine() {
  const { contracts, contractServices } = await scenarioOf();
  const model = contracts.find(
    ({ contractPeriodType, endDate }) => contractPeriodType === 'm' && endDate > today,
  )!;
  const contract = await control.editAutotask({ kind: 'contract', copyOf: model.id });
  const changes = { contractID: contract.id, steps: [{ day: model.startDate, units: 10 }] };
  const line = await control.editAutotask({
    kind: 'contract-service',
    copyOf: contractServices[0]!.id,
    changes,
  });
  const day = firstOpenDay(model, today)!;
  return {
    ref: { agreementId: String(contract.id), lineId: String(line.id) },
    day,
    contractId: contract.id,
    lineId: line.id,
  };
}

type Line = Awaited<ReturnType<typeof freshLine>>;

const planOf = ({ ref, day }: Pick<Line, 'ref' | 'day'>, after: string, before = '10'): SetQuantityPlan => ({
  kind: 'set-quantity', ref, before, after, lastUpdated: null, day, document: null, method: null,
}); // prettier-ignore

const set = (
  line: Pick<Line, 'ref' | 'day'>,
  after: string,
  before = '10',
  psa = client(),
): Promise<WriteOutcome> => psa.write(planOf(line, after, before), { mayBegin: () => true });

const adjustments = (requests: Awaited<ReturnType<typeof requestsOf>>['requests']) =>
  requests.filter(({ write }) => write !== null);

const later = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

const read = async (line: Line, psa = client()): Promise<LineSnapshot> => {
  const snapshot = given(await psa.readLine(line.ref));
  if ('gone' in snapshot) throw new Error('the line is gone');
  return snapshot;
};

describe('a full sync', () => {
  it('of the typical scenario takes at most 28 calls, two of them for the currencies, and the pages of units', async () => {
    const psa = client();
    const { services } = await scenarioOf();
    const billed = new Set(services.filter(({ sku }) => sku?.startsWith('DUO-')).map(({ id }) => String(id)));
    expect(billed.size).toBeGreaterThan(1);
    const { requests } = await requestsOf(async () => {
      given(await psa.companies());
      const agreements = given(await psa.agreements(undefined, 0, billed));
      expect(agreements.filter(({ dated }) => dated?.booked !== undefined).length).toBeGreaterThan(50);
      given(await psa.products());
      for (const { id } of agreements) given(await psa.lines(id));
    });
    // oxlint-disable-next-line no-console -- the calls of a full sync are quoted
    console.log(`Autotask, typical: a full sync takes ${requests.length} calls`);
    // How many units are listed depends on the day of the month.
    const pages = requests.filter(({ path }) => path.endsWith('/ContractServiceUnits/query/next'));
    expect(requests.length - pages.length).toBeLessThanOrEqual(28);
    expect(pages.length).toBeLessThanOrEqual(10);
    expect(adjustments(requests)).toEqual([]);
  });

  it('misses no contract that has lines, though contracts are not counted', async () => {
    const { contractServices, contracts } = await scenarioOf();
    const lost = contractServices.find((line) =>
      contracts.some(({ id, contractType }) => id === line.contractID && contractType === 7),
    )!.contractID;
    let answered = 0;
    const losing: Outbound = {
      ...outbound,
      request: async (request) => {
        const outcome = await outbound.request(request);
        if (!request.path.endsWith('/Contracts/query') || outcome.kind !== 'answer') return outcome;
        answered += 1;
        if (answered > 1) return outcome;
        const page = JSON.parse(outcome.text) as { items: readonly { readonly id: number }[] };
        const items = page.items.filter(({ id }) => id !== lost);
        expect(items).toHaveLength(page.items.length - 1);
        return { ...outcome, text: JSON.stringify({ ...page, items }) };
      },
    };
    const agreements = given(await client({ outbound: losing }).agreements());
    expect(agreements.map(({ id }) => id)).toContain(String(lost));
    expect(answered).toBe(2);
  });

  it('says the same of every contract and line where posted rows of units come without an end', async () => {
    const everything = async () => {
      const psa = client();
      const agreements = given(await psa.agreements());
      const lines = await Promise.all(agreements.map(async ({ id }) => given(await psa.lines(id))));
      return new Set([...agreements, ...lines.flat()].map((one) => JSON.stringify(one)));
    };
    const before = await everything();
    await control.switchAutotask({ postedRowEnds: 'empty' });
    expect([...(await everything())].filter((one) => !before.has(one)).slice(0, 3)).toEqual([]);
  });

  it('gives lines with the moment at which their reading began, not that of the question', async () => {
    const psa = client();
    const before = new Date();
    const [{ id } = { id: '' }] = given(await psa.agreements());
    const between = new Date();
    given(await psa.lines(id));
    const began = psa.readingBegan?.() ?? null;
    expect(began?.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(began?.getTime()).toBeLessThanOrEqual(between.getTime());
  });

  it('counts what is booked for the billing target day already, and no change after it', async () => {
    const line = await freshLine();
    await control.editAutotask({ kind: 'adjust', id: line.lineId, unitChange: 3, effectiveDate: line.day });
    await control.editAutotask({
      kind: 'adjust',
      id: line.lineId,
      unitChange: 9,
      effectiveDate: later(line.day, 10),
    });
    const { line: shown, agreement } = await read(line);
    expect(shown.quantity).toBe('13');
    expect(agreement).toMatchObject({ nextInvoiceDate: line.day, over: null });
  });

  it('shows what is booked of lines for later days, also months ahead and within a period, and its end', async () => {
    const lines = [await freshLine(), await freshLine(), await freshLine()];
    const { contractServices } = await scenarioOf();
    const billed = new Set(
      contractServices
        .filter(({ id }) => lines.some(({ lineId }) => lineId === id))
        .map(({ serviceID }) => String(serviceID)),
    );
    const bookedOfAll = async () => {
      const agreements = given(await client().agreements(undefined, 0, billed));
      return lines.map(
        ({ ref }) => agreements.find(({ id }) => id === ref.agreementId)?.dated?.booked?.[ref.lineId],
      );
    };
    const days = lines.map(({ day }, nth) => later(addMonths(day, [0, 3, 3][nth]!), [10, 0, 9][nth]!));
    const bookAll = async (unitChange: number, months: number) => {
      for (const [nth, { lineId: id }] of lines.entries())
        await control.editAutotask({
          kind: 'adjust',
          id,
          unitChange,
          effectiveDate: addMonths(days[nth]!, months),
        });
    };
    await bookAll(5, 0);
    expect(await bookedOfAll()).toEqual(days.map((day) => [{ day, quantity: '15' }]));
    await bookAll(-5, 1);
    expect(await bookedOfAll()).toEqual(
      days.map((day) => [
        { day, quantity: '15' },
        { day: addMonths(day, 1), quantity: '10' },
      ]),
    );
    expect((await read(lines[1]!)).line.quantity).toBe('10');
  });

  it('keeps lines of an inactive contract, which bills on', async () => {
    const line = await freshLine();
    await control.editAutotask({ kind: 'contract', id: line.contractId, changes: { status: 0 } });
    expect(await read(line)).toMatchObject({
      line: { quantity: '10' },
      agreement: { over: null, status: 'Inactive' },
    });
  });
});

describe('the day on which a change acts by default', () => {
  const hour = 3_600_000;
  const openDayOf = async (line: Line, timeZone: string, at: number): Promise<string | null> =>
    (await read(line, client({ timeZone, now: () => new Date(at) }))).agreement.nextInvoiceDate;

  it.each([
    ['UTC−11', 'Pacific/Pago_Pago', '2027-02-01'],
    ['UTC+14', 'Pacific/Kiritimati', '2027-02-01'],
    ['the day on which clocks go forward', 'America/Chicago', '2027-03-14'],
    ['the day on which clocks go forward at midnight', 'America/Havana', '2027-03-14'],
    ['the day on which clocks go back', 'Europe/Berlin', '2027-10-31'],
    ['the day after clocks went back', 'America/Chicago', '2027-11-08'],
  ])(
    'is of the billing time zone an hour before and after the border of a period: %s',
    async (_, zone, first) => {
      const line = await freshLine();
      const { contractId, lineId } = line;
      const startDate = addMonths(first, -24);
      const changes = { startDate, endDate: '2029-01-30', postedThrough: null };
      await control.editAutotask({ kind: 'contract', id: contractId, changes });
      const steps = [{ day: startDate, units: 10 }];
      await control.editAutotask({ kind: 'contract-service', id: lineId, changes: { steps } });
      const border = dayBegins(zone, first).getTime();
      expect(await openDayOf(line, zone, border - hour)).toBe(first);
      expect(await openDayOf(line, zone, border + hour)).toBe(addMonths(startDate, 25));
    },
  );
});

describe('what is billed in addition to services', () => {
  const linesOf = async (psa: Psa, contractId: number) => given(await psa.lines(String(contractId)));

  it('is a service in a bundle: with the units of the bundle, and why they are not set', async () => {
    const line = await freshLine();
    const { contractServices } = await scenarioOf();
    const serviceId = contractServices.find(({ id }) => id === line.lineId)!.serviceID;
    await control.editAutotask({ kind: 'bundle', id: line.lineId });
    const psa = client();
    const agreement = given(await psa.agreements()).find(({ id }) => id === String(line.contractId));
    expect(agreement).toMatchObject({ nextInvoiceDate: line.day });
    expect(agreement?.dated?.periodBegan).toEqual(expect.stringMatching(/^\d/u));
    const lines = await linesOf(psa, line.contractId);
    expect(lines).toHaveLength(2);
    expect(lines.find(({ productId }) => productId === String(serviceId))).toMatchObject({
      quantity: '10',
      unitPrice: null,
      locked: { id: 'autotask.locked.bundle' },
    });
  });

  it('is what a billing rule computes, on a contract of any type: its product, and no quantity', async () => {
    const line = await freshLine();
    const rule = await control.editAutotask({ kind: 'bill-by-rule', id: line.lineId, contractType: 1 });
    const psa = client();
    const products = given(await psa.products());
    const agreements = given(await psa.agreements());
    expect(agreements.find(({ id }) => id === String(line.contractId))?.dated).toMatchObject({
      byRule: true,
    });
    const [billed, ...more] = await linesOf(psa, line.contractId);
    expect(more).toEqual([]);
    expect(billed).toMatchObject({
      id: `rule-${rule.id}`,
      quantity: null,
      locked: message('autotask.locked.billing-rule', { rule: String(rule.id) }),
    });
    expect(products.find(({ id }) => id === billed?.productId)?.identifier).toMatch(/^\w/u);
  });

  it('is evidence of a write, also on the contract of its line and on one of another type', async () => {
    const [line, other] = [await freshLine(), await freshLine()];
    const { contractServices } = await scenarioOf();
    const steps = [{ day: '2024-01-01', units: 7 }];
    const changes = { contractID: line.contractId, steps };
    const bundled = await control.editAutotask({
      kind: 'contract-service', copyOf: contractServices[0]!.id, changes,
    }); // prettier-ignore
    await control.editAutotask({ kind: 'bundle', id: bundled.id });
    const rule = await control.editAutotask({ kind: 'bill-by-rule', id: other.lineId, contractType: 1 });
    const known = nothingKnown();
    given(await client({ known }).agreements());
    const target = given(
      await client({ known }).readTarget({
        ...line.ref,
        companies: [],
        evidence: [{ agreementId: String(other.contractId), lineId: `rule-${rule.id}` }],
        at: new Date().toISOString(),
      }),
    );
    const lines = target.agreements.flatMap((agreement) => agreement.lines);
    expect(lines.filter(({ agreementId }) => agreementId === line.ref.agreementId)).toHaveLength(3);
    expect(lines.map(({ id }) => id)).toContain(`rule-${rule.id}`);
    expect(target.others.filter(({ id }) => id === line.ref.agreementId)).toHaveLength(1);
  });

  it.each(['ContractServiceBundles', 'ContractBillingRules'] as const)(
    'is not taken for nothing where the security level hides %s',
    async (entity) => {
      const userName = sandbox.credentials.autotask.userName;
      await control.editAutotask({ kind: 'user', userName, query: { [entity]: 'None' } });
      expect(await client().agreements()).toMatchObject({ ok: false, code: 'PsaRightMissing' });
      await control.editAutotask({ kind: 'user', userName, query: { [entity]: 'All' } });
    },
  );
});

describe('a line that begins later than its contract is looked ahead', () => {
  it('has its day and its units, months before', async () => {
    const line = await freshLine();
    const start = later(line.day, 150);
    await control.editAutotask({
      kind: 'contract',
      id: line.contractId,
      changes: { startDate: start, endDate: later(start, 720), postedThrough: null },
    });
    const steps = [{ day: start, units: 12 }];
    await control.editAutotask({ kind: 'contract-service', id: line.lineId, changes: { steps } });
    expect(await read(line)).toMatchObject({
      line: { quantity: '12', effectiveDate: start },
      agreement: { nextInvoiceDate: start },
    });
  });
});

describe('the form of its credential', () => {
  it('asks for what opens the database, and nothing else', async () => {
    const credential = sandbox.credentials.autotask;
    expect(autotask.credentials.fields.map(({ name }) => name).sort()).toEqual(
      Object.keys(credential).sort(),
    );
    const window = callWindowInMemory();
    const psa = autotask.open({ outbound, credential, settings: quick, window, onCall: () => undefined });
    expect(given(await psa.verify()).rights.every(({ outcome }) => outcome.ok)).toBe(true);
  });
});

describe('an adjustment', () => {
  it.each([
    ['13', 3],
    ['8', -2],
  ])('names its line, the difference and the day, once: from 10 to %s', async (after, unitChange) => {
    const line = await freshLine();
    const bodies: unknown[] = [];
    const watched: Outbound = {
      ...outbound,
      request: (request) => {
        if (request.path.endsWith('/ServiceAdjustments')) bodies.push(JSON.parse(request.body ?? 'null'));
        return outbound.request(request);
      },
    };
    const { result, requests } = await requestsOf(() =>
      set(line, after, '10', client({ outbound: watched })),
    );
    expect(result).toMatchObject({ kind: 'accepted', line: { id: line.ref.lineId, quantity: after } });
    expect(bodies).toEqual([
      { contractID: line.contractId, contractServiceID: line.lineId, unitChange, effectiveDate: line.day },
    ]);
    expect(adjustments(requests)).toHaveLength(1);
  });

  it('is not sent where a later change is booked, which it would shift; both series are shown', async () => {
    const line = await freshLine();
    const january = later(line.day, 40);
    await control.editAutotask({ kind: 'adjust', id: line.lineId, unitChange: 5, effectiveDate: january });
    const { result, requests } = await requestsOf(() => set(line, '12'));
    expect(result).toMatchObject({
      kind: 'rejected',
      code: 'PsaRejected',
      detail: {
        id: 'autotask.later-change',
        params: {
          day: january,
          shifted: 17,
          units: [{ params: { units: '10' } }, { params: { units: '15' } }],
        },
      },
    });
    expect(adjustments(requests)).toEqual([]);
  });

  it('is not sent where the period was posted after the reading, though Autotask might take it', async () => {
    const line = await freshLine();
    await control.switchAutotask({ postedPeriods: 'accepted' });
    await control.editAutotask({ kind: 'post', contractIds: [line.contractId] });
    const { result, requests } = await requestsOf(() => set(line, '12'));
    expect(result).toMatchObject({ kind: 'rejected', detail: saying(/approved and posted/u) });
    expect(adjustments(requests)).toEqual([]);
    expect((await read(line)).agreement.nextInvoiceDate).not.toBe(line.day);
  });

  it('is not sent where a person changed the units meanwhile, nor on a day outside of the contract', async () => {
    const line = await freshLine();
    await control.editAutotask({ kind: 'adjust', id: line.lineId, unitChange: 2, effectiveDate: line.day });
    const { result, requests } = await requestsOf(() => set(line, '13'));
    expect(result).toMatchObject({ kind: 'withheld' });
    expect(await set({ ...line, day: '2060-01-01' }, '13', '12')).toMatchObject({ kind: 'rejected' });
    expect(adjustments(requests)).toEqual([]);
  });

  it('is not sent without a day', async () => {
    const line = await freshLine();
    const plan = { ...planOf(line, '11'), day: null };
    expect(await client().write(plan, { mayBegin: () => true })).toMatchObject({ kind: 'rejected' });
  });

  it('that is rejected in Autotask’s words is rejected; too many threads are waited for, whatever the status', async () => {
    const line = await freshLine();
    const path = `${api}/Contracts/${line.contractId}/ServiceAdjustments`;
    const turnOnWriteBack = (status: number, text: string) =>
      control.inject({ method: 'POST', path, times: 1, fault: { kind: 'status', status, text } });
    await turnOnWriteBack(500, 'Attempt to insert duplicate data into contract_service_period.');
    expect(await set(line, '12')).toMatchObject({ kind: 'rejected', code: 'PsaRejected' });
    for (const status of [500, 429, 503]) {
      await turnOnWriteBack(status, 'Itgenatr005 Thread Threshold Exceeded');
      expect(await set(line, '12')).toMatchObject({ kind: 'not-sent', code: 'PsaBusy', needsPerson: false });
    }
    expect((await read(line)).line.quantity).toBe('10');
  });
});

describe('a lost answer', () => {
  const path = `${api}/Contracts/`;
  async function lose(line: Line, fault: 'done-answer-lost' | 'reset'): Promise<void> {
    await control.inject({
      method: 'POST',
      path: `${path}${line.contractId}/ServiceAdjustments`,
      times: 1,
      fault: { kind: fault },
    });
    expect(await set(line, '13')).toMatchObject({ kind: 'unknown' });
  }
  async function confirmed(line: Line) {
    const { line: shown } = await read(line);
    return given(await client().confirm(planOf(line, '13'), [shown, shown]));
  }

  it('to an adjustment that was done is found out by the units around its day', async () => {
    const line = await freshLine();
    await lose(line, 'done-answer-lost');
    const { result, requests } = await requestsOf(() => confirmed(line));
    expect(result).toMatchObject({ verdict: 'done' });
    expect(adjustments(requests)).toEqual([]);
  });

  it('is for a person where the units of before stand: nothing proves that it was not done', async () => {
    const line = await freshLine();
    await lose(line, 'reset');
    expect(await confirmed(line)).toMatchObject({ verdict: 'undecidable' });
  });

  it('is for a person where the approved units began before the day, by another change', async () => {
    const line = await freshLine();
    await lose(line, 'reset');
    await control.editAutotask({
      kind: 'adjust',
      id: line.lineId,
      unitChange: 3,
      effectiveDate: later(line.day, -1),
    });
    expect(await confirmed(line)).toMatchObject({
      verdict: 'undecidable',
      detail: { id: 'autotask.read-back.before' },
    });
  });
});

describe('the zone', () => {
  it('is looked up again, once, after a change of zone', async () => {
    const { zoneHost } = await scenarioOf();
    const psa = client();
    given(await psa.companies());
    await control.editAutotask({ kind: 'move-zone', zoneHost: 'webservices7.autotask.test' });
    const { requests } = await requestsOf(async () => given(await psa.companies()));
    expect(requests.filter(({ path: at }) => at.endsWith('/zoneInformation'))).toHaveLength(1);
    await control.editAutotask({ kind: 'move-zone', zoneHost });
  });

  it('may change between two pages: the list is read from its first page again, at the new host', async () => {
    const { zoneHost, companies } = await scenarioOf();
    await control.atMoment({
      when: { vendor: 'autotask', method: 'POST', path: `${api}/Companies/query`, phase: 'after-answer' },
      do: { kind: 'autotask', edit: { kind: 'move-zone', zoneHost: 'webservices7.autotask.test' } },
    });
    const { result, requests } = await requestsOf(() => client({ settings: { pageSize: 100 } }).companies());
    expect(given(result)).toHaveLength(companies.length);
    expect(requests.filter(({ outcome }) => outcome === 401)).not.toEqual([]);
    await control.editAutotask({ kind: 'move-zone', zoneHost });
  });

  it('of an unknown user, and a server fault of the lookup, have their causes; keys stay at home', async () => {
    const credential = { ...sandbox.credentials.autotask, userName: 'nobody@harborlane.test' };
    const unknown = await requestsOf(() => client({ credential }).verify());
    expect(unknown.result).toMatchObject({ ok: false, code: 'PsaWrongCompanyOrSite', scope: 'credential' });
    expect(unknown.requests).toHaveLength(1);
    await control.inject({
      path: `${api}/zoneInformation`,
      fault: { kind: 'status', status: 500, body: 'empty' },
    });
    expect(await client().verify()).toMatchObject({ ok: false, code: 'PsaUnreachable', scope: 'call' });
  });

  it('that is named outside of the domain gets no call', async () => {
    const body = { url: 'https://webservices1.elsewhere.test/ATServicesRest/' };
    await control.inject({ path: `${api}/zoneInformation`, fault: { kind: 'json', body } });
    const { result, requests } = await requestsOf(() => client().companies());
    expect(result).toMatchObject({ ok: false, code: 'PsaHostRejected' });
    expect(requests).toHaveLength(1);
  });

  it('of a page to come must be its own: another host fails the list, and gets nothing', async () => {
    await control.switchAutotask({ nextLinks: 'elsewhere' });
    const { result } = await requestsOf(() => client({ settings: { pageSize: 100 } }).companies());
    expect(result).toMatchObject({ ok: false, code: 'PsaHostRejected' });
  });

  it('is never left by a redirect', async () => {
    await control.inject({ path: `${api}/Companies/query`, fault: { kind: 'redirect', status: 307 } });
    expect(await client().companies()).toMatchObject({ ok: false, code: 'PsaAnswerUnreadable' });
  });
});

describe('security levels and limits', () => {
  it.each(['Restricted', 'None'] as const)(
    '%s rights on units list nothing and write nothing',
    async (level) => {
      const { userName } = sandbox.credentials.autotask;
      const line = await freshLine();
      await control.editAutotask({ kind: 'user', userName, query: { ContractServiceUnits: level } });
      try {
        const { result, requests } = await requestsOf(() => set(line, '12'));
        expect(result).toMatchObject({ kind: 'rejected', code: 'PsaRightMissing' });
        expect(adjustments(requests)).toEqual([]);
        const read = await client().agreements();
        expect(read).toMatchObject({ ok: false, code: 'PsaRightMissing' });
        expect(JSON.stringify(read)).toContain('ContractServiceUnits');
        const { rights } = given(await client().verify());
        expect(rights.filter(({ outcome }) => !outcome.ok).map(({ label }) => label)).toEqual([
          'Contract service units',
        ]);
      } finally {
        await control.editAutotask({ kind: 'user', userName, query: { ContractServiceUnits: 'All' } });
      }
    },
  );

  it('store no later period where they hide rows for a moment: these are read again', async () => {
    const { userName } = sandbox.credentials.autotask;
    const nextOf = async () =>
      Object.fromEntries(given(await client().agreements()).map((one) => [one.id, one.nextInvoiceDate]));
    const before = await nextOf();
    const show = (ContractServiceUnits: 'Restricted' | 'All') =>
      ({ kind: 'autotask', edit: { kind: 'user', userName, query: { ContractServiceUnits } } }) as const;
    await control.atMoment({
      when: { vendor: 'autotask', path: `${api}/ContractServices/query`, phase: 'after-answer' },
      do: show('Restricted'),
    });
    // Asked when the reading begins, and once more when rows are missing.
    const asked = `${api}/ContractServiceUnits/entityInformation`;
    await control.atMoment({
      when: { vendor: 'autotask', path: asked, after: 1, phase: 'before-handling' },
      do: show('All'),
    });
    try {
      expect(await nextOf()).toEqual(before);
    } finally {
      await control.editAutotask(show('All').edit);
    }
  });

  it('tell a user who may not adjust, without keeping it from reading', async () => {
    const { userName } = sandbox.credentials.autotask;
    await control.editAutotask({ kind: 'user', userName, adjusts: false });
    const { rights } = given(await client().verify());
    await control.editAutotask({ kind: 'user', userName, adjusts: true });
    expect(rights.filter(({ outcome }) => !outcome.ok)).toMatchObject([
      {
        right: 'system',
        label: 'Contract service adjustments (write)',
        outcome: { code: 'PsaRightMissing' },
      },
      { right: 'system', label: 'Contract services (create)', outcome: { code: 'PsaRightMissing' } },
    ]);
  });

  it.each([429, 500] as const)(
    'wait for a thread that answers %d, and never open a third of an entity',
    async (status) => {
      await control.switchAutotask({ threadLimitStatus: status });
      await control.latency(30);
      const psa = client();
      const { requests } = await requestsOf(() =>
        Promise.all(Array.from({ length: 6 }, async () => given(await psa.products()))),
      );
      await control.latency(0);
      expect(requests.every(({ outcome }) => outcome === 200)).toBe(true);
      await control.inject({
      path: `${api}/Services/query`, times: 1,
      fault: { kind: 'status', status, text: 'Itgenatr005 Thread Threshold Exceeded' },
    }); // prettier-ignore
      given(await psa.products());
    },
  );

  it('list nothing where other integrations have used up the hour, and say how much of it', async () => {
    await control.switchAutotask({ callsOfOthers: 9_010 });
    const { result } = await requestsOf(() => client().agreements());
    expect(result).toMatchObject({
      ok: false,
      code: 'PsaBusy',
      detail: { id: 'autotask.hourly-limit', params: { most: 10_000 } },
    });
    expect(!result.ok && result.retryAfterMs).toBeGreaterThan(0);
  });

  it('let an approved change through while nothing is listed any more, until the hour itself is over', async () => {
    const line = await freshLine();
    await control.switchAutotask({ callsOfOthers: 9_010 });
    expect(await client().agreements()).toMatchObject({ ok: false, code: 'PsaBusy' });
    const { companyId } = (await read(line)).agreement;
    const at = new Date().toISOString();
    const ref = { ...line.ref, companies: [companyId], evidence: [], at, actsOn: line.day };
    const psa = client();
    const { result } = await requestsOf(async () => {
      expect(given(await psa.readTarget(ref)).target).toMatchObject({ line: { quantity: '10' } });
      return set(line, '13', '10', psa);
    });
    expect(result).toMatchObject({ kind: 'accepted', line: { quantity: '13' } });
    await control.switchAutotask({ callsOfOthers: 10_000 });
    expect(await set(line, '15', '13')).toMatchObject({
      kind: 'not-sent',
      code: 'PsaBusy',
      needsPerson: false,
    });
    await control.switchAutotask({ callsOfOthers: 0 });
    expect((await read(line)).line.quantity).toBe('13');
  });

  it('are asked for twelve calls a change at most, from the first one of a process', async () => {
    const [line, beside] = [await freshLine(), await freshLine()];
    await control.editAutotask({ kind: 'bundle', id: beside.lineId });
    const { companyId } = (await read(line)).agreement;
    const knownLines = new Map([[line.ref.agreementId, 1]]);
    const at = new Date().toISOString();
    const ref = { ...line.ref, companies: [companyId], evidence: [], at, actsOn: line.day, knownLines };
    const known = nothingKnown();
    const callsOfChange = async (knownLocked: boolean, before: number): Promise<number> => {
      const psa = client({ known });
      const { requests } = await requestsOf(async () => {
        const target = given(await psa.readTarget({ ...ref, knownLocked }));
        expect(target.others.length).toBeGreaterThan(1);
        expect(await set(line, String(before + 1), String(before), psa)).toMatchObject({ kind: 'accepted' });
      });
      return requests.length;
    };
    // A database without bundles and rules, then one that has them; contracts of other tests may lie further ahead.
    expect(await callsOfChange(false, 10)).toBeLessThanOrEqual(9);
    expect(await callsOfChange(true, 11)).toBeLessThanOrEqual(11);
    known.address = null;
    expect(await callsOfChange(true, 12)).toBeLessThanOrEqual(12);
  });

  it('wait out a rejection of the count of calls itself', async () => {
    const path = `${api}/ThresholdInformation`;
    await control.inject({ path, times: 1, fault: { kind: 'status', status: 429 } });
    given(await client().agreements());
    await control.inject({ path, fault: { kind: 'status', status: 429 } });
    expect(await client().agreements()).toMatchObject({ ok: false, code: 'PsaBusy' });
  });
});
