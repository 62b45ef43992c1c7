import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { propertyRuns } from '../property-runs.fixture.ts';
import { billableUnits } from './billable-units.ts';
import type { RuleTerms } from './billing-rule.ts';

const seats = { active: 31, bypass: 4, disabled: 4, 'locked out': 1 };
const until = '2026-12-01';

describe('RULES 13: from seats to units', () => {
  it.each<[string, RuleTerms, number]>([
    ['no term', {}, 40],
    ['statuses that are not billed', { excludeStatuses: ['disabled', 'never seen'] }, 36],
    ['complimentary units', { free: 2 }, 38],
    ['more of them than seats', { free: 50 }, 0],
    ['packs, rounded up', { ratio: { per: 7, round: 'up' } }, 6],
    ['packs, to the nearest', { ratio: { per: 7, round: 'nearest' } }, 6],
    ['packs, a half to the nearest', { ratio: { per: 16, round: 'nearest' } }, 3],
    ['packs, rounded down', { ratio: { per: 7, round: 'down' } }, 5],
    ['a minimum', { minimum: 45 }, 45],
    ['a maximum', { maximum: 30 }, 30],
    [
      'a fixed quantity instead of all above',
      { excludeStatuses: ['active'], free: 2, fixed: { units: 25 } },
      25,
    ],
    [
      'a commitment above it',
      { fixed: { units: 25 }, commitment: { units: 30, decreaseFrom: '2027-01-01' } },
      30,
    ],
    ['a commitment that is exceeded', { commitment: { units: 30, decreaseFrom: '2027-01-01' } }, 40],
    ['a commitment that has ended', { commitment: { units: 60, decreaseFrom: until } }, 40],
    ['nothing, whatever else', { minimum: 25, doNotBill: { reason: 'demo' } }, 0],
    [
      'all steps in their order',
      { excludeStatuses: ['disabled'], free: 2, ratio: { per: 5, round: 'up' }, minimum: 10 },
      10,
    ],
  ])('%s', (_, terms, units) => {
    expect(billableUnits(seats, terms, until)).toMatchObject({ seats: 40, units });
  });

  it('shows each term with what it left, in its order', () => {
    const terms: RuleTerms = {
      ...{ minimum: 10, maximum: 90, ratio: { per: 5, round: 'up' }, free: 2, excludeStatuses: ['disabled'] },
      commitment: { units: 12, decreaseFrom: '2027-07-01' },
    };
    expect(billableUnits(seats, terms, until).steps).toEqual([
      { step: 'excluded', byStatus: { disabled: 4 }, units: 36 },
      { step: 'free', free: 2, units: 34 },
      { step: 'ratio', per: 5, round: 'up', units: 7 },
      { step: 'minimum', minimum: 10, units: 10 },
      { step: 'maximum', maximum: 90, units: 10 },
      { step: 'commitment', committed: 12, decreaseFrom: '2027-07-01', units: 12 },
    ]);
  });

  const most = fc.nat(200);
  const option = <T>(term: fc.Arbitrary<T>) => fc.option(term, { nil: undefined });
  const anyTerms = fc.record({
    excludeStatuses: option(
      fc.uniqueArray(fc.constantFrom('active', 'disabled', 'bypass'), { minLength: 1 }),
    ),
    free: option(most),
    ratio: option(
      fc.record({ per: fc.integer({ min: 1, max: 20 }), round: fc.constantFrom('up', 'nearest', 'down') }),
    ),
    minimum: option(most),
    maximum: option(most),
    fixed: option(fc.record({ units: most })),
    commitment: option(fc.record({ units: most, decreaseFrom: fc.constantFrom(until, '2026-12-02') })),
    doNotBill: option(fc.constant({ reason: 'demo' })),
  });
  const terms = anyTerms.map(
    (all) => Object.fromEntries(Object.entries(all).filter(([, term]) => term !== undefined)) as RuleTerms,
  );
  const byStatus = fc.record({ active: most, disabled: most, bypass: most });

  it('is what the terms say, in plain arithmetic: whole, and never negative', () => {
    fc.assert(
      fc.property(byStatus, terms, (counts, all) => {
        const { units, seats: counted } = billableUnits(counts, all, until);
        const { excludeStatuses = [], free = 0, ratio, minimum = 0, maximum = Infinity, fixed } = all;
        expect(counted).toBe(counts.active + counts.disabled + counts.bypass);
        let left = Object.entries(counts)
          .filter(([status]) => !excludeStatuses.includes(status))
          .reduce((sum, [, users]) => sum + users, 0);
        left = Math.max(0, left - free);
        if (ratio?.round === 'up') left = Math.floor((left + ratio.per - 1) / ratio.per);
        if (ratio?.round === 'nearest') left = Math.floor((2 * left + ratio.per) / (2 * ratio.per));
        if (ratio?.round === 'down') left = Math.floor(left / ratio.per);
        left = Math.min(Math.max(left, minimum), maximum);
        if (fixed !== undefined) left = fixed.units;
        if (all.commitment?.decreaseFrom === '2026-12-02') left = Math.max(left, all.commitment.units);
        if (all.doNotBill !== undefined) left = 0;
        expect(units).toBe(left);
        expect(new Decimal(units).isInteger() && units >= 0).toBe(true);
      }),
      propertyRuns(500),
    );
  });

  it('never falls when a seat is added', () => {
    fc.assert(
      fc.property(byStatus, terms, (counts, all) => {
        const more = billableUnits({ ...counts, active: counts.active + 1 }, all, until);
        expect(more.units).toBeGreaterThanOrEqual(billableUnits(counts, all, until).units);
      }),
      propertyRuns(200),
    );
  });
});
