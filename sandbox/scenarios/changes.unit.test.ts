import { RequestLog } from '../request-log.ts';
import type { PsaAgreement, Scenario } from '../scenario.ts';
import { editLine, makeInvoice, undoInvoice } from './changes.ts';
import { billingCycle, type CycleName } from './billing-cycles.ts';
import { buildScenario } from './index.ts';

const now = new Date('2025-11-24T15:00:00Z');

function agreementOf(scenario: Scenario, companyName: string): PsaAgreement {
  const agreement = scenario.connectwise.agreements.find((one) => one.company.name === companyName);
  if (agreement === undefined) throw new Error(`no agreement of ${companyName}`);
  return agreement;
}

describe('making invoices', () => {
  it('moves what is due on the next billing run one cycle on, and leaves what is due later', () => {
    const scenario = buildScenario('typical', { now });
    const requestLog = new RequestLog();
    const made = makeInvoice(scenario, undefined, requestLog, now);

    expect(agreementOf(scenario, 'Bluewater Dental').nextInvoiceDate).toBe('2026-01-01');
    expect(agreementOf(scenario, 'Delta Farms').nextInvoiceDate).toBe('2026-03-01');
    expect(agreementOf(scenario, 'Alder & Sons').nextInvoiceDate).toBe('2026-01-01');
    expect(agreementOf(scenario, 'Tidewater Marine').nextInvoiceDate).toBeNull();
    expect(made.every((invoice) => invoice.invoiceDate === '2025-12-01')).toBe(true);
    expect(requestLog.last).toBe(made.length);
  });

  it('moves exactly the agreements that are named, again with every call', () => {
    const scenario = buildScenario('typical', { now });
    const requestLog = new RequestLog();
    const { id } = agreementOf(scenario, 'Alder & Sons');
    expect(makeInvoice(scenario, [id], requestLog, now)).toEqual([
      { agreementId: id, invoiceDate: '2026-01-01', nextInvoiceDate: '2026-02-01' },
    ]);
    makeInvoice(scenario, [id], requestLog, now);
    expect(agreementOf(scenario, 'Alder & Sons').nextInvoiceDate).toBe('2026-03-01');
    expect(agreementOf(scenario, 'Bluewater Dental').nextInvoiceDate).toBe('2025-12-01');
    expect(requestLog.after(1)).toMatchObject([
      {
        kind: 'change',
        by: 'person',
        object: 'connectwise.agreement',
        before: '2026-02-01',
        after: '2026-03-01',
      },
    ]);
  });

  it('makes none for a canceled agreement', () => {
    const scenario = buildScenario('typical', { now });
    const requestLog = new RequestLog();
    expect(makeInvoice(scenario, [agreementOf(scenario, 'Tidewater Marine').id], requestLog, now)).toEqual(
      [],
    );
    expect(requestLog.last).toBe(0);
  });
});

