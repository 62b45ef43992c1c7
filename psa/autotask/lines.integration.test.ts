import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays } from '../../domain/calendar.ts';
import { agreementUsability } from '../../domain/usage/agreement-usability.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import { createOutbound, type Outbound } from '../../http/outbound.ts';
import { parseResolve } from '../../http/resolve.ts';
import { inEnglish } from '../../messages/english.ts';
import { periodsOf } from '../../sandbox/autotask/periods.ts';
import { createSandboxControl, type SandboxControl } from '../../sandbox/control-client.ts';
import { firstOpenDay } from '../../sandbox/scenarios/autotask-changes.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import type {
  CreateLinePlan,
  EndLinePlan,
  LineRef,
  LineSnapshot,
  NewLineTarget,
  Psa,
  PsaResult,
  ReopenLinePlan,
  SetQuantityPlan,
  WriteOutcome,
  WritePlan,
} from '../port.ts';
import { fewLines } from '../testing/few-lines.fixture.ts';
import { createAutotask } from './autotask.ts';
import { autotask } from './kind.ts';

/** Waits short enough for tests; a time-out long enough for a busy machine. */
const quick = { timeoutMs: 4_000, maxAttempts: 3, retryFirstMs: 5, busyMs: 20, waitInAllMs: 3_000 };
const api = '/ATServicesRest/V1.0';
const today = new Date().toISOString().slice(0, 10);

let dir: string;
let sandbox: Sandbox;
let control: SandboxControl;
let outbound: Outbound;
/** Bodies of the requests that change something, in order. */
let sent: { readonly path: string; readonly body: unknown }[];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'seatwise-autotask-'));
  sandbox = await startSandbox({ dir, ownScenario: fewLines() });
  control = createSandboxControl(sandbox.control);
  const real = createOutbound({
    resolve: parseResolve(sandbox.resolve),
    extraCa: readFileSync(sandbox.caFile, 'utf8'),
  });
  outbound = {
    ...real,
    request: (request) => {
      if (/\/(?:Services|ServiceAdjustments)$/u.test(request.path))
        sent.push({ path: request.path, body: JSON.parse(request.body ?? 'null') });
      return real.request(request);
    },
  };
});
beforeEach(() => {
  sent = [];
});
afterEach(async () => {
  await control.clear();
  await control.switchAutotask({
    newServiceUnits: 0, newServiceBegins: 'contract-start', repeatedService: 'accepted', postedRowEnds: 'given', splitRowEnds: 'on-the-day', postedPeriods: 'rejected', largestPage: null, nextLinks: 'given', rowOrder: 'by-id',
  }); // prettier-ignore
});
afterAll(async () => {
  await outbound.close();
  await sandbox.close();
  rmSync(dir, { recursive: true, force: true });
});

const client = (): Psa =>
  createAutotask({ outbound, credential: sandbox.credentials.autotask, settings: quick });

