import { firstOpenDay } from '../../sandbox/scenarios/autotask-changes.ts';
import { buildScenario } from '../../sandbox/scenarios/index.ts';
import type { ChangeEntry, RequestLogEntry, QueryCondition } from '../../sandbox/request-log.ts';
import { request } from './facts.fixture.ts';
import { tellings } from './psa-request-log.ts';
import { agreement, agreementAt, bookedLater, line, lineAt, linesOf } from './psa-evidence.ts';

const scenario = buildScenario('small', { now: new Date() });
const noLedger = { lines: [], intents: [] };
const told = (psa: keyof typeof tellings, entry: RequestLogEntry) =>
  tellings[psa]([entry], scenario, noLedger).requestLog;
const byPerson = (object: string, id: number, field: string, before: unknown, after: unknown): ChangeEntry => ({
  kind: 'change', seq: 1, at: new Date().toISOString(), by: 'person', object, id: String(id), field, before, after,
}); // prettier-ignore

/** What each PSA's request log says in the oracle's words. */
describe("what the oracle is told of Autotask's request log", () => {
  const { contracts, contractServices } = scenario.autotask;
  const today = new Date().toISOString().slice(0, 10);
  const own = contractServices.find(({ contractID }) =>
    contracts.some((contract) => contract.id === contractID && firstOpenDay(contract, today) !== null),
  )!;
  const contract = contracts.find(({ id }) => id === own.contractID)!;
  const day = firstOpenDay(contract, today)!;

  it("is a person's adjustment as a change of the quantity on the day of the billing target", () => {
    const before = [{ day: contract.startDate, units: 7 }];
    const after = [...before, { day, units: 9 }];
    expect(told('autotask', byPerson('autotask.contractService', own.id, 'steps', before, after))).toMatchObject([
      { object: line, id: String(own.id), field: 'quantity', before: 7, after: 9 },
    ]); // prettier-ignore
  });

  it('is the quantity of a line that is gone since', () => {
    const made = { ...own, id: 77, steps: [{ day: contract.startDate, units: 7 }] };
    const after = [...made.steps, { day, units: 9 }];
    const edited = byPerson('autotask.contractService', 77, 'steps', made.steps, after);
    const removed = {
      ...byPerson('autotask.contractService', 77, '*', { ...made, steps: after }, null),
      seq: 2,
    };
    expect(tellings.autotask([edited, removed], scenario, noLedger).requestLog).toMatchObject([
      { object: line, id: '77', field: 'quantity', before: 7, after: 9 },
      { id: '77', field: '*', before: { quantity: 9 }, after: null },
    ]);
  });

  it('is a posted period as an invoice that was made', () => {
    const posted = structuredClone(scenario);
    posted.autotask.contracts.find(({ id }) => id === contract.id)!.postedThrough = day;
    const entry = byPerson('autotask.contract', contract.id, 'postedThrough', contract.postedThrough, day);
    const [change] = tellings.autotask([entry], posted, noLedger).requestLog as readonly ChangeEntry[];
    expect(change).toMatchObject({ object: agreement, field: 'nextInvoiceDate', before: day });
    expect(String(change!.after) > day).toBe(true);
  });

  it('is a query by its conditions: contracts, units of contracts, or those of one line', () => {
    const asked = (entity: string, ...conditions: readonly QueryCondition[]) =>
      told('autotask', {
        ...request(3, 1, {
          vendor: 'autotask',
          method: 'POST',
          path: `/ATServicesRest/V1.0/${entity}/query`,
        }),
        conditions,
      }).map((entry) => (entry.kind === 'request' && entry.method === 'GET' ? entry.path : null));
    const wanted = { op: 'in', field: 'id', value: [12, 13] };
    const either = { op: 'or', items: [{ op: 'in', field: 'companyID', value: [4] }, wanted] };
    const beyond = { op: 'gt', field: 'id', value: 0 };
    expect(asked('Contracts', either, beyond)).toEqual([agreementAt('12'), agreementAt('13')]);
    const ofContract = { op: 'eq', field: 'contractID', value: 12 };
    expect(asked('ContractServiceUnits', ofContract, beyond)).toEqual([linesOf('12')]);
    const ofLine = { op: 'eq', field: 'contractServiceID', value: 7 };
    expect(asked('ContractServiceUnits', ofLine, ofContract)).toEqual([lineAt('12', '7')]);
    // Services have no units, and those of all lines are nobody's own reading.
    for (const path of [...asked('ContractServices', ofContract), ...asked('ContractServiceUnits', beyond)])
      expect(path).not.toContain('/agreements/');
  });

  it('is the end of a contract as another quantity of each line with a change to come, then and not before', () => {
    const ending = structuredClone(scenario);
    const then = ending.autotask.contractServices.find(({ id }) => id === own.id)!;
    then.steps = [
      { day: contract.startDate, units: 7 },
      { day, units: 9 },
    ];
    ending.autotask.contracts.find(({ id }) => id === contract.id)!.endDate = today;
    const read = tellings.autotask(
      [
        byPerson('autotask.contractService', own.id, 'steps', then.steps.slice(0, 1), then.steps),
        { ...byPerson('autotask.contract', contract.id, 'endDate', contract.endDate, today), seq: 2 },
      ],
      ending,
      noLedger,
    );
    expect(read.requestLog).toMatchObject([
      { object: line, id: String(own.id), before: 7, after: 9 },
      { object: agreement, before: day, after: null },
      { object: line, id: String(own.id), before: 9, after: 7 },
    ]);
    expect(read.lines.find(({ id }) => id === own.id)).toMatchObject({ quantity: 7 });
  });

  it('is the quantity from the first period in which the contract has units', () => {
    const later = structuredClone(scenario);
    const [year = '', month = ''] = day.split('-');
    for (const one of later.autotask.contractServices)
      if (one.contractID === contract.id) one.steps = [{ day: `${year}-${month}-15`, units: 11 }];
    const { lines, agreements } = tellings['autotask']([], later, noLedger);
    expect(lines.find(({ id }) => id === own.id)).toMatchObject({ quantity: 11 });
    expect(String(agreements.find(({ id }) => id === contract.id)?.nextInvoiceDate) > day).toBe(true);
  });

  it('is a shifted later change as one of the line, and a difference with its day', () => {
    const shifted = {
      ...byPerson('autotask.contractService', own.id, `later units from ${day}`, 9, 12),
      by: 'api',
    } as const;
    expect(told('autotask', shifted)).toMatchObject([{ object: line, field: bookedLater, after: 12 }]);
    const write = { agreementId: contract.id, lineId: own.id, field: 'unitChange', value: 3, day };
    const sent = request(3, 1, { vendor: 'autotask', method: 'POST', path: '/x/ServiceAdjustments', write });
    expect(told('autotask', sent)).toMatchObject([{ method: 'POST', write }]);
  });
});