describe('invoice dates', () => {
  /** Dates after each of these steps: an invoice made (1) or the last one deleted (−1). */
  const dates = (
    cycle: CycleName,
    first: { nextInvoiceDate: string; billStartDate: string | null },
    steps: readonly (1 | -1)[],
  ): (string | null)[] => {
    const scenario = buildScenario('typical', { now });
    const agreement = agreementOf(scenario, 'Bluewater Dental');
    Object.assign(agreement, first, { billingCycle: billingCycle(cycle) });
    return steps.map((step) => {
      const move = step === 1 ? makeInvoice : undoInvoice;
      move(scenario, [agreement.id], new RequestLog(), now);
      return agreement.nextInvoiceDate;
    });
  };

  it.each([
    ['Monthly', '2025-12-01', ['2026-01-01', '2026-02-01']],
    ['Quarterly', '2025-12-01', ['2026-03-01', '2026-06-01']],
    ['Semi-Annual', '2025-12-01', ['2026-06-01', '2026-12-01']],
    ['Annual', '2024-02-29', ['2025-02-28', '2026-02-28']],
    ['None', '2025-12-01', ['2025-12-01', '2025-12-01']],
  ] as const)('%s moves from %s to %j', (cycle, nextInvoiceDate, expected) => {
    expect(dates(cycle, { nextInvoiceDate, billStartDate: null }, [1, 1])).toEqual(expected);
  });

  it('keep the date of the first bill over short months, and the day they have without one', () => {
    const end = { nextInvoiceDate: '2026-01-31', billStartDate: '2024-01-31' };
    expect(dates('Monthly', end, [1, 1, 1, -1, -1, -1])).toEqual([
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2026-03-31',
      '2026-02-28',
      '2026-01-31',
    ]);
    expect(dates('Monthly', { ...end, billStartDate: null }, [1, 1])).toEqual(['2026-02-28', '2026-03-28']);
    expect(
      dates('Quarterly', { nextInvoiceDate: '2025-11-30', billStartDate: '2024-08-31' }, [1, 1, -1]),
    ).toEqual(['2026-02-28', '2026-05-31', '2026-02-28']);
    // Billed on the first, although the agreement began on the 15th: nothing was cut down, nothing is put back.
    const first = { nextInvoiceDate: '2026-02-01', billStartDate: '2024-01-15' };
    expect(dates('Monthly', first, [1, -1])).toEqual(['2026-03-01', '2026-02-01']);
  });

  it('of a child without one are its parent’s, moved once for both', () => {
    const scenario = buildScenario('typical', { now });
    const requestLog = new RequestLog();
    const [child, parent] = ['Bluewater Dental', 'Castellan Law'].map((name) => agreementOf(scenario, name));
    Object.assign(child!, { nextInvoiceDate: null, parentAgreement: { id: parent!.id, name: parent!.name } });
    makeInvoice(scenario, [child!.id, parent!.id], requestLog, now);
    expect([child!.nextInvoiceDate, parent!.nextInvoiceDate, requestLog.last]).toEqual([
      null,
      '2026-01-01',
      1,
    ]);
    undoInvoice(scenario, [child!.id], requestLog, now);
    expect([child!.nextInvoiceDate, parent!.nextInvoiceDate]).toEqual([null, '2025-12-01']);
    expect(requestLog.after(1)).toMatchObject([
      {
        by: 'person',
        object: 'connectwise.agreement',
        id: String(parent!.id),
        before: '2026-01-01',
        after: '2025-12-01',
      },
    ]);
  });
});

describe('editing a line by hand', () => {
  it('logs each field that changes with before and after, and stamps the line', () => {
    const scenario = buildScenario('typical', { now });
    const requestLog = new RequestLog();
    const line = scenario.connectwise.additions[0]!;
    const before = line.quantity;
    const edit = editLine(scenario, line.id, { quantity: 99, unitPrice: line.unitPrice }, requestLog, now);
    expect(edit).toMatchObject({ ok: true, changed: true });
    expect(line).toMatchObject({ quantity: 99, lastUpdated: now.toISOString(), updatedBy: 'person' });
    expect(requestLog.after(0)).toMatchObject([
      { kind: 'change', by: 'person', id: String(line.id), field: 'quantity', before, after: 99 },
    ]);
  });

  it('leaves no trace when nothing changes, and rejects a line that is not there', () => {
    const scenario = buildScenario('typical', { now });
    const requestLog = new RequestLog();
    const line = scenario.connectwise.additions[0]!;
    const timestamp = line.lastUpdated;
    expect(editLine(scenario, line.id, { quantity: line.quantity }, requestLog, now)).toMatchObject({
      changed: false,
    });
    expect(line.lastUpdated).toBe(timestamp);
    expect(editLine(scenario, 1, { quantity: 5 }, requestLog, now)).toEqual({
      ok: false,
      code: 'UnknownLine',
    });
    expect(requestLog.last).toBe(0);
  });
});
