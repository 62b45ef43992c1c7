import fc from 'fast-check';
import { applicableRule, rulesByScope } from '../../domain/billing-rules/applicable-rule.ts';
import { billableUnits } from '../../domain/billing-rules/billable-units.ts';
import {
  type BillingRule,
  ratioRoundings,
  type RuleScope,
  type RuleTerms,
  ruleScopes,
} from '../../domain/billing-rules/billing-rule.ts';
import { ruleFor, unitsFor } from './billing-rules.ts';

/** Two evaluations by two people: where they differ, one of them is wrong. */

const few = fc.integer({ min: 0, max: 60 });
const day = fc.integer({ min: 1, max: 28 }).map((of) => `2026-12-${String(of).padStart(2, '0')}`);
const terms = fc.record(
  {
    excludeStatuses: fc.uniqueArray(fc.constantFrom('active', 'bypass', 'disabled'), { minLength: 1 }),
    free: few,
    ratio: fc.record({ per: fc.integer({ min: 1, max: 9 }), round: fc.constantFrom(...ratioRoundings) }),
    minimum: few,
    maximum: few,
    fixed: fc.record({ units: few }),
    commitment: fc.record({ units: few, decreaseFrom: day }),
    doNotBill: fc.constant({ reason: 'a demo' }),
  },
  { requiredKeys: [] },
);
const ids = ['1', '2'];
const scope = fc
  .record({ kind: fc.constantFrom(...ruleScopes), id: fc.constantFrom(...ids) })
  .map(({ kind, id }): RuleScope => (kind === 'everything' ? { kind } : { kind, id }));
const subject = fc.record({
  lines: fc.uniqueArray(fc.constantFrom(...ids)),
  customer: fc.constantFrom(...ids),
  'agreement-type': fc.constantFrom(null, ...ids),
  product: fc.constantFrom(null, ...ids),
});

describe('the oracle of billing rules', () => {
  it('makes the units of the product of the same seats, terms, and day', () => {
    const statuses = fc.record({ active: few, disabled: few });
    fc.assert(
      fc.property(fc.array(statuses, { minLength: 1, maxLength: 3 }), terms, day, (accounts, of, on) => {
        const sum = (status: 'active' | 'disabled') => accounts.reduce((all, one) => all + one[status], 0);
        const byStatus = { active: sum('active'), disabled: sum('disabled') };
        const own = unitsFor(
          of,
          accounts.map((one) => ({ byStatus: one })),
          on,
        );
        expect(own).toBe(billableUnits(byStatus, of, on).units);
      }),
      { numRuns: 1_000 },
    );
  });

  it('needs a count for all but a fixed quantity', () => {
    const of = (terms: RuleTerms) =>
      unitsFor(terms, [{ byStatus: { active: 3 } }, { byStatus: null }], '2026-12-01');
    expect([of({ minimum: 25 }), of({ fixed: { units: 25 } })]).toEqual([null, 25]);
  });

  it('finds the rule of the product, where no two of one scope are valid on one day', () => {
    const validity = fc.tuple(day, fc.option(day));
    fc.assert(
      fc.property(fc.array(fc.tuple(scope, validity), { maxLength: 12 }), subject, day, (all, of, on) => {
        const rules = all.map(([one, [from, to]], index): BillingRule => ({
          id: String(index), version: 1, scope: one, terms: {}, source: 'MSA', from, to,
        })); // prettier-ignore
        const valid = rules.filter(({ from, to }) => from <= on && (to === null || on <= to));
        const scopes = valid.map((rule) => JSON.stringify(rule.scope));
        fc.pre(new Set(scopes).size === scopes.length);
        const {
          lines: psaLineIds,
          customer: companyId,
          'agreement-type': agreementTypeId,
          product: productId,
        } = of;
        const theirs = applicableRule(
          rulesByScope(rules),
          { psaLineIds, companyId, agreementTypeId, productId },
          on,
        );
        expect(ruleFor(rules, of, on)).toEqual(theirs);
      }),
      { numRuns: 1_000 },
    );
  });
});
