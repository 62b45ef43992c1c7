import { message } from '../../messages/message.ts';
import type { PsaAgreement, PsaLine } from '../psa-facts.ts';
import { decimal } from '../quantity.ts';
import { billingGroups } from './billing-groups.ts';
import { customerAlone } from './customers.fixture.ts';
import type { GroupLine } from './group-line.ts';
import {
  billedMoney,
  commonEffect,
  type Effect,
  endingEffect,
  invoiceAmount,
  lineEffect,
  noMoney,
} from './money.ts';

/** 10 × 4.00 a month, begun long ago, unless said otherwise. */
function line(change: Partial<PsaLine> = {}, on: Partial<PsaAgreement> = {}): GroupLine {
  const input = customerAlone({ name: 'Acme', seats: [10], lines: [{ quantity: '10', ...change, on }] });
  return billingGroups(input).groups[0]!.lines[0]!;
}

const plain = ({ perInvoice, perMonth, note }: Effect) => [
  perInvoice === null ? null : perInvoice.toFixed(),
  perMonth === null ? null : perMonth.toFixed(),
  note,
];

const toTwelve = (groupLine: GroupLine) => plain(lineEffect(groupLine, decimal(12)));

describe('RULES 9: what a change of one line does', () => {
  it.each<[string, () => GroupLine, readonly unknown[]]>([
    ['a line as usual', () => line(), ['8', '8', null]],
    [
      'a quarterly invoice',
      () => line({}, { billingCycle: { name: 'Quarterly', months: 3, days: null, never: false } }),
      ['8', decimal(8).dividedBy(3).toFixed(), null],
    ],
    ['no quantity', () => line({ quantity: null }), [null, null, message('usage.money.quantity-missing')]],
    ['no price', () => line({ unitPrice: null }), [null, null, message('usage.money.price-missing')]],
    [
      'an agreement that is not listed',
      () => ({ ...line(), agreement: null, usability: null }),
      ['8', null, message('usage.money.cycle-missing')],
    ],
    [
      'a cycle that the PSA did not name, on an agreement that prorates',
      () => line({ effectiveDate: '2026-11-20' }, { billingCycle: null, prorates: true }),
      ['8', null, message('usage.money.cycle-missing')],
    ],
    [
      'a weekly invoice',
      () => line({}, { billingCycle: { name: 'Weekly', months: null, days: 7, never: false } }),
      ['8', null, message('usage.money.cycle-length', { cycle: 'Weekly' })],
    ],
    [
      'a cycle of no months',
      () => line({}, { billingCycle: { name: 'Odd', months: 0, days: null, never: false } }),
      ['8', null, message('usage.money.cycle-length', { cycle: 'Odd' })],
    ],
  ])('%s', (_, made, effect) => {
    expect(toTwelve(made())).toEqual(effect);
  });

  it.each<[string, Partial<PsaLine>, readonly unknown[]]>([
    ['above its minimum', { minimum: '5' }, ['8', '8', null]],
    ['across its minimum', { minimum: '11' }, ['4', '4', null]],
    ['below its minimum', { minimum: '20' }, ['0', '0', message('usage.money.at-least', { units: '20' })]],
    ['with free units beside', { minimum: '9', lessIncluded: '2' }, ['4', '4', null]],
    [
      'with free units that leave it below',
      { minimum: '11', lessIncluded: '2' },
      ['0', '0', message('usage.money.at-least', { units: '11' })],
    ],
  ])('a line that bills a minimum, %s', (_, change, effect) => {
    expect(toTwelve(line(change))).toEqual(effect);
  });

  it('nothing changes: nothing a month either, also where the cycle is not counted in months', () => {
    const weekly = line({}, { billingCycle: { name: 'Weekly', months: null, days: 7, never: false } });
    expect(plain(lineEffect(weekly, decimal(10)))).toEqual(['0', '0', null]);
  });
});

describe('RULES 9: a line begun inside the running period', () => {
  const begun = { effectiveDate: '2026-11-20' };
  const known = ['8', '8', null];

  it('has no effect that is known on a prorating agreement, or on one that does not say', () => {
    expect(toTwelve(line(begun, { prorates: true }))).toEqual([null, null, message('usage.money.prorated')]);
    expect(toTwelve(line(begun, { prorates: null }))).toEqual([
      null,
      null,
      message('usage.money.proration-unknown'),
    ]);
  });

  it.each<[string, () => GroupLine]>([
    ['the agreement does not prorate', () => line(begun, { prorates: false })],
    ['it began with the period', () => line({ effectiveDate: '2026-11-01' }, { prorates: true })],
    ['it has no date of beginning', () => line({ effectiveDate: null }, { prorates: true })],
    ['no invoice is known', () => line(begun, { prorates: true, nextInvoiceDate: null })],
    ['the agreement is not known', () => ({ ...line(begun, { prorates: true }), agreement: null })],
  ])('is as any other where %s', (_, made) => {
    expect(toTwelve(made())).toEqual(known);
  });

  it('is as any other where nothing is known of how the agreement bills', () => {
    const unknown = { ...line(begun, { prorates: true }), usability: null };
    expect(toTwelve(unknown)).toEqual(['8', null, message('usage.money.cycle-missing')]);
  });
});

