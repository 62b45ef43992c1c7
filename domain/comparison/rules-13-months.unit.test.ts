import fc from 'fast-check';
import type { RuleTerms } from '../billing-rules/billing-rule.ts';
import { rule } from '../billing-rules/rule.fixture.ts';
import { propertyRuns } from '../property-runs.fixture.ts';
import { composeUsage } from './compose.ts';
import { type AcceptedCount, billableOf, type ComposedLine } from '../usage/composition.ts';
import { customerAlone, groupOf, withoutCheckOnMany } from './customers.fixture.ts';
import { isAgreement } from '../usage/matching-counts.ts';

/** What stands after a month: what the PSA bills, and what was accepted. */
interface Month {
  readonly billed: string;
  readonly accepted: AcceptedCount;
}

const compose = (seats: number, terms: RuleTerms, { billed, accepted }: Month): ComposedLine =>
  composeUsage({
    ...withoutCheckOnMany(customerAlone({ name: 'Acme', seats: [seats], lines: [{ quantity: billed }] })),
    rules: [rule(terms)],
    accepted: [accepted],
  })[0]!;

const accepting = (seats: number, units: number): AcceptedCount => ({
  groupKey: groupOf('Acme'),
  count: String(seats),
  units: String(units),
  overridden: [],
});

/** Approves what differs; what agrees is accepted as it is. */
function next(line: ComposedLine, before: Month): Month {
  if (line.target === null || (line.variance === '0' && !isAgreement(line))) return before;
  return { billed: line.target.after, accepted: accepting(line.vendorQuantity!, billableOf(line)!) };
}

const checks = ({ flags }: ComposedLine) =>
  flags.flatMap((flag) => (flag.flag === 'held' ? [flag.check] : []));

const contracts: readonly RuleTerms[] = [
  { ratio: { per: 5, round: 'up' } },
  { ratio: { per: 10, round: 'nearest' }, minimum: 2 },
  { minimum: 30 },
  { free: 2 },
  { excludeStatuses: ['disabled'], maximum: 45 },
  { fixed: { units: 25 } },
  { fixed: { units: 1, flat: true } },
  { commitment: { units: 40, decreaseFrom: '2027-07-01' } },
];

describe('RULES 7, 13: a line under a billing rule over months', () => {
  it('is held by no check while its seats move by a few', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...contracts),
        fc.integer({ min: 20, max: 50 }),
        fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 6, maxLength: 6 }),
        (terms, first, moves) => {
          const units = billableOf(compose(first, terms, { billed: '1', accepted: accepting(first, 1) }))!;
          let [seats, month]: [number, Month] = [
            first,
            { billed: String(units), accepted: accepting(first, units) },
          ];
          for (const move of moves) {
            seats = Math.max(1, seats + move);
            const line = compose(seats, terms, month);
            expect(['match', 'increase', 'decrease']).toContain(line.kind);
            expect(line.flags).toEqual([]);
            month = next(line, month);
            expect(compose(seats, terms, month)).toMatchObject({ kind: 'match', flags: [] });
          }
        },
      ),
      propertyRuns(60),
    );
  });

  it.each<[string, RuleTerms, number, string, readonly string[]]>([
    ['half of the seats under packs', { ratio: { per: 5, round: 'up' } }, 20, '8', ['drop']],
    ['twice the seats under packs', { ratio: { per: 5, round: 'up' } }, 80, '8', ['jump']],
    ['half of the seats below a minimum that is billed', { minimum: 30 }, 20, '30', ['drop']],
    ['half of the seats down to a minimum', { minimum: 30 }, 20, '40', ['drop']],
    ['twice the seats above a minimum', { minimum: 30 }, 80, '40', ['jump']],
    ['no seats under a minimum', { minimum: 30 }, 0, '30', ['zero']],
    ['no seats under a fixed quantity', { fixed: { units: 25 } }, 0, '25', ['zero']],
    ['twice the seats under a flat price', { fixed: { units: 1, flat: true } }, 80, '1', []],
    ['another quantity in the PSA under a fixed one', { fixed: { units: 25 } }, 40, '60', ['drop']],
  ])('is held by the right check: %s', (_, terms, seats, billed, expected) => {
    const month = { billed, accepted: accepting(40, Number(billed)) };
    expect(checks(compose(seats, terms, month))).toEqual(expected);
  });

  it('accepts far fewer seats under a minimum only once a person has looked', () => {
    const before = accepting(40, 30);
    const fallen = compose(20, { minimum: 30 }, { billed: '30', accepted: before });
    expect(isAgreement(fallen)).toBe(false);
    const overridden = [{ check: 'drop', count: '20', units: '30' }] as const;
    const looked = compose(20, { minimum: 30 }, { billed: '30', accepted: { ...before, overridden } });
    expect([looked.flags, isAgreement(looked)]).toEqual([[], true]);
  });

  it('without an accepted count, is held by what the PSA bills beyond the units', () => {
    const none = { groupKey: groupOf('Acme'), count: null, overridden: [] };
    const first = (terms: RuleTerms, billed: string) =>
      checks(compose(40, terms, { billed, accepted: none }));
    expect(first({ ratio: { per: 5, round: 'up' } }, '40')).toEqual(['first']);
    expect(first({ ratio: { per: 5, round: 'up' } }, '8')).toEqual([]);
    expect(first({ fixed: { units: 25 } }, '40')).toEqual(['first']);
  });
});
