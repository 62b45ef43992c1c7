import fc from 'fast-check';
import { addDays } from '../calendar.ts';
import type { BillingCycle } from '../psa-facts.ts';
import { propertyRuns } from '../property-runs.fixture.ts';
import type { Day } from '../quantity.ts';
import { shiftByCycle } from '../usage/billing-cycle.ts';
import type { BillingTargetFacts } from '../usage/billing-target.ts';
import { type EndFacts, type LastBilledDay, lastBilledDay, rejectsLastDay } from './last-billed-day.ts';

const monthly: BillingCycle = { name: 'Monthly', months: 1, days: null, never: false };
const weekly: BillingCycle = { name: 'Weekly', months: null, days: 7, never: false };
const semiMonthly: BillingCycle = { name: 'Semi-Monthly', months: null, days: null, never: false };

const onInvoices = (more: Partial<BillingTargetFacts> = {}): BillingTargetFacts => ({
  agreementTypeId: '1',
  nextInvoiceDate: '2026-12-01',
  billingCycle: monthly,
  billsIn: 'advance',
  notUsable: null,
  ...more,
});

const ends = (more: Partial<EndFacts>, target: Partial<BillingTargetFacts> = {}): LastBilledDay =>
  lastBilledDay({
    line: { effectiveDate: '2026-01-01' },
    target: onInvoices(target),
    lastCounted: null,
    isReadTwice: true,
    isDuplicate: false,
    ...more,
  });

const days = (of: LastBilledDay): readonly string[] =>
  of.kind === 'day' ? [of.day, of.earliest] : [of.kind];