describe("what the oracle is told of HaloPSA's request log", () => {
  it('is a second line that follows a licence as another line, changed as well', () => {
    const followed = scenario.halopsa.invoices
      .flatMap((invoice) => invoice.lines.map((one) => ({ invoiceId: invoice.id, ...one })))
      .find(({ quantityType }) => quantityType === 1)!;
    const post = request(2, 1, {
      vendor: 'halopsa',
      method: 'POST',
      path: '/api/SoftwareLicence',
      write: {
        agreementId: 0,
        lineId: followed.sources[0]!.licenceId,
        field: 'count',
        value: 9,
        day: null,
      },
    });
    const counted = (id: number): ChangeEntry => ({
      ...byPerson('halopsa.line', id, 'qtyOrder', 8, 9),
      seq: 3,
      by: 'api',
    });
    const seen = (...entries: readonly RequestLogEntry[]) =>
      tellings.halopsa(entries, scenario, noLedger).requestLog.filter(({ kind }) => kind === 'change');
    const added = byPerson('halopsa.line', 77, '*', null, { ...followed, id: 77 });
    const asLine = { object: line, field: '*', after: { productId: String(followed.itemId) } };
    expect(seen(added, post, counted(77), counted(followed.id))).toMatchObject([
      asLine,
      { id: '77', field: 'qtyOrder' },
    ]);
    // Recounted in the wake of a post of another licence.
    const other = { ...post, write: { ...post.write!, lineId: 1 } };
    expect(seen(added, other, counted(77))).toMatchObject([asLine]);
  });

  it('includes the quantity of a line that was removed later', () => {
    const other = scenario.halopsa.invoices
      .flatMap(({ lines }) => lines)
      .find((one) => one.quantityType === 0)!;
    const written = { ...byPerson('halopsa.line', 77, 'qtyOrder', 8, 9), by: 'api' } as const;
    const removed = { ...byPerson('halopsa.line', 77, '*', { ...other, id: 77 }, null), seq: 4 };
    expect(tellings.halopsa([written, removed], scenario, noLedger).requestLog).toMatchObject([
      { object: line, id: '77', field: 'quantity', after: 9 },
      { id: '77', field: '*', after: null },
    ]);
    const follows = { ...other, id: 77, quantityType: 1, sources: [{ id: 77, licenceId: 55 }] };
    const counted = { ...byPerson('halopsa.licence', 55, 'count', 9, 0), by: 'api' } as const;
    expect(
      tellings.halopsa([counted, { ...removed, before: follows }], scenario, noLedger).requestLog,
    ).toMatchObject([
      { object: line, id: '77', field: 'quantity', after: 0 },
      { id: '77', field: '*' },
    ]);
  });

  it('is the reading of a document as one of its agreement and of its lines', () => {
    const reading = request(3, 1, { vendor: 'halopsa', path: '/api/RecurringInvoice/-12' });
    expect(told('halopsa', reading)).toMatchObject([
      { seq: 3, path: agreementAt('-12') },
      { seq: 3, path: linesOf('-12') },
    ]);
  });
});
