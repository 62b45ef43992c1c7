import { inEnglish } from '../../messages/english.ts';
import type { PsaAgreement, PsaInvoice, PsaLine } from '../psa-facts.ts';
import { type ComparisonFacts, compareInvoices } from './invoice-comparison.ts';
import { packsOfFive } from './months.fixture.ts';
import type { MadeChange } from './invoice-differences.ts';

const agreement: PsaAgreement = {
  id: 'A1',
  name: 'Managed Services',
  companyId: 'C1',
  typeId: null,
  typeName: null,
  parentAgreementId: null,
  status: null,
  over: null,
  startDate: '2025-01-01',
  endDate: null,
  billingCycle: { name: 'Monthly', months: 1, days: null, never: false },
  nextInvoiceDate: '2026-12-01',
  currency: 'USD',
  prorates: false,
  periodType: null,
};

const line: PsaLine = {
  id: 'L1',
  agreementId: 'A1',
  productId: 'P1',
  productIdentifier: 'DUO-ESS',
  description: null,
  quantity: '41',
  lessIncluded: '0',
  unitPrice: '4',
  billable: true,
  billCustomer: null,
  effectiveDate: '2025-01-01',
  cancelledDate: null,
  status: null,
  lastUpdated: null,
};

const invoiceOf = (quantity: number, more: Partial<PsaInvoice> = {}): PsaInvoice => ({
  id: 'I1',
  agreementId: 'A1',
  number: 'INV-1',
  day: '2026-11-01',
  state: 'invoiced',
  kind: 'invoice',
  currency: 'USD',
  amount: String(quantity * 4),
  lines: [
    {
      lineId: 'L1',
      productId: 'P1',
      quantity: String(quantity),
      unitPrice: '4',
      amount: String(quantity * 4),
    },
  ],
  ...more,
});

const change = (more: Partial<MadeChange> = {}): MadeChange => ({
  psaLineId: 'L1',
  before: '38',
  after: '41',
  billsOn: '2026-12-01',
  madeOn: '2026-11-24',
  ...more,
});

const factsOf = (invoices: readonly PsaInvoice[], more: Partial<ComparisonFacts> = {}): ComparisonFacts => ({
  days: { first: '2026-11-01', last: '2026-11-30' },
  lines: [line],
  rules: new Map(),
  agreements: [agreement],
  companies: [
    {
      id: 'C1',
      name: 'Bluewater Dental',
      identifier: null,
      status: null,
      deleted: false,
      parentCompanyId: null,
      billToCompanyId: null,
    },
  ],
  products: [],
  currencies: { own: 'USD', allInOwn: true, rates: {} },
  notRead: new Set(),
  changes: [],
  invoices,
  otherLines: new Map(),
  ...more,
});

/** Expected, billed, their difference, and the explanation. */
const shown = (facts: ComparisonFacts) =>
  compareInvoices(facts).map(({ expected, billed, difference, reasons }) => [
    expected,
    billed,
    difference,
    reasons.map((reason) => inEnglish(reason)).join(' '),
  ]);

it('says nothing of a line of which nothing is expected, and nothing billed', () => {
  const ended = { ...line, id: 'L2', quantity: '0' };
  const [row] = compareInvoices(factsOf([invoiceOf(41)], { lines: [ended] }));
  expect(row).toMatchObject({ expected: '0', reasons: [] });
});