describe('RULES 9: the effect before a target is chosen', () => {
  const effect = (
    perInvoice: number | null,
    perMonth: number | null,
    note: Effect['note'] = null,
  ): Effect => ({
    currency: 'USD',
    perInvoice: perInvoice === null ? null : decimal(perInvoice),
    perMonth: perMonth === null ? null : decimal(perMonth),
    note,
  });
  const depends = [null, null, message('usage.money.depends-on-line')];

  it('is unknown without a line', () => {
    expect(plain(commonEffect([]))).toEqual([null, null, message('usage.money.no-line')]);
  });

  it('is that of all where they agree, the unknown among them', () => {
    expect(plain(commonEffect([effect(8, 8), effect(8, 8)]))).toEqual(['8', '8', null]);
    expect(
      plain(commonEffect([effect(null, null, message('usage.money.price-missing')), effect(null, null)])),
    ).toEqual([null, null, message('usage.money.price-missing')]);
  });

  it.each<[string, Effect, Effect]>([
    ['invoices differ', effect(8, 8), effect(9, 8)],
    ['months differ', effect(8, 8), effect(8, 4)],
    ['only the first is known', effect(8, 8), effect(null, null)],
    ['only the second is known', effect(null, null), effect(8, 8)],
  ])('depends on the line where %s', (_, one, other) => {
    expect(plain(commonEffect([one, other]))).toEqual(depends);
  });
});

describe('RULES 9: what ending all lines takes off', () => {
  it('is one sum on one invoice', () => {
    expect(plain(endingEffect([line(), line({ quantity: '5' })]))).toEqual(['-60', '-60', null]);
  });

  it('is all that a line bills, also where the PSA bills a minimum', () => {
    expect(plain(endingEffect([line({ quantity: '10', minimum: '25' })]))).toEqual(['-100', '-100', null]);
  });

  it('of several invoices has a month and no invoice', () => {
    const other = line({ quantity: '5' });
    const elsewhere = { ...other, line: { ...other.line, agreementId: 'agr-other' } };
    expect(plain(endingEffect([line(), elsewhere]))).toEqual([
      null,
      '-60',
      message('usage.money.several-invoices'),
    ]);
  });

  it('is unknown where one of them is, whichever it is, and says why', () => {
    const priceless = line({ unitPrice: null });
    for (const lines of [
      [line(), priceless],
      [priceless, line()],
    ])
      expect(plain(endingEffect(lines))).toEqual([null, null, message('usage.money.price-missing')]);
  });
});

describe('RULES 9: what lines bill that no account uses', () => {
  const billed = (...lines: readonly GroupLine[]) =>
    billedMoney(lines, message('usage.money.no-account')).billedPerMonth;

  it('adds what each bills, with its minimum and less what it includes, whenever it began', () => {
    expect(billed(line(), line({ quantity: '5' }))).toBe('60');
    expect(billed(line({ quantity: '2', minimum: '5' }))).toBe('20');
    expect(billed(line({ lessIncluded: '4' }))).toBe('24');
    const begun = line({ effectiveDate: '2026-11-15' }, { prorates: true });
    expect([lineEffect(begun, decimal(0)).perMonth, billed(begun)]).toEqual([null, '40']);
  });

  it('is unknown where that of one is, and says why', () => {
    expect(billedMoney([line(), line({ unitPrice: null })], message('usage.money.no-account'))).toMatchObject(
      {
        billedPerMonth: null,
        note: message('usage.money.price-missing'),
      },
    );
  });
});

it('RULES 9: a kind without a figure of its own estimates nothing', () => {
  expect(noMoney(message('usage.money.not-read'))).toEqual({
    currency: 'XXX',
    effectPerInvoice: null,
    effectPerMonth: null,
    atRiskPerMonth: null,
    estimated: false,
    note: message('usage.money.not-read'),
  });
});

describe('RULES 9: what one invoice bills of a line', () => {
  it.each<[string, Partial<PsaLine>, string | null]>([
    ['its quantity', {}, '40'],
    ['less what is included', { lessIncluded: '3' }, '28'],
    ['at least its minimum', { minimum: '12.5' }, '50'],
    ['rounded once', { quantity: '3', unitPrice: '1.115' }, '3.35'],
    ['nothing where it is not billed', { billable: false }, '0'],
    ['unknown where the PSA does not say', { billable: null }, null],
    ['unknown without a price', { unitPrice: null }, null],
    ['unknown without a quantity', { quantity: null }, null],
  ])('%s', (_, change, amount) => {
    expect(invoiceAmount(line(change).line, 'USD')).toBe(amount);
  });
});
