import { lineMissing, lineNew } from '../../domain/write-back/document.ts';
import { fieldValue } from '../../domain/decisions/line-fields.ts';
import { type Message, message } from '../../messages/message.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { setQuantity } from '../../domain/decisions/change.ts';
import { customerAlone } from '../../domain/comparison/customers.fixture.ts';
import type { LineCapabilities } from '../../psa/port.ts';
import type { PsaAgreement, PsaLine } from '../../domain/psa-facts.ts';
import { documentChanged, documentChangedSince, planWrite } from './write-plan.ts';

const { agreements, lines } = customerAlone({ name: 'Acme', seats: [12], lines: [{ quantity: '10' }] });
const [agreement, line] = [agreements[0], lines[0]] as [PsaAgreement, PsaLine];
const always: LineCapabilities = {
  quantity: 'absolute',
  dated: 'no',
  decimals: true,
  zero: true,
  endLine: 'no',
};
const cycle = { name: 'Monthly', months: 1, days: null, never: false };
const way = (
  ways: Partial<LineCapabilities>,
  change: Partial<Pick<ApprovalLine, 'change' | 'before' | 'after' | 'billingTarget' | 'invoiceDate'>> = {},
  facts: { readonly document?: readonly PsaLine[]; readonly nextInvoiceDate?: string } = {},
  billsIn: Readonly<Record<string, 'advance' | 'arrears'>> = { [agreement.typeId ?? 'none']: 'arrears' },
  ownDays: readonly string[] = [],
) =>
  planWrite(
    { ...always, ...ways },
    {
      change: setQuantity,
      before: '10',
      after: '12',
      billingTarget: 'next-invoice',
      invoiceDate: '2027-01-01',
      ...change,
    },
    { agreement, document: facts.document ?? null },
    { nextInvoiceDate: facts.nextInvoiceDate ?? null, billingCycle: cycle },
    { billsIn },
    ownDays,
  );

describe('what a PSA lets be done to a line', () => {
  it('is anything where it says so', () => {
    expect(way({}, { before: '10.5', after: '0' })).toEqual({ kind: 'way', day: null });
  });

  it('no 0, or whole quantities only: nothing is sent that it does not take', () => {
    expect(way({ zero: false }, { after: '0.00' })).toMatchObject({ kind: 'none' });
    expect(way({ zero: false })).toMatchObject({ kind: 'way' });
    expect(way({ decimals: false }, { before: '10.5' })).toMatchObject({ kind: 'none' });
    expect(way({ decimals: false }, { before: '10.00' })).toMatchObject({ kind: 'way' });
  });

  it('no end, or one on the day after the last billed one', () => {
    const end = { kind: 'end-line', lastBilledDay: '2026-12-31' } as const;
    const change = { change: end, after: '0', billingTarget: 'from-day', invoiceDate: '2027-01-01' } as const;
    expect(way({ endLine: 'no' }, change)).toMatchObject({ kind: 'none' });
    expect(way({ endLine: 'date', zero: false }, change)).toEqual({ kind: 'way', day: null });
    expect(way({ endLine: 'zero', zero: false, dated: 'day' }, change)).toEqual({
      kind: 'way',
      day: '2027-01-01',
    });
  });

  it('no units from now on only when the last billed day is on an invoice', () => {
    const end = { kind: 'end-line', lastBilledDay: '2026-12-31' } as const;
    const change = { change: end, after: '0', billingTarget: 'from-day', invoiceDate: '2027-01-01' } as const;
    const [type, zero] = [agreement.typeId ?? 'none', { endLine: 'zero' } as const];
    const on = (nextInvoiceDate: string, billsIn: 'advance' | 'arrears') =>
      way(zero, change, { nextInvoiceDate }, { [type]: billsIn });
    expect(on('2026-12-01', 'advance')).toMatchObject({ kind: 'wait' });
    expect(on('2027-01-01', 'advance')).toEqual({ kind: 'way', day: null });
    expect(on('2027-01-01', 'arrears')).toEqual({
      kind: 'wait',
      why: message('write-back.blocked.invoice', { day: '2027-01-01' }),
    });
    expect(on('2027-02-01', 'arrears')).toEqual({ kind: 'way', day: null });
    expect(way(zero, change, { nextInvoiceDate: '2027-02-01' }, {})).toMatchObject({ kind: 'none' });
    expect(way(zero, change)).toMatchObject({ kind: 'none' });
  });

  it('with its whole document: only where the others were read', () => {
    expect(way({ quantity: 'document' })).toMatchObject({ kind: 'none' });
    expect(way({ quantity: 'document' }, {}, { document: [] })).toEqual({ kind: 'way', day: null });
  });

  it('from a day on: the first that the next invoice covers, or nothing is sent', () => {
    const dated = { dated: 'day' } as const;
    const next = { nextInvoiceDate: '2027-01-01' };
    expect(way(dated, {}, next)).toEqual({ kind: 'way', day: '2026-12-01' });
    expect(way(dated, {}, next, { [agreement.typeId ?? 'none']: 'advance' })).toEqual({
      kind: 'way',
      day: '2027-01-01',
    });
    expect(way(dated, {}, next, {})).toMatchObject({ kind: 'none' });
    expect(way(dated)).toMatchObject({ kind: 'none' });
  });

  it('a day that the decision named, whatever the invoices say', () => {
    const named = { billingTarget: 'from-day', invoiceDate: '2026-11-27' } as const;
    expect(way({ dated: 'day' }, named, {}, {})).toEqual({ kind: 'way', day: '2026-11-27' });
    expect(way({ dated: 'day' }, named, {}, {}, ['2026-11-27'])).toMatchObject({ kind: 'none' });
  });

  it('never on a day on which another of our changes of the line acts', () => {
    const next = { nextInvoiceDate: '2027-01-01' };
    const advance = { [agreement.typeId ?? 'none']: 'advance' } as const;
    expect(way({ dated: 'day' }, {}, next, advance, ['2027-01-01'])).toEqual({
      kind: 'none',
      why: message('decisions.day.second-change', { day: '2027-01-01' }),
    });
    expect(way({ dated: 'day' }, {}, next, advance, ['2026-12-01'])).toMatchObject({ kind: 'way' });
    expect(way({}, {}, next, advance, ['2027-01-01'])).toMatchObject({ kind: 'way' });
  });
});

