import { message } from '../../messages/message.ts';
import type { BillingCycle } from '../psa-facts.ts';
import { shiftByCycle } from '../usage/billing-cycle.ts';
import { customerAlone } from '../comparison/customers.fixture.ts';
import { composedOf, inAdvance } from './approvals.fixture.ts';
import {
  decideBillingTarget,
  type BillingTargetFacts,
  targetAtSending,
  noteInvoiceReading,
  type BillingTarget,
  type BillsIn,
  laterInvoice,
} from '../usage/billing-target.ts';

const monthly: BillingCycle = { name: 'Monthly', months: 1, days: null, never: false };
const quarterly: BillingCycle = { name: 'Quarterly', months: 3, days: null, never: false };
const yearly: BillingCycle = { name: 'Annual', months: 12, days: null, never: false };
const weekly: BillingCycle = { name: 'Weekly', months: null, days: 7, never: false };

const facts = (change: Partial<BillingTargetFacts> = {}): BillingTargetFacts => ({
  agreementTypeId: '1',
  nextInvoiceDate: '2026-12-01',
  billingCycle: monthly,
  billsIn: 'advance',
  notUsable: null,
  ...change,
});

describe('RULES 5: the period of an invoice', () => {
  it.each<[string, BillingCycle, BillsIn, string, string, string]>([
    ['a month in advance', monthly, 'advance', '2026-12-01', '2026-12-01', '2027-01-01'],
    ['a month in arrears', monthly, 'arrears', '2026-12-01', '2026-11-01', '2026-12-01'],
    ['a quarter in arrears', quarterly, 'arrears', '2026-12-01', '2026-09-01', '2026-12-01'],
    ['a year in advance', yearly, 'advance', '2028-02-29', '2028-02-29', '2029-02-28'],
    ['a week in arrears', weekly, 'arrears', '2026-12-01', '2026-11-24', '2026-12-01'],
    ['from the end of a long month', monthly, 'advance', '2027-01-31', '2027-01-31', '2027-02-28'],
  ])('%s', (_, billingCycle, billsIn, nextInvoiceDate, begins, ends) => {
    expect(
      decideBillingTarget(facts({ billingCycle, billsIn, nextInvoiceDate }), 'increase', null, '2026-11-24'),
    ).toMatchObject({ period: { invoiceDate: nextInvoiceDate, begins, ends } });
  });

  it.each<[string, number | null, string]>([
    ['Weekly', 7, '2026-12-08'],
    ['Bi-Weekly', 14, '2026-12-15'],
    ['Every 10 days', 10, '2026-12-11'],
    ['Semi-Monthly', null, '2027-01-01'],
  ])('a cycle "%s" that is not whole months', (name, days, expected) => {
    const cycle = { name, months: null, days, never: false };
    expect(shiftByCycle('2026-12-01', cycle, 1)).toBe(expected);
    if (days !== null) expect(shiftByCycle(expected, cycle, -1)).toBe('2026-12-01');
  });
});

describe('RULES 5: a billing cycle of unknown length', () => {
  const odd: BillingCycle = { name: 'Semi-Monthly', months: null, days: null, never: false };
  const decide = (billsIn: BillsIn, change: 'increase' | 'decrease', today: string) =>
    decideBillingTarget(facts({ billingCycle: odd, billsIn }), change, null, today);

  it.each<[BillsIn, 'increase' | 'decrease', string, BillingTarget]>([
    // A month before the invoice: as a month, the period would begin today.
    ['arrears', 'increase', '2026-11-01', 'next-invoice'],
    ['arrears', 'decrease', '2026-11-01', 'invoice-after'],
    ['advance', 'decrease', '2026-11-01', 'next-invoice'],
    ['advance', 'decrease', '2026-12-02', 'invoice-after'],
  ])('in %s, %s on %s: %s', (billsIn, change, today, billingTarget) => {
    expect(decide(billsIn, change, today)).toMatchObject({
      kind: 'billing-target',
      billingTarget,
      isDefault: true,
    });
  });

  it('shows no period in arrears', () => {
    expect(decide('arrears', 'increase', '2026-11-24')).toMatchObject({
      period: { invoiceDate: '2026-12-01', begins: null, ends: null },
    });
  });
});

