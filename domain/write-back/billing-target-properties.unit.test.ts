import fc from 'fast-check';
import { dayIn } from '../billing-day.ts';
import { addDays } from '../calendar.ts';
import { propertyRuns } from '../property-runs.fixture.ts';
import type { BillingCycle } from '../psa-facts.ts';
import { shiftByCycle } from '../usage/billing-cycle.ts';
import {
  decideBillingTarget,
  targetAtSending,
  noteInvoiceReading,
  type BillingTarget,
  type BillsIn,
} from '../usage/billing-target.ts';

const cycle = fc.constantFrom<BillingCycle>(
  { name: 'Monthly', months: 1, days: null, never: false },
  { name: 'Quarterly', months: 3, days: null, never: false },
  { name: 'Semi-Annual', months: 6, days: null, never: false },
  { name: 'Annual', months: 12, days: null, never: false },
  { name: 'Weekly', months: null, days: 7, never: false },
  { name: 'Bi-Weekly', months: null, days: 14, never: false },
);
const cycleDays = ({ name, months }: BillingCycle): readonly [number, number] => {
  if (months === null) return name === 'Weekly' ? [7, 7] : [14, 14];
  return [months * 30 - 3, months * 31];
};

/** Any day of eight years with two leap days; month ends, quarters and leap days more often. */
const day = fc.oneof(
  fc.integer({ min: 0, max: 8 * 365 }).map((days) => addDays('2023-01-01', days)),
  fc.constantFrom(
    '2027-01-29',
    '2027-01-30',
    '2027-01-31',
    '2028-02-28',
    '2028-02-29',
    '2027-02-28',
    '2028-03-01',
  ),
  fc.constantFrom(
    '2026-12-31',
    '2027-01-01',
    '2027-03-31',
    '2027-04-01',
    '2027-06-30',
    '2027-09-30',
    '2024-02-29',
  ),
);

/** From UTC−11 to UTC+14, with half hours and zones of both hemispheres that change their clocks. */
const timeZone = fc.constantFrom(
  'Pacific/Pago_Pago',
  'Pacific/Kiritimati',
  'America/Chicago',
  'America/St_Johns',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'UTC',
);
const hour = 3_600_000;
const around = (iso: string) =>
  fc.integer({ min: -36 * 3600, max: 36 * 3600 }).map((seconds) => Date.parse(iso) + seconds * 1000);
/** Any instant; nights of both clock changes more often. */
const instant = fc
  .oneof(
    fc.integer({ min: Date.parse('2023-01-01'), max: Date.parse('2030-12-31') }),
    around('2027-03-14T08:00:00Z'),
    around('2026-11-01T07:00:00Z'),
    around('2027-03-28T01:00:00Z'),
    around('2026-10-25T01:00:00Z'),
    around('2027-04-04T14:00:00Z'),
  )
  .map((ms) => new Date(ms));

const days = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / (24 * hour);
const billsIn = fc.constantFrom<BillsIn>('advance', 'arrears');
const change = fc.constantFrom<'increase' | 'decrease'>('increase', 'decrease');

describe('RULES 5 on any calendar', () => {
  it('today is the day of the zone: within a day of UTC, and never goes back', () => {
    fc.assert(
      fc.property(timeZone, instant, fc.integer({ min: 0, max: 48 }), (zone, at, later) => {
        const today = dayIn(zone, at);
        expect(Math.abs(days(at.toISOString().slice(0, 10), today))).toBeLessThanOrEqual(1);
        expect(dayIn(zone, new Date(at.getTime() + later * hour)) >= today).toBe(true);
      }),
      propertyRuns(300),
    );
  });

  it('a period is as long as its cycle, and begins or ends with its invoice', () => {
    fc.assert(
      fc.property(day, cycle, billsIn, (n, each, bills) => {
        const billingTarget = decide(n, each, bills, 'increase', '2026-11-24');
        const { invoiceDate, begins, ends } = billingTarget.period;
        expect(invoiceDate).toBe(n);
        if (begins === null) throw new Error('every cycle here has a length');
        expect(bills === 'advance' ? begins : ends).toBe(n);
        const [least, most] = cycleDays(each);
        expect(days(begins, ends)).toBeGreaterThanOrEqual(least);
        expect(days(begins, ends)).toBeLessThanOrEqual(most);
      }),
      propertyRuns(300),
    );
  });

  it('by default a change lands on the next invoice, but a decrease after it where the period has begun', () => {
    fc.assert(
      fc.property(day, cycle, billsIn, change, timeZone, instant, (n, each, bills, way, zone, at) => {
        const today = dayIn(zone, at);
        const billingTarget = decide(n, each, bills, way, today);
        const begun = (bills === 'advance' ? n : shiftByCycle(n, each, -1)) < today;
        expect(billingTarget).toMatchObject({
          billingTarget: begun && way === 'decrease' ? 'invoice-after' : 'next-invoice',
          isDefault: true,
        });
      }),
      propertyRuns(300),
    );
  });

  it('at sending: next-invoice only at N, invoice-after only later than N, and earlier than N nothing', () => {
    const shift = fc.constantFrom<-1 | 0 | 1>(-1, 0, 1);
    const billingTarget = fc.constantFrom<BillingTarget>('next-invoice', 'invoice-after');
    fc.assert(
      fc.property(
        day,
        cycle,
        shift,
        fc.option(day, { freq: 2 }),
        billingTarget,
        (n, each, moved, other, billingTarget) => {
          const present = other ?? (moved === 0 ? n : shiftByCycle(n, each, moved));
          const { kind } = targetAtSending(present, { billingTarget: billingTarget, invoiceDate: n });
          const expected =
            billingTarget === 'next-invoice'
              ? present === n && 'now'
              : present > n
                ? 'now'
                : present === n && 'wait';
          expect(kind).toBe(expected === false ? 'rejected' : expected);
          expect(targetAtSending(null, { billingTarget: billingTarget, invoiceDate: n }).kind).toBe(
            'rejected',
          );
        },
      ),
      propertyRuns(300),
    );
  });

  it('invoice-after is overridden by two readings apart with nothing but later dates between them', () => {
    const n = '2026-12-01';
    const reading = fc.record({
      nextInvoiceDate: fc.constantFrom('2026-11-01', n, '2027-01-01', '2027-01-01', '2027-02-01', null),
      after: fc.integer({ min: 0, max: 8 }),
    });
    fc.assert(
      fc.property(
        fc.array(reading, { maxLength: 15 }),
        fc.integer({ min: 1, max: 12 }),
        (readings, apart) => {
          let at = 0;
          let later = null as Parameters<typeof noteInvoiceReading>[0];
          let since: number | null = null;
          for (const { nextInvoiceDate, after } of readings) {
            at += after;
            const noted = noteInvoiceReading(later, { nextInvoiceDate, at }, n, apart);
            ({ later } = noted);
            if (nextInvoiceDate === null || nextInvoiceDate <= n) since = null;
            else since ??= at;
            expect(noted.holds).toBe(since !== null && at - since >= apart);
          }
        },
      ),
      propertyRuns(300),
    );
  });
});

function decide(
  n: string,
  billingCycle: BillingCycle,
  bills: BillsIn,
  way: 'increase' | 'decrease',
  today: string,
) {
  const billingTarget = decideBillingTarget(
    { agreementTypeId: '1', nextInvoiceDate: n, billingCycle, billsIn: bills, notUsable: null },
    way,
    null,
    today,
  );
  if (billingTarget.kind !== 'billing-target') throw new Error(billingTarget.kind);
  return billingTarget;
}