describe('a line of an invoice', () => {
  it('is compared in quantity and money', () => {
    expect(compareInvoices(factsOf([invoiceOf(41)]))).toEqual([
      {
        companyId: 'C1',
        companyName: 'Bluewater Dental',
        agreementId: 'A1',
        agreementName: 'Managed Services',
        psaLineId: 'L1',
        product: 'DUO-ESS',
        currency: 'USD',
        invoices: [{ number: 'INV-1', day: '2026-11-01', state: 'invoiced', kind: 'invoice' }],
        expectedQuantity: '41',
        expected: '164',
        billedQuantity: '41',
        billed: '164',
        difference: '0',
        reasons: [],
      },
    ]);
  });

  it('has the billing rule of its usage line; a whole agreement has each once', () => {
    const rule = { seats: 36, applied: packsOfFive(36) };
    const lines = [line, { ...line, id: 'L2' }];
    const facts = { lines, rules: new Map([['L1', rule], ['L2', rule]]) }; // prettier-ignore
    const whole = { ...invoiceOf(41), lines: null };
    expect(compareInvoices(factsOf([whole], facts)).map(({ rules }) => rules)).toEqual([[rule]]);
    expect(
      compareInvoices(factsOf([invoiceOf(41)], { ...facts, rules: new Map([['L2', rule]]) })).map(
        ({ psaLineId, rules }) => [psaLineId, rules],
      ),
    ).toEqual([
      ['L1', undefined],
      ['L2', [rule]],
    ]);
  });

  it('that bills another quantity than expected is not explained', () => {
    expect(shown(factsOf([invoiceOf(40)]))).toEqual([
      ['164', '160', '-4', expect.stringContaining('Not explained.')],
    ]);
  });

  it.each([
    [change(), 'The change from 38 to 41 bills on Dec 1, 2026.'],
    [
      change({ billsOn: '2026-11-01' }),
      'The change from 38 to 41 was made after the invoice, on Nov 24, 2026.',
    ],
  ])('that bills what was there before a later change is explained by it', (made, words) => {
    expect(shown(factsOf([invoiceOf(38)], { changes: [made] }))).toEqual([['164', '152', '-12', words]]);
  });

  it('that has a line no more, or not yet, is explained by its end, or by its creation', () => {
    const ended = factsOf([invoiceOf(41)], {
      lines: [{ ...line, quantity: '0' }],
      changes: [change({ before: '41', after: '0' })],
    });
    expect(shown(ended)).toEqual([['0', '164', '164', 'The change from 41 to 0 bills on Dec 1, 2026.']]);
    const created = change({ before: '0', billsOn: '2026-11-01', madeOn: '2026-10-28' });
    const inAdvance = factsOf([invoiceOf(0)], { changes: [created] });
    expect(shown(inAdvance)[0]?.[3]).toMatch(/^Not explained/);
    const inArrears = factsOf([invoiceOf(0)], { changes: [{ ...created, inArrears: true }] });
    expect(shown(inArrears)).toEqual([['164', '0', '-164', 'The change from 0 to 41 bills on Nov 1, 2026.']]);
  });

  it('says when not even a later change explains it', () => {
    const [row] = shown(factsOf([invoiceOf(39)], { changes: [change()] }));
    expect(row?.[3]).toMatch(/^The change from 38 to 41 bills .* Not explained\./);
  });

  it('is not explained by a change that the invoice billed, or that people undid since', () => {
    const billed = change({ billsOn: '2026-11-01', madeOn: '2026-10-28' });
    const undone = change({ after: '45' });
    for (const one of [billed, undone])
      expect(shown(factsOf([invoiceOf(38)], { changes: [one] }))[0]?.[3]).toMatch(/^Not explained/);
  });

  it('of a PSA that names the product alone is that line, unless the agreement has two of it', () => {
    const [billed] = invoiceOf(41).lines ?? [];
    const byProduct = invoiceOf(41, { lines: [{ ...billed!, lineId: null }] });
    expect(shown(factsOf([byProduct]))[0]?.slice(0, 3)).toEqual(['164', '164', '0']);
    const twice = factsOf([byProduct], { lines: [line, { ...line, id: 'L2' }] });
    expect(shown(twice).map(([, billedAmount]) => billedAmount)).toEqual(['0', '0']);
  });

  it('without a quantity in the PSA stays unknown', () => {
    const facts = factsOf([invoiceOf(41)], { lines: [{ ...line, quantity: null }] });
    expect(shown(facts)).toEqual([[null, '164', null, '']]);
  });

  it('at another price says both', () => {
    const [billed] = invoiceOf(41).lines ?? [];
    const dearer = invoiceOf(41, { lines: [{ ...billed!, unitPrice: '5', amount: '205' }] });
    expect(shown(factsOf([dearer]))[0]?.slice(2)).toEqual([
      '41',
      'The unit price billed is 5.00 USD instead of 4.00 USD.',
    ]);
  });
});

describe('the invoices of a month', () => {
  it('are added, a credit is deducted, and a voided one is left out', () => {
    const credit = invoiceOf(-2, { id: 'I2', kind: 'credit' });
    const voided = invoiceOf(41, { id: 'I3', state: 'voided' });
    const second = invoiceOf(2, { id: 'I4', day: '2026-11-15' });
    expect(shown(factsOf([invoiceOf(41), credit, voided, second]))).toEqual([
      ['164', '164', '0', 'A voided invoice is left out. A credit is deducted. 2 invoices are added.'],
    ]);
  });

  it('of an agreement that should have one and has none are missing; one that is billed by the quarter is not listed', () => {
    expect(shown(factsOf([]))).toEqual([['164', '0', '-164', 'No invoice is dated in the month.']]);
    const quarterly = { name: 'Quarterly', months: 3, days: null, never: false };
    const later = { ...agreement, billingCycle: quarterly, nextInvoiceDate: '2027-01-01' };
    expect(shown(factsOf([], { agreements: [later] }))).toEqual([]);
  });

  it('in another currency than expected are not compared', () => {
    expect(shown(factsOf([invoiceOf(41, { currency: 'CAD' })]))).toEqual([
      [null, '164', null, 'Billed in CAD, another currency than expected.'],
    ]);
  });

  it('without lines are compared with the whole agreement, other products and children invoiced with it included', () => {
    const child = { ...agreement, id: 'A2', parentAgreementId: 'A1', nextInvoiceDate: null };
    const facts = factsOf([invoiceOf(41, { lines: null, amount: '300' })], {
      agreements: [agreement, child],
      lines: [line, { ...line, id: 'L2', agreementId: 'A2', quantity: '9' }],
      otherLines: new Map([['A1', '100']]),
      changes: [change()],
    });
    // 41 and 9 seats at 4.00 with 100.00 of other products: 300.00; before the change 288.00.
    expect(shown(facts)).toEqual([['300', '300', '0', '']]);
    const before = { ...facts, invoices: [invoiceOf(41, { lines: null, amount: '288' })] };
    expect(shown(before)).toEqual([['300', '288', '-12', 'The change from 38 to 41 bills on Dec 1, 2026.']]);
    const unknown = { ...facts, otherLines: new Map([['A1', null]]) };
    expect(shown(unknown)[0]?.slice(0, 3)).toEqual([null, '300', null]);
  });
});
