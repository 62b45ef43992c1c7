import fc from 'fast-check';
import { propertyRuns } from '../property-runs.fixture.ts';
import { addDays } from '../calendar.ts';
import { applicableRule, rulesByScope, type RuleSubject } from './applicable-rule.ts';
import { type BillingRule, overlaps, type RuleScope, ruleScopes, type Validity } from './billing-rule.ts';
import { rule } from './rule.fixture.ts';

const first = '2026-01-01';
const day = fc.nat(30).map((days) => addDays(first, days));
const validity: fc.Arbitrary<Validity> = fc.record({ from: day, to: fc.option(day) });
const id = fc.constantFrom('1', '2');
const scope: fc.Arbitrary<RuleScope> = fc
  .tuple(fc.constantFrom(...ruleScopes), id)
  .map(([kind, of]) => (kind === 'everything' ? { kind } : { kind, id: of }));
const subject: fc.Arbitrary<RuleSubject> = fc.record({
  companyId: fc.option(id),
  psaLineIds: fc.uniqueArray(id),
  agreementTypeId: fc.option(id),
  productId: fc.option(id),
});

/** As they are accepted: none of one scope with another on the same day. */
const rules = fc.array(fc.tuple(scope, validity), { maxLength: 20 }).map((drawn) => {
  const accepted: BillingRule[] = [];
  for (const [of, validOn] of drawn) {
    const next = { ...rule({}, of, validOn), id: `r${accepted.length}` };
    const meets = accepted.some(
      (one) => JSON.stringify(one.scope) === JSON.stringify(of) && overlaps(one, next),
    );
    if (!meets) accepted.push(next);
  }
  return accepted;
});

const isOn = ({ from, to }: Validity, on: string): boolean => from <= on && (to ?? '9999-12-31') >= on;

/** A line's own before those that it continues, and these in their order. */
const rank = ({ scope: { kind, ...rest } }: BillingRule, { psaLineIds }: RuleSubject): number =>
  ruleScopes.indexOf(kind) + (kind === 'line' && 'id' in rest ? psaLineIds.indexOf(rest.id) / 10 : 0);

describe('RULES 13: which rule applies', () => {
  it('is the one of the most specific scope that fits, on that day', () => {
    fc.assert(
      fc.property(rules, subject, day, (all, of, on) => {
        const fits = ({ scope: its }: BillingRule): boolean =>
          its.kind === 'everything' ||
          (its.kind === 'line' && of.psaLineIds.includes(its.id)) ||
          its.id ===
            {
              line: undefined,
              customer: of.companyId,
              'agreement-type': of.agreementTypeId,
              product: of.productId,
            }[its.kind];
        const [expected] = all
          .filter((one) => fits(one) && isOn(one, on))
          .sort((a, b) => rank(a, of) - rank(b, of));
        expect(applicableRule(rulesByScope(all), of, on)).toBe(expected ?? null);
        expect(applicableRule(rulesByScope(all.toReversed()), of, on)).toBe(expected ?? null);
      }),
      propertyRuns(300),
    );
  });

  it('two validities overlap exactly where they share a day', () => {
    const days = Array.from({ length: 33 }, (_, nth) => addDays(first, nth));
    fc.assert(
      fc.property(validity, validity, (a, b) => {
        expect(overlaps(a, b)).toBe(days.some((on) => isOn(a, on) && isOn(b, on)));
      }),
      propertyRuns(300),
    );
  });
});