describe('RULES 5: the default', () => {
  it.each<[string, 'increase' | 'decrease', BillsIn, BillingCycle, string, string]>([
    ['period begins later', 'increase', 'advance', monthly, '2026-12-01', 'next-invoice'],
    ['period begins later', 'decrease', 'advance', monthly, '2026-12-01', 'next-invoice'],
    ['period begins today', 'decrease', 'advance', monthly, '2026-11-24', 'next-invoice'],
    ['period began yesterday', 'increase', 'advance', monthly, '2026-11-23', 'next-invoice'],
    ['period began yesterday', 'decrease', 'advance', monthly, '2026-11-23', 'invoice-after'],
    ['period runs', 'increase', 'arrears', monthly, '2026-12-01', 'next-invoice'],
    ['period runs', 'decrease', 'arrears', monthly, '2026-12-01', 'invoice-after'],
    ['period begins today', 'decrease', 'arrears', monthly, '2026-12-24', 'next-invoice'],
    ['quarter runs', 'decrease', 'arrears', quarterly, '2026-12-31', 'invoice-after'],
    ['quarter begins later', 'decrease', 'arrears', quarterly, '2027-03-01', 'next-invoice'],
    ['year runs', 'decrease', 'arrears', yearly, '2027-10-01', 'invoice-after'],
    ['year begins later', 'decrease', 'advance', yearly, '2027-10-01', 'next-invoice'],
    ['week runs', 'decrease', 'arrears', weekly, '2026-11-27', 'invoice-after'],
    ['week begins later', 'decrease', 'arrears', weekly, '2026-12-02', 'next-invoice'],
  ])(
    '%s: %s in %s, %o of %s lands %s',
    (_, change, billsIn, billingCycle, nextInvoiceDate, billingTarget) => {
      expect(
        decideBillingTarget(facts({ billsIn, billingCycle, nextInvoiceDate }), change, null, '2026-11-24'),
      ).toMatchObject({ kind: 'billing-target', billingTarget, isDefault: true });
    },
  );
});

describe('RULES 5: a wish', () => {
  it.each(['next-invoice', 'invoice-after'])('%s is taken', (wish) => {
    expect(decideBillingTarget(facts(), 'increase', wish, '2026-11-24')).toMatchObject({
      billingTarget: wish,
      isDefault: wish === 'next-invoice',
    });
  });

  it.each(['2026-12-15', 'now', 'Next-Invoice', ''])(
    'any other (%p) is rejected, and these two are offered',
    (wish) => {
      expect(decideBillingTarget(facts(), 'increase', wish, '2026-11-24')).toMatchObject({
        kind: 'cannot',
        offer: ['next-invoice', 'invoice-after'],
      });
    },
  );

  it('is rejected with the question while nobody said how the type is billed', () => {
    expect(decideBillingTarget(facts({ billsIn: null }), 'increase', 'next-invoice', '2026-11-24')).toEqual({
      kind: 'not-set',
      agreementTypeId: '1',
    });
  });

  it('cannot land on an agreement that bills nothing, and offers nothing', () => {
    expect(
      decideBillingTarget(
        facts({ notUsable: message('usage.agreement.canceled') }),
        'increase',
        'next-invoice',
        '2026-11-24',
      ),
    ).toEqual({ kind: 'cannot', reason: message('usage.agreement.canceled'), offer: [] });
    expect(
      decideBillingTarget(facts({ nextInvoiceDate: null }), 'increase', null, '2026-11-24'),
    ).toMatchObject({
      kind: 'cannot',
      offer: [],
    });
  });
});

