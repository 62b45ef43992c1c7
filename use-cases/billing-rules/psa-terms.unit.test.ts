import { rule } from '../../domain/billing-rules/rule.fixture.ts';
import type { BillingRule } from '../../domain/billing-rules/billing-rule.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import type { CompositionInput } from '../../domain/usage/composition.ts';
import { choice, customerAlone, lineOf } from '../../domain/comparison/customers.fixture.ts';
import { linesWithPsaTerms } from './psa-terms.ts';

const customer = { kind: 'customer', id: 'co-acme' } as const;
const minimum = rule({ minimum: 25 });
const included = customerAlone({
  name: 'Acme',
  seats: [12],
  lines: [{ quantity: '30', lessIncluded: '5', free: 'part' }],
});

/** The lines that are asked about when these rules become those; of each, the rule and whether it will be held. */
function asked(input: CompositionInput, before: readonly BillingRule[], after: readonly BillingRule[]) {
  const [was, is] = [before, after].map((rules) => ({ ...input, rules }));
  const changed = after
    .filter((one) => !before.includes(one))
    .map((one) => {
      const former = before.find(({ id }) => id === one.id) ?? null;
      const change = former === null ? 'added' : former.to === one.to ? 'corrected' : 'ended';
      return { change, before: former, after: one } as const;
    });
  return linesWithPsaTerms({ after: is!, lines: composeUsage(is!), before: composeUsage(was!) }, changed).map(
    ({ ruleId, psaLineId, held, units }) => [ruleId, psaLineId, held, units],
  );
}

describe('terms of the PSA that meet a rule', () => {
  it('are asked about on every line in the total, whichever line the rule is for', () => {
    const lines = [{ quantity: '6', minimum: '2' }, { quantity: '6' }];
    const two = customerAlone({ name: 'Acme', seats: [12], lines }, [
      choice('Acme', lineOf('Acme', 1), 'target'),
      choice('Acme', lineOf('Acme', 0), 'counts'),
    ]);
    const ofTarget = rule({ minimum: 25 }, { kind: 'line', id: lineOf('Acme', 1) });
    expect(asked(two, [], [ofTarget])).toEqual([[ofTarget.id, lineOf('Acme', 0), false, null]]);
    expect(asked(two, [], [rule({ minimum: 25 }, { kind: 'line', id: lineOf('Acme', 0) })])).toEqual([]);
  });

  it('are asked about on the first day of a rule, also after the period that is billed next', () => {
    const later = rule({ minimum: 25 }, { kind: 'everything' }, { from: '2027-06-01' });
    expect(asked(included, [], [later])).toEqual([[later.id, lineOf('Acme'), false, '20']]);
  });

  it('hold a line on which another rule begins to apply, unless that one is confirmed', () => {
    const own = rule({ excludeStatuses: ['disabled'] }, customer);
    const ended = { ...own, version: 2, to: '2026-10-31' };
    expect(asked(included, [own], [own, minimum])).toEqual([]);
    expect(asked(included, [own, minimum], [ended, minimum])).toEqual([
      [minimum.id, lineOf('Acme'), true, '20'],
    ]);
    const confirmed = { ...minimum, withPsaTerms: true } as const;
    expect(asked(included, [own, confirmed], [ended, confirmed])).toEqual([]);
  });

  it('do not keep a rule from being ended', () => {
    expect(asked(included, [minimum], [{ ...minimum, version: 2, to: '2027-12-31' }])).toEqual([]);
  });
});
