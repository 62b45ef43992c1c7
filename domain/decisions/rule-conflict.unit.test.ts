import type { BillingRule, RuleTerms } from '../billing-rules/billing-rule.ts';
import type { ComposedLine, CompositionInput, LineRule } from '../usage/composition.ts';
import { lineOf } from '../comparison/customers.fixture.ts';
import { acmeAlone, adjustTo, composedOf, decide } from '../write-back/approvals.fixture.ts';
import type { DecisionFacts, DecisionOutcome, DecisionWish } from './decide.ts';

/** Acme has 12 seats and is billed 10; its next invoice, of 1 December, is in advance. */
const input = acmeAlone(12, '10');
const january = '2027-01-01';

const rule = (id: string, change: Partial<BillingRule> & { readonly terms: RuleTerms }): BillingRule => ({
  id,
  version: 1,
  scope: { kind: 'everything' },
  source: 'MSA',
  from: '2026-01-01',
  to: null,
  ...change,
});
const applied = (one: BillingRule, units: number) => ({ ...one, units, steps: [] });
const under = (lineRule: LineRule): ComposedLine => ({ ...composedOf(input, 'Acme'), rule: lineRule });

function outcome(
  rules: readonly BillingRule[],
  line: ComposedLine,
  wish: Partial<DecisionWish> = {},
  facts: Partial<DecisionFacts> = {},
): DecisionOutcome {
  const withRules: CompositionInput = { ...input, rules };
  return decide(withRules, 'Acme', wish, { line, ...facts });
}

describe('RULES 13: a change is approved only under the rule that its line shows', () => {
  const now = rule('now', { terms: { maximum: 50 }, to: '2026-12-31' });
  const then = rule('then', { terms: { minimum: 15 }, from: january });
  const shown = under({ day: '2026-12-01', applied: applied(now, 12) });

  it('is approved under it, counted and adjusted', () => {
    expect(outcome([now, then], shown).kind).toBe('approved');
    expect(outcome([now, then], shown, adjustTo(11)).kind).toBe('approved');
  });

  const after = { billingTarget: 'invoice-after' } as const;

  it('is judged for a chosen later invoice by the rule of its own first billed day', () => {
    const maximum = rule('then', { terms: { maximum: 90 }, from: january });
    expect(outcome([now, maximum], shown, after)).toMatchObject({
      kind: 'approved',
      change: { after: '12', ownRule: { day: january, applied: { id: 'then', units: 12 } } },
    });
    expect(outcome([now], shown, after)).toMatchObject({ kind: 'approved', change: { ownRule: null } });
    expect(outcome([now, then], shown, adjustTo(15, after))).toMatchObject({
      kind: 'approved',
      change: { after: '15', ownRule: { applied: { units: 15 } } },
    });
    expect(outcome([then], composedOf(input, 'Acme')).kind).toBe('approved');
  });

  it('is approved for units that the line does not show only as an adjustment', () => {
    expect(outcome([now, then], shown, after)).toMatchObject({
      code: 'QuantityRequired',
      detail: { id: 'decisions.units-of-day', params: { day: january, shown: '12', after: '15' } },
    });
    const commitment = { units: 15, decreaseFrom: january };
    const committed = rule('committed', { terms: { commitment } });
    const line = { ...under({ day: '2026-12-01', applied: applied(committed, 15) }), variance: '5' };
    expect(outcome([committed], line).kind).toBe('approved');
    expect(outcome([committed], line, after)).toMatchObject({
      code: 'QuantityRequired',
      detail: { params: { shown: '15', after: '12' } },
    });
  });

  it.each([{}, adjustTo(38), adjustTo(38, { billingTarget: 'invoice-after' })])(
    'is approved for the period after the one that has begun, with which a minimum or a commitment ends',
    (wish) => {
      const arrears = { ...acmeAlone(38, '40'), billsIn: { 1: 'arrears' } } as const;
      const commitment = { units: 40, decreaseFrom: '2026-12-01' };
      for (const ends of [
        rule('ends', { terms: { minimum: 40 }, to: '2026-11-30' }),
        rule('committed', { terms: { commitment } }),
      ])
        expect(decide({ ...arrears, rules: [ends] }, 'Acme', wish)).toMatchObject({
          kind: 'approved',
          change: { after: '38', billingTarget: 'invoice-after' },
        });
    },
  );

  it('is rejected for a line that has a rule of its own', () => {
    const own = rule('own', { scope: { kind: 'line', id: lineOf('Acme') }, terms: { minimum: 25 } });
    expect(outcome([now, own], shown)).toMatchObject({
      code: 'TargetRequired',
      detail: { id: 'decisions.rule-of-line', params: { line: lineOf('Acme') } },
    });
  });

  it('is not approved together with others where two rules meet in the period that it bills', () => {
    const line = under({ ...shown.rule!, later: { from: '2026-12-15', applied: null } });
    expect(outcome([now], line, {}, { selection: 'all' })).toMatchObject({
      code: 'RulesMeet',
      detail: { params: { from: '2026-12-15', other: { id: 'billing-rules.no-rule' } } },
    });
    expect(outcome([now], line).kind).toBe('approved');
    const ends = under({ ...shown.rule!, later: { from: '2026-12-15', applied: applied(now, 10) } });
    expect(outcome([now], ends, {}, { selection: 'all' })).toMatchObject({
      code: 'RulesMeet',
      detail: { id: 'decisions.commitment-ends' },
    });
  });
});