function given<T>(result: PsaResult<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${inEnglish(result.detail)}`);
  return result.value;
}

const scenarioOf = async () => await control.scenarioOf('autotask');

let made = 0;
/** A monthly contract with a line of 10 units, and a plan to create another on it from its next open period on. */
async function fresh(more: Partial<CreateLinePlan['line']> = {}) {
  const { contracts, contractServices, services } = await scenarioOf();
  const model = contracts.find((one) => one.contractPeriodType === 'm' && one.endDate > today)!;
  const contract = await control.editAutotask({ kind: 'contract', copyOf: model.id });
  const line = await control.editAutotask({
    kind: 'contract-service',
    copyOf: contractServices[0]!.id,
    changes: { contractID: contract.id, steps: [{ day: model.startDate, units: 10 }] },
  });
  const service = services.find(
    ({ id, unitPrice }) => id !== contractServices[0]!.serviceID && unitPrice !== null,
  )!;
  made += 1;
  const day = firstOpenDay(model, today)!;
  const plan: CreateLinePlan = {
    kind: 'create-line',
    agreementId: String(contract.id),
    companyId: String(model.companyID),
    line: {
      productId: String(service.id), unitPrice: null, catalogPrice: String(service.unitPrice),
      firstBilledDay: day, billingOption: null, taxable: null, invoiceText: null, ...more,
    }, // prettier-ignore
    productIdentifier: service.name,
    units: '7',
    marker: `SW-${String(made).padStart(10, '0')}`,
    document: null,
    method: null,
  };
  const ref: LineRef = { agreementId: plan.agreementId, lineId: String(line.id) };
  return { plan, ref, day, contractId: contract.id, contract: model, service };
}

const write = (plan: WritePlan, psa = client()): Promise<WriteOutcome> =>
  psa.write(plan, { mayBegin: () => true });

async function accepted(plan: WritePlan, psa = client()): Promise<PsaLine> {
  const outcome = await write(plan, psa);
  if (outcome.kind !== 'accepted') throw new Error(`${outcome.kind}: ${inEnglish(outcome.detail)}`);
  return outcome.line;
}

const ofContract = ({ agreementId, companyId }: CreateLinePlan) => ({ agreementId, companies: [companyId] });

const target = async (plan: CreateLinePlan): Promise<NewLineTarget> =>
  given(await client().readAgreement({ ...ofContract(plan), evidence: [], at: new Date().toISOString() }));

const read = async (ref: LineRef): Promise<LineSnapshot> => {
  const snapshot = given(await client().readLine(ref));
  if ('gone' in snapshot) throw new Error('the line is gone');
  return snapshot;
};

const ofLine = (ref: LineRef) => ({ ref, lastUpdated: null, document: null, method: null });
const secondStep = (ref: LineRef, day: string, after: string, before = '0'): SetQuantityPlan => ({
  kind: 'set-quantity',
  ...ofLine(ref),
  before,
  after,
  day,
});
const end = (ref: LineRef, day: string, before = '10'): EndLinePlan => ({
  kind: 'end-line',
  ...ofLine(ref),
  before,
  lastBilledDay: addDays(day, -1),
});
const reopen = (ref: LineRef, ended: string, day = ended, after = '10'): ReopenLinePlan => ({
  kind: 'reopen-line',
  ...ofLine(ref),
  before: '0',
  after,
  lastBilledDay: addDays(ended, -1),
  day,
});

/** The line after its first step: no units yet. */
async function created(stage: Awaited<ReturnType<typeof fresh>>): Promise<LineRef> {
  const { id } = await accepted(stage.plan);
  return { agreementId: stage.plan.agreementId, lineId: id };
}

describe('a new line', () => {
  it('is a service with the marker, and then a difference that names it: by the requests that were shown', async () => {
    const { plan, day, service } = await fresh();
    const line = await accepted(plan);
    expect(line).toMatchObject({ marker: plan.marker, quantity: '0', unitPrice: String(service.unitPrice) });
    const ref = { agreementId: plan.agreementId, lineId: line.id };
    expect(given(await client().unitsAround!(ref, day))).toEqual({ before: '0', on: '0' });
    expect(await accepted(secondStep(ref, day, '7'))).toMatchObject({ quantity: '7', effectiveDate: day });
    const [first, second] = autotask.requestsOf(plan);
    expect(sent).toEqual([
      { path: first!.path, body: first!.body },
      { path: second!.path, body: { ...(second!.body as object), contractServiceID: Number(line.id) } },
    ]);
    expect(first!.body).toEqual({
      contractID: Number(plan.agreementId),
      serviceID: service.id,
      internalDescription: plan.marker,
    });
    expect((await read(ref)).line).toMatchObject({ quantity: '7', effectiveDate: day, marker: plan.marker });
  });

  it('has the price and the text on the invoice that were approved', async () => {
    const { plan } = await fresh({ unitPrice: '3.75', invoiceText: 'Duo seats' });
    expect(await accepted(plan)).toMatchObject({ unitPrice: '3.75', description: 'Duo seats' });
  });

  it('begins on a later day, with its units from that day on', async () => {
    const { plan, contract } = await fresh();
    const later = [...periodsOf(contract)].filter(({ first }) => first > plan.line.firstBilledDay)[1]!.first;
    const ref = await created({ ...(await fresh()), plan });
    expect(await accepted(secondStep(ref, later, '7'))).toMatchObject({ effectiveDate: later });
    const read = given(
      await client().readTarget({
        ...ref,
        companies: [plan.companyId],
        evidence: [],
        at: new Date().toISOString(),
        actsOn: later,
      }),
    );
    expect(read.target).toMatchObject({ line: { quantity: '7', effectiveDate: later } });
  });

  it.each([
    ['contract-start', 1],
    ['today', 1],
  ] as const)(
    'with units that Autotask gave it itself, from %s on, says so of the days before',
    async (begins, units) => {
      await control.switchAutotask({ newServiceUnits: 1, newServiceBegins: begins });
      const stage = await fresh();
      const ref = await created(stage);
      expect(given(await client().unitsAround!(ref, stage.day))).toEqual({
        before: String(units),
        on: String(units),
      });
      // What a person is advised to do from the day on is a difference of the rest.
      expect(await accepted(secondStep(ref, stage.day, '7', '1'))).toMatchObject({ quantity: '7' });
    },
  );

  it('is listed with the marker among all lines of its contract, read last', async () => {
    const stage = await fresh();
    const ref = await created(stage);
    const { target: contract, agreements } = await target(stage.plan);
    if ('gone' in contract) throw new Error('the contract is gone');
    expect(contract.lines.filter(({ marker }) => marker === stage.plan.marker)).toMatchObject([
      { id: ref.lineId },
    ]);
    expect(contract.lines).toHaveLength(2);
    expect(contract.agreement).toMatchObject({ id: stage.plan.agreementId, nextInvoiceDate: stage.day });
    expect(agreements.map(({ id }) => id)).toContain(stage.plan.agreementId);
    await control.editAutotask({ kind: 'contract', id: stage.contractId, remove: true });
    expect((await target(stage.plan)).target).toMatchObject({ gone: true });
  });

  it('is found on a contract whose pages end early without a link to the rest', async () => {
    const stage = await fresh();
    const ref = await created(stage);
    await control.switchAutotask({ largestPage: 1, nextLinks: 'absent', rowOrder: 'by-id' });
    const { target: contract } = await target(stage.plan);
    expect('lines' in contract && contract.lines.map(({ id }) => id)).toContain(ref.lineId);
  });

  it('is sent right after its contract was read: no call comes between', async () => {
    const { plan } = await fresh();
    const psa = client();
    const before = (await control.state()).requestLog;
    given(await psa.readAgreement({ ...ofContract(plan), evidence: [], at: new Date().toISOString() }));
    const { requestLog } = await control.state();
    await accepted(plan, psa);
    const requests = (await control.requestLog(before)).filter((entry) => entry.kind === 'request');
    expect(requests.find(({ seq }) => seq > requestLog)).toMatchObject({
      method: 'POST',
      path: sent[0]!.path,
    });
  });

  it('is shown without the marker where Autotask lost it', async () => {
    const stage = await fresh();
    const path = `${api}/Contracts/${stage.contractId}/Services`;
    const { contractServices } = await scenarioOf();
    const id = Math.max(...contractServices.map((one) => one.id)) + 1;
    await control.atMoment({
      when: { vendor: 'autotask', method: 'POST', path, phase: 'after-handling' },
      do: {
        kind: 'autotask',
        edit: { kind: 'contract-service', id, changes: { internalDescription: null } },
      },
    });
    const line = await accepted(stage.plan);
    expect(line).toMatchObject({ id: String(id), quantity: '0' });
    expect(line.marker).toBeUndefined();
  });

  it('is not sent without whole units, nor by keys that may not add services or see them', async () => {
    const { plan } = await fresh();
    expect(await write({ ...plan, units: '0' })).toMatchObject({ kind: 'rejected' });
    expect(await write({ ...plan, units: '1.5' })).toMatchObject({ kind: 'rejected' });
    const { userName } = sandbox.credentials.autotask;
    await control.editAutotask({ kind: 'user', userName, query: { ContractServiceUnits: 'Restricted' } });
    expect(await write(plan)).toMatchObject({ kind: 'rejected', code: 'PsaRightMissing' });
    expect(sent).toEqual([]);
    await control.editAutotask({
      kind: 'user', userName, addsServices: false, query: { ContractServiceUnits: 'All' },
    }); // prettier-ignore
    expect(await write(plan)).toMatchObject({ kind: 'rejected', code: 'PsaRightMissing', scope: 'line' });
    const { rights } = given(await client().verify());
    await control.editAutotask({ kind: 'user', userName, addsServices: true });
    expect(rights.filter(({ outcome }) => !outcome.ok)).toMatchObject([
      { right: 'system', outcome: { code: 'PsaRightMissing' } },
    ]);
  });

  it('that the contract may not have twice is rejected in Autotask’s words', async () => {
    const stage = await fresh();
    await created(stage);
    await control.switchAutotask({ repeatedService: 'rejected' });
    expect(await write(stage.plan)).toMatchObject({ kind: 'rejected', code: 'PsaRejected' });
  });
});

describe('the end of a line', () => {
  it('is 0 units from the day after its last billed one, and is undone by the opposite difference', async () => {
    const { ref, day } = await fresh();
    expect(await accepted(end(ref, day))).toMatchObject({ quantity: '0' });
    expect((await read(ref)).line.quantity).toBe('0');
    expect(await accepted(reopen(ref, day))).toMatchObject({ quantity: '10' });
    expect((await read(ref)).line.quantity).toBe('10');
    const body = { contractID: Number(ref.agreementId), contractServiceID: Number(ref.lineId) };
    expect(sent.map((one) => one.body)).toEqual([
      { ...body, unitChange: -10, effectiveDate: day },
      { ...body, unitChange: 10, effectiveDate: day },
    ]);
    expect(sent.map(({ path, body }) => ({ method: 'POST', path, body, note: null }))).toEqual([
      ...autotask.requestsOf(end(ref, day)),
      ...autotask.requestsOf(reopen(ref, day)),
    ]);
  });

  it.each(['given', 'empty'] as const)(
    'is not sent on a day within a period, nor in a posted one, where ends of posted rows are %s',
    async (postedRowEnds) => {
      await control.switchAutotask({ postedRowEnds, postedPeriods: 'accepted' });
      const { ref, day, contractId, plan } = await fresh();
      const within = addDays(day, 9);
      const psa = client();
      const at = new Date().toISOString();
      await psa.readTarget({ ...ref, companies: [plan.companyId], evidence: [], at, actsOn: within });
      for (const reader of [psa, client()])
        expect(await write(end(ref, within), reader)).toMatchObject({
          kind: 'rejected',
          detail: { id: 'autotask.day-within-period' },
        });
      await control.editAutotask({ kind: 'post', contractIds: [contractId] });
      expect(await write(end(ref, day))).toMatchObject({
        kind: 'rejected',
        detail: { id: 'autotask.period-posted' },
      });
      expect(sent).toEqual([]);
    },
  );

  it('is not sent on the day of a change, nor is that its next period, where the row before stops on the eve', async () => {
    await control.switchAutotask({ splitRowEnds: 'on-the-eve' });
    const { ref, day, plan } = await fresh();
    const within = addDays(day, 9);
    await control.editAutotask({
      kind: 'adjust',
      id: Number(ref.lineId),
      unitChange: 2,
      effectiveDate: within,
    });
    const psa = client();
    const at = new Date().toISOString();
    await psa.readTarget({ ...ref, companies: [plan.companyId], evidence: [], at, actsOn: within });
    expect(await write(end(ref, within, '12'), psa)).toMatchObject({
      kind: 'rejected',
      detail: { id: 'autotask.day-within-period' },
    });
    expect(sent).toEqual([]);
  });

  it('on the day of another change would shift nothing and is withheld: the line has other units by then', async () => {
    const { ref, day } = await fresh();
    await control.editAutotask({ kind: 'adjust', id: Number(ref.lineId), unitChange: 2, effectiveDate: day });
    expect(await write(end(ref, day))).toMatchObject({ kind: 'withheld' });
    expect(sent).toEqual([]);
  });

  describe('whose answer was lost', () => {
    async function lost(plan: EndLinePlan | ReopenLinePlan, kind: 'done-answer-lost' | 'reset') {
      const path = `${api}/Contracts/${plan.ref.agreementId}/ServiceAdjustments`;
      await control.inject({ method: 'POST', path, times: 1, fault: { kind } });
      expect(await write(plan)).toMatchObject({ kind: 'unknown' });
    }
    const verdictOf = async (plan: EndLinePlan | ReopenLinePlan) => {
      const { line } = await read(plan.ref);
      return given(await client().confirm(plan, [line, line])).verdict;
    };

    it('is done where 0 begins on the day after, also long ahead, and else for a person', async () => {
      const { ref, day, contract } = await fresh();
      const later = [...periodsOf(contract)].filter(({ first }) => first > day)[2]!.first;
      for (const ended of [later, day]) {
        await lost(end(ref, ended), 'done-answer-lost');
        expect(await verdictOf(end(ref, ended))).toBe('done');
        await lost(reopen(ref, ended), 'done-answer-lost');
        expect(await verdictOf(reopen(ref, ended))).toBe('done');
      }
      await lost(end(ref, day), 'reset');
      expect(await verdictOf(end(ref, day))).toBe('undecidable');
    });

    it('is for a person where the line had none the day before, or has other units', async () => {
      const { ref, day } = await fresh();
      await lost(end(ref, day), 'reset');
      const adjust = (unitChange: number, effectiveDate: string) =>
        control.editAutotask({ kind: 'adjust', id: Number(ref.lineId), unitChange, effectiveDate });
      await adjust(-3, day);
      expect(await verdictOf(end(ref, day))).toBe('other');
      await adjust(3, day);
      await adjust(-10, addDays(day, -1));
      expect(await verdictOf(end(ref, day))).toBe('undecidable');
    });
  });
});

describe('a contract without services', () => {
  async function empty(changes: { readonly contractPeriodType?: null } = {}) {
    const stage = await fresh();
    await control.editAutotask({ kind: 'contract-service', id: Number(stage.ref.lineId), remove: true });
    await control.editAutotask({ kind: 'contract', id: stage.contractId, changes });
    return stage;
  }
  const agreementOf = async ({ plan }: Awaited<ReturnType<typeof fresh>>) =>
    given(await client().agreements()).find(({ id }) => id === plan.agreementId)!;

  it('has the periods of its own dates, and gets its first service in two steps', async () => {
    const stage = await empty();
    const agreement = await agreementOf(stage);
    const periods = [...periodsOf(stage.contract)];
    expect(agreement).toMatchObject({
      nextInvoiceDate: periods.find(({ first }) => first > today)!.first,
      dated: { periodBegan: periods.findLast(({ first }) => first <= today)!.first, postedThrough: null },
    });
    expect(agreementUsability(agreement, null, today).usable).toBe(true);
    const ref = await created(stage);
    expect(await accepted(secondStep(ref, stage.day, '7'))).toMatchObject({ quantity: '7' });
  });

  it('says what to add where its periods cannot be known', async () => {
    const agreement = await agreementOf(await empty({ contractPeriodType: null }));
    expect(agreement.nextInvoiceDate).toBeNull();
    expect(agreementUsability(agreement, null, today)).toMatchObject({
      usable: false,
      reason: { id: 'usage.agreement.period-type-missing' },
    });
  });
});

it('a line that is created, ended and reopened changes nothing else: no other service, no posted period', async () => {
  const stage = await fresh();
  const before = await scenarioOf();
  const billed = async () =>
    given(await client().invoices({ first: '2000-01-01', last: today }, [stage.plan.agreementId]));
  const invoices = await billed();
  const ref = await created(stage);
  await accepted(secondStep(ref, stage.day, '7'));
  await accepted(end(ref, stage.day, '7'));
  await accepted(reopen(ref, stage.day, stage.day, '7'));
  const after = await scenarioOf();
  const [line, ...others] = after.contractServices.filter(({ id }) => String(id) === ref.lineId);
  expect(others).toEqual([]);
  expect({ ...after, contractServices: after.contractServices.filter((one) => one !== line) }).toEqual(
    before,
  );
  expect(line!.steps.filter(({ day }) => day < stage.day).every(({ units }) => units === 0)).toBe(true);
  expect(await billed()).toEqual(invoices);
});