describe('RULES 17: the last billed day', () => {
  it.each<[string, Partial<EndFacts>, Partial<BillingTargetFacts>, readonly string[]]>([
    ['advance, invoiced to the end of November', {}, {}, ['2026-11-30', '2026-11-30']],
    ['advance, counted within what was invoiced', { lastCounted: '2026-11-15' }, {}, ['2026-11-30', '2026-11-30']],
    ['advance, counted after an invoice that is overdue', { lastCounted: '2026-12-02' }, {}, ['2026-12-31', '2026-11-30']],
    ['arrears, never counted', {}, { billsIn: 'arrears' }, ['2026-10-31', '2026-10-31']],
    ['arrears, counted in the running period', { lastCounted: '2026-11-15' }, { billsIn: 'arrears' }, ['2026-11-30', '2026-10-31']],
    ['a duplicate, whatever was counted', { isDuplicate: true, lastCounted: '2026-11-15' }, { billsIn: 'arrears' }, ['2026-10-31', '2026-10-31']],
    ['a line that began after what was invoiced', { line: { effectiveDate: '2026-11-10' } }, { billsIn: 'arrears' }, ['2026-11-09', '2026-11-09']],
    ['dated, posted to the end of November', { lastCounted: '2026-11-15' }, { billsIn: null, dated: { periodBegan: '2026-11-01', postedThrough: '2026-11-30' } }, ['2026-11-30', '2026-11-30']],
    ['dated, nothing posted, counted now', { lastCounted: '2026-11-15' }, { billsIn: null, dated: { periodBegan: '2026-11-01', postedThrough: null } }, ['2026-11-30', '2026-10-31']],
    ['dated, posted inside a period', {}, { billsIn: null, dated: { periodBegan: '2026-11-01', postedThrough: '2026-11-12' } }, ['2026-11-30', '2026-11-30']],
    ['nobody answered how it bills', {}, { billsIn: null }, ['not-set']],
    ['arrears of unknown length', {}, { billsIn: 'arrears', billingCycle: semiMonthly }, ['cannot']],
    ['advance of unknown length, counted later', { lastCounted: '2026-12-02' }, { billingCycle: semiMonthly }, ['cannot']],
    ['a counted license, which waits for that invoice', { line: { effectiveDate: null, keptIn: '7' }, lastCounted: '2026-11-15' }, { billsIn: 'arrears' }, ['2026-11-30', '2026-10-31']],
    ['no open period', {}, { nextInvoiceDate: null, dated: { periodBegan: '2026-11-01', postedThrough: null } }, ['cannot']],
  ])('%s', (_name, more, target, expected) => {
    expect(days(ends(more, target))).toEqual(expected);
  }); // prettier-ignore

  it('says that no seats were counted later only where the accounts were read twice', () => {
    const why = (isReadTwice: boolean) => ends({ isReadTwice });
    expect(why(true)).toMatchObject({ why: { id: 'decisions.end.why-invoiced' } });
    expect(why(false)).toMatchObject({ why: { id: 'decisions.end.why-read-once' } });
  });

  it.each<[Day, Partial<BillingTargetFacts>, string | null]>([
    ['2026-10-30', {}, 'decisions.end.before-invoiced'],
    ['2026-11-30', {}, null],
    ['2027-06-30', {}, null],
    ['2029-06-30', {}, 'decisions.end.too-far'],
    ['2026-12-15', { dated: { periodBegan: '2026-11-01', postedThrough: '2026-11-30' } }, 'decisions.end.inside-period'],
    ['2026-12-31', { dated: { periodBegan: '2026-11-01', postedThrough: '2026-11-30' } }, null],
  ])('%s may be chosen in its place, or not', (wish, target, expected) => {
    const facts = { line: { effectiveDate: null }, target: onInvoices(target), lastCounted: null, isReadTwice: true, isDuplicate: false };
    const found = lastBilledDay(facts);
    expect(found.kind === 'day' ? (rejectsLastDay(wish, found, facts, '2026-11-24')?.id ?? null) : found.kind).toBe(expected);
  }); // prettier-ignore

  it('bills every period with a count above zero exactly once, and none after the last of them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('advance', 'arrears', 'dated'),
        fc.constantFrom(monthly, weekly),
        fc.constantFrom('orphan', 'left', 'duplicate'),
        // The first day of the running period, the next invoice relative to it, and when seats were counted.
        fc.integer({ min: 0, max: 2 }),
        fc.array(fc.integer({ min: -3, max: 0 }), { maxLength: 4 }),
        (bills, cycle, reason, ahead, countedPeriods) => {
          const running = '2026-11-01';
          const begin = (nth: number): Day => shiftByCycle(running, cycle, nth);
          const isDuplicate = reason === 'duplicate';
          // In advance the period of the next invoice begins with it; in arrears that day is the end of it.
          const next = begin(Math.max(ahead, bills === 'arrears' ? 0 : 1));
          const firstOpen = bills === 'arrears' ? shiftByCycle(next, cycle, -1) : next;
          const target = onInvoices({
            nextInvoiceDate: next,
            billingCycle: cycle,
            billsIn: bills === 'arrears' ? 'arrears' : 'advance',
            ...(bills === 'dated'
              ? { dated: { periodBegan: running, postedThrough: addDays(next, -1) } }
              : {}),
          });
          const counted = [...countedPeriods].sort((a, b) => a - b).at(-1);
          const lastCounted = counted === undefined ? null : addDays(begin(counted), 3);
          const found = ends({ lastCounted, isDuplicate, line: { effectiveDate: '2026-01-01' } }, target);
          if (found.kind !== 'day') throw new Error(found.kind);
          // What was invoiced stays; each later period is billed whose first day the line still has.
          const isBilled = (nth: number): boolean => begin(nth) < firstOpen || begin(nth) <= found.day;
          const needed = isDuplicate ? [] : countedPeriods;
          expect(needed.every(isBilled)).toBe(true);
          const lastNeeded = Math.max(-99, ...needed);
          for (let nth = lastNeeded + 1; nth < 6; nth += 1)
            if (begin(nth) >= firstOpen) expect(isBilled(nth)).toBe(false);
          expect(found.day >= found.earliest).toBe(true);
        },
      ),
      propertyRuns(300),
    );
  });
});