describe('RULES 5: shown as "Lands on"', () => {
  const acme = (on: object, seats = 12) =>
    customerAlone({ name: 'Acme', seats: [seats], lines: [{ quantity: '10', on }] });

  it('a child agreement without a date lands on the invoice of its parent, under its own type', () => {
    const input = acme({
      parentAgreementId: 'parent',
      nextInvoiceDate: null,
      billingCycle: null,
      typeId: '9',
    });
    const [child] = input.agreements;
    const parent = {
      ...child!,
      id: 'parent',
      parentAgreementId: null,
      nextInvoiceDate: '2026-12-15',
      billingCycle: quarterly,
      typeId: '1',
    };
    const family = { ...input, agreements: [child!, parent] };
    const read = {
      ...family,
      agreementReadings: [
        ...input.agreementReadings,
        { ...input.agreementReadings[0]!, agreementId: 'parent' },
      ],
    };
    expect(composedOf({ ...read, billsIn: { 1: 'advance' } }, 'Acme').billingTarget).toEqual({
      kind: 'not-set',
      agreementTypeId: '9',
    });
    expect(composedOf({ ...read, billsIn: { 9: 'arrears' } }, 'Acme').billingTarget).toMatchObject({
      period: { invoiceDate: '2026-12-15', begins: '2026-09-15', ends: '2026-12-15' },
    });
  });

  it('agreements without a type share one answer', () => {
    expect(composedOf(acme({ typeId: null }), 'Acme').billingTarget).toEqual({
      kind: 'not-set',
      agreementTypeId: 'none',
    });
  });

  it('is absent where nothing can be approved', () => {
    expect(composedOf(inAdvance(acme({}, 0)), 'Acme')).toMatchObject({ kind: 'orphan', billingTarget: null });
  });
});