describe('the other lines of a document', () => {
  const other: PsaLine = { ...line, id: 'o1', productIdentifier: 'BACKUP', quantity: '30' };
  const difference = (field: 'quantity' | 'unit-price', before: Message, after: string) =>
    message('write-back.difference-of-line', {
      field: message(`write-back.field.${field}`),
      line: 'o1',
      before,
      after: fieldValue('quantity', after),
    });
  const moment = { steadyMs: 0, at: new Date() };
  const reading = (listed: readonly PsaLine[], document: readonly PsaLine[] | null) => ({
    began: moment,
    neighborsRead: moment,
    lastBegan: moment,
    lastReadingMs: 0,
    ended: moment,
    target: { line, agreement, parentAgreement: null, document },
    agreements: [{ id: agreement.id, lines: listed }],
    others: [],
  });

  it('are compared one by one, whatever product they are of, and the line itself is not', () => {
    const before = { ...line, quantity: '9' };
    expect(documentChanged(reading([before, other], [other]))).toBeNull();
    expect(documentChanged(reading([line, other], [{ ...other, quantity: '30.00' }]))).toBeNull();
    expect(documentChanged(reading([line, other], [{ ...other, unitPrice: '9' }]))).toEqual(
      message('write-back.document-changed', {
        differences: [difference('unit-price', fieldValue('unitPrice', other.unitPrice), '9')],
      }),
    );
    expect(documentChanged(reading([line, other], []))).toEqual(
      message('write-back.document-changed', { differences: [lineMissing('o1', '30')] }),
    );
    expect(documentChanged(reading([line], [other]))).toEqual(
      message('write-back.document-changed', { differences: [lineNew('o1', '30')] }),
    );
  });

  it('say nothing of a line that is written alone', () => {
    expect(documentChanged(reading([line, other], null))).toBeNull();
    expect(documentChangedSince(null, [other])).toBeNull();
  });

  it('are compared with what was sent', () => {
    expect(documentChangedSince([other], [other])).toBeNull();
    expect(documentChangedSince([other], [{ ...other, quantity: '31' }])).toEqual(
      message('write-back.document-changed-since', {
        differences: [difference('quantity', fieldValue('quantity', '30'), '31')],
      }),
    );
    expect(documentChangedSince([other], null)).toEqual(
      message('write-back.document-changed-since', { differences: [lineMissing('o1', '30')] }),
    );
  });
});
