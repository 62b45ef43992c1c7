import type { RuleScope, RuleTerms } from '../domain/billing-rules/billing-rule.ts';
import { billableUnits } from '../domain/billing-rules/billable-units.ts';
import { equation, ruleSentence, scopeText, validityText } from '../domain/billing-rules/rule-text.ts';
import { psas } from '../psa/registry.ts';
import { vendors } from '../vendors/registry.ts';
import { catalogOf } from './catalog.ts';
import { createRenderer } from './rendering/renderer.ts';

const { name: psa, words } = psas['autotask']!;
const terms = { vendor: vendors['duo']!.shortName, psa, words };
const render = createRenderer(catalogOf('en'), { timeZone: 'UTC', terms });

const packs: RuleTerms = {
  excludeStatuses: ['disabled', 'locked out'],
  free: 2,
  ratio: { per: 5, round: 'up' },
  minimum: 10,
};
const cases: readonly (readonly [RuleTerms, sentence: string, equation: string])[] = [
  [
    packs,
    'Without disabled or locked out users, first 2 free, one unit per 5 seats (rounded up), and at least 10 units',
    '36 of 40 seats − 2 free = 34 → 7 packs of 5 → minimum 10 = 10',
  ],
  [{ minimum: 25 }, 'At least 25 units', '40 seats → minimum 25 = 40'],
  [{ maximum: 30 }, 'At most 30 units', '40 seats → maximum 30 = 30'],
  [{ fixed: { units: 25 } }, 'Fixed at 25 units', '40 seats → fixed at 25'],
  [{ fixed: { units: 1, flat: true } }, 'Flat price (1 unit), not per seat', '40 seats → flat price = 1'],
  [
    { free: 2, commitment: { units: 50, decreaseFrom: '2027-07-01' } },
    'First 2 free and not below 50 units before Jul 1, 2027',
    '40 seats − 2 free = 38 → committed to 50 before Jul 1, 2027 = 50',
  ],
  [
    { doNotBill: { reason: 'demo customer' } },
    'Not billed: demo customer',
    '40 seats → not billed (demo customer) = 0',
  ],
  [
    { ratio: { per: 100, round: 'nearest' } },
    'One unit per 100 seats (rounded to the nearest)',
    '40 seats → 0 packs of 100',
  ],
];

describe('what a billing rule says', () => {
  it.each(cases)('puts the terms %j into one sentence', (rule, sentence) => {
    expect(render(ruleSentence(rule))).toBe(sentence);
  });

  it.each(cases)('shows what the terms %j make of 40 seats', (rule, _, expected) => {
    const units = billableUnits({ active: 36, disabled: 3, 'locked out': 1 }, rule, '2026-12-01');
    expect(render(equation(units, units.seats))).toBe(expected);
  });

  it('says that seats are unknown', () => {
    const steps = [{ step: 'fixed', flat: false, units: 25 }] as const;
    expect(render(equation({ steps }, null))).toBe('Seats unknown → fixed at 25');
  });

  it.each<[RuleScope, string | null, string]>([
    [{ kind: 'customer', id: '19' }, 'Acme', 'Customer Acme'],
    [{ kind: 'product', id: '8' }, null, 'Service 8'],
    [{ kind: 'agreement-type', id: 'none' }, null, 'Contracts without a type'],
    [{ kind: 'agreement-type', id: '3' }, 'Recurring', 'Contracts of type Recurring'],
    [{ kind: 'everything' }, null, 'All lines'],
  ])('names the scope %j', (scope, name, expected) => {
    expect(render(scopeText(scope, name))).toBe(expected);
  });

  it('names the days on which it is valid', () => {
    expect(render(validityText({ from: '2026-12-01', to: null }))).toBe('From Dec 1, 2026');
    expect(render(validityText({ from: '2026-12-01', to: '2027-06-30' }))).toBe(
      'Dec 1, 2026 to Jun 30, 2027',
    );
    expect(render(validityText({ from: '2026-12-01', to: '2026-11-30' }))).toBe('Withdrawn');
  });
});