describe('RULES 5: where changes name a day', () => {
  const dated = { periodBegan: '2026-11-01', postedThrough: '2026-10-31' };
  const today = '2026-11-24';
  const ofDay = (wish: string | null, change: Partial<BillingTargetFacts> = {}) =>
    decideBillingTarget(
      facts({ billsIn: null, dated, countedOn: '2026-10-20', ...change }),
      'decrease',
      wish,
      today,
    );

  it.each([null, 'next-period', 'next-invoice', '2026-12-01'])(
    'from the next open period on by default (%p), whatever was said about types, and nobody is asked',
    (wish) => {
      for (const billsIn of [null, 'advance', 'arrears'] as const)
        expect(ofDay(wish, { billsIn })).toMatchObject({
          kind: 'billing-target', billingTarget: 'next-period', isDefault: true,
          period: { begins: '2026-12-01', ends: '2027-01-01' },
        }); // prettier-ignore
    },
  );

  it('today, or the beginning of the period that runs, by choice, with what share of it is prorated', () => {
    const decided = ofDay('2026-11-24');
    expect(decided).toMatchObject({
      billingTarget: 'from-day',
      period: { begins: '2026-11-24', ends: '2026-12-01' },
    });
    expect('days' in decided && decided.days).toEqual([
      { day: '2026-11-24', share: 7 / 30 },
      { day: '2026-11-01', share: 1 },
    ]);
    expect(ofDay('2026-11-01')).toMatchObject({ billingTarget: 'from-day', isDefault: false });
  });

  it.each(['2026-11-23', '2026-10-31', '2026-12-02', '2027-03-01', 'invoice-after', 'soon'])(
    'no other day (%p), and those there are are offered',
    (wish) => {
      expect(ofDay(wish, { endDate: '2027-02-28' })).toMatchObject({
        kind: 'cannot',
        offer: ['2026-12-01', '2026-11-24', '2026-11-01', '2027-01-01', '2027-02-01'],
      });
    },
  );

  it.each<[string, Partial<BillingTargetFacts>, readonly string[]]>([
    ['to the end of the agreement', { endDate: '2027-02-28' }, ['2027-01-01', '2027-02-01']],
    ['which may begin on its last day', { endDate: '2027-01-01' }, ['2027-01-01']],
    ['none after it', { endDate: '2026-12-31' }, []],
    ['a quarter each', { billingCycle: quarterly, endDate: '2027-08-31' }, ['2027-03-01', '2027-06-01']],
    [
      'the last of each month, as the agreement began',
      { startDate: '2026-08-31', nextInvoiceDate: '2026-11-30', endDate: '2027-03-30' },
      ['2026-12-31', '2027-01-31', '2027-02-28'],
    ],
    ['none where a short month hides it', { nextInvoiceDate: '2026-11-30', endDate: '2027-03-30' }, []],
    [
      'none of a cycle of unknown length',
      { billingCycle: { ...monthly, months: null }, endDate: '2027-03-30' },
      [],
    ],
    ['none where no period runs', { dated: { ...dated, periodBegan: null }, endDate: '2027-03-30' }, []],
  ])('the first day of any later period by choice, %s', (_, change, days) => {
    const decided = ofDay(null, change);
    expect('later' in decided && decided.later.map(({ day }) => day)).toEqual(days);
    for (const day of days)
      expect(ofDay(day, change)).toMatchObject({
        billingTarget: 'from-day', isDefault: false, period: { invoiceDate: day },
      }); // prettier-ignore
  });

  it('a year ahead says how much of a period passes before it acts', () => {
    const decided = ofDay(null, {
      billingCycle: yearly, nextInvoiceDate: '2027-07-01', endDate: '2028-07-01',
      dated: { periodBegan: '2026-07-01', postedThrough: null },
    }); // prettier-ignore
    expect(decided).toMatchObject({
      untilShare: 219 / 365,
      later: [{ day: '2028-07-01', untilShare: 585 / 365 }],
    });
  });

  it.each<[string | null, readonly string[]]>([
    ['2026-10-20', ['2026-11-24', '2026-11-01']],
    ['2026-11-01', ['2026-11-24', '2026-11-01']],
    ['2026-11-02', ['2026-11-24']],
    [null, ['2026-11-24']],
  ])('none before the count was read first: of one of %p are offered %p', (countedOn, days) => {
    const decided = ofDay(null, { countedOn });
    expect('days' in decided && decided.days.map(({ day }) => day)).toEqual(days);
    if (days.length < 2) expect(ofDay('2026-11-01', { countedOn })).toMatchObject({ kind: 'cannot' });
  });

  it('none of a period that was posted, and none where no period holds today', () => {
    expect(ofDay(null, { dated: { ...dated, postedThrough: '2026-11-30' } })).toMatchObject({ days: [] });
    expect(ofDay(null, { dated: { ...dated, periodBegan: null } })).toMatchObject({ days: [] });
  });

  it.each<[string, BillingTarget, string, string | null, Parameters<typeof targetAtSending>[2], string]>([
    ['the period ahead', 'next-period', '2026-12-01', '2026-12-01', dated, 'now'],
    ['it was posted meanwhile', 'next-period', '2026-12-01', '2027-01-01', dated, 'rejected'],
    ['it has begun meanwhile', 'next-period', '2026-11-01', '2026-12-01', dated, 'rejected'],
    ['a day of the period that runs', 'from-day', '2026-11-24', '2026-12-01', dated, 'now'],
    ['which was posted meanwhile', 'from-day', '2026-11-24', '2026-12-01', { ...dated, postedThrough: '2026-11-30' }, 'rejected'],
    ['a later period', 'from-day', '2027-02-01', '2026-12-01', dated, 'now'],
    ['a later period that was posted meanwhile', 'from-day', '2027-02-01', '2027-03-01', { ...dated, postedThrough: '2027-02-28' }, 'rejected'],
    ['which is over', 'from-day', '2026-10-24', '2026-12-01', { ...dated, postedThrough: null }, 'rejected'],
    ['no days any more', 'from-day', '2026-11-24', '2026-12-01', null, 'rejected'],
  ])('at sending, %s: %s %s is %s', (_, billingTarget, invoiceDate, next, days, kind) => {
    expect(targetAtSending(next, { billingTarget, invoiceDate }, days).kind).toBe(kind);
  }); // prettier-ignore
});

describe('RULES 5: at sending', () => {
  const n = '2026-12-01';
  it.each<[string, BillingTarget, string | null, string]>([
    ['exactly N', 'next-invoice', '2026-12-01', 'now'],
    ['the invoice of N was made', 'next-invoice', '2027-01-01', 'rejected'],
    ['an invoice was taken back', 'next-invoice', '2026-11-01', 'rejected'],
    ['no date any more', 'next-invoice', null, 'rejected'],
    ['later than N', 'invoice-after', '2027-01-01', 'now'],
    ['the invoice of N not made yet', 'invoice-after', '2026-12-01', 'wait'],
    ['earlier than N', 'invoice-after', '2026-11-01', 'rejected'],
    ['no date any more', 'invoice-after', null, 'rejected'],
  ])('%s: %s on %s is %s', (_, billingTarget, date, kind) => {
    const decided = targetAtSending(date, { billingTarget, invoiceDate: n });
    expect(decided.kind).toBe(kind);
    if (decided.kind === 'rejected') expect(decided.code).toBe('InvoiceChanged');
  });
});

describe('RULES 5: invoice-after waits for two readings apart', () => {
  const hours = (n: number): number => n * 3_600_000;
  const read = (readings: readonly (readonly [string | null, number])[]): readonly boolean[] => {
    let later = null as Parameters<typeof noteInvoiceReading>[0];
    return readings.map(([nextInvoiceDate, at]) => {
      const noted = noteInvoiceReading(later, { nextInvoiceDate, at: hours(at) }, '2026-12-01', hours(6));
      ({ later } = noted);
      return noted.holds;
    });
  };

  it('holds at the second reading six hours after the first', () => {
    expect(
      read([
        ['2026-12-01', 0],
        ['2027-01-01', 1],
        ['2027-01-01', 6.9],
        ['2027-01-01', 7],
      ]),
    ).toEqual([false, false, false, true]);
  });

  it('a reading at N, before N or without a date starts over', () => {
    for (const back of ['2026-12-01', '2026-11-01', null])
      expect(
        read([
          ['2027-01-01', 0],
          [back, 3],
          ['2027-01-01', 7],
          ['2027-01-01', 13],
        ]),
      ).toEqual([false, false, false, true]);
  });

  it('two invoices made meanwhile still are later than N', () => {
    expect(
      read([
        ['2027-01-01', 0],
        ['2027-02-01', 6],
      ]),
    ).toEqual([false, true]);
  });
});

describe('RULES 5: where a change landed that was made', () => {
  const [read, made, later] = ['2026-11-24T08:00:00Z', '2026-11-24T08:00:05Z', '2026-11-24T08:00:09Z'];
  const after = (agreementUpdated: string | null, lineUpdated: string | null, next = '2027-01-01') =>
    laterInvoice('2026-12-01', {
      nextInvoiceDate: next, agreementUpdatedBefore: read, agreementUpdated, lineUpdated,
    }); // prettier-ignore

  it('on the invoice after the one that was made before it', () => {
    expect(after(made, later)).toEqual({ invoiceDate: '2027-01-01', certain: true });
  });

  it('on its own where no other was made, or only after it', () => {
    expect(after(made, later, '2026-12-01')).toBeNull();
    expect(after(later, made)).toBeNull();
    expect(
      laterInvoice(null, {
        nextInvoiceDate: '2027-01-01',
        agreementUpdatedBefore: read,
        agreementUpdated: made,
        lineUpdated: later,
      }),
    ).toBeNull();
  });

  it('is not certain where the PSA does not tell which came first', () => {
    const unclear = { invoiceDate: '2027-01-01', certain: false };
    expect(after(made, made)).toEqual(unclear);
    expect(after(null, later)).toEqual(unclear);
    expect(after(made, null)).toEqual(unclear);
    expect(after(read, later)).toEqual(unclear);
  });
});
