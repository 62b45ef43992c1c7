import type { BillingRule } from './billing-rule.ts';
import { endingsSoon, endsSoon, ruleStatus } from './rule-endings.ts';

const today = '2026-11-30';
const rule = (more: Partial<BillingRule>): BillingRule => ({
  id: 'a',
  version: 1,
  scope: { kind: 'customer', id: '1' },
  terms: { minimum: 25 },
  source: 'MSA',
  from: '2026-01-01',
  to: null,
  ...more,
});

describe('the end of a billing rule (RULES 13)', () => {
  it.each<[string, Partial<BillingRule>, string | null]>([
    ['on its last day', { to: today }, today],
    ['30 days before it ends', { to: '2026-12-30' }, '2026-12-30'],
    ['31 days before it ends', { to: '2026-12-31' }, null],
    ['once it has ended', { to: '2026-11-29' }, null],
    ['without an end', {}, null],
    [
      'before a commitment ends',
      { terms: { commitment: { units: 40, decreaseFrom: '2026-12-10' } } },
      '2026-12-10',
    ],
    ['of a rule that was withdrawn', { from: '2026-12-10', to: '2026-12-09' }, null],
  ])('is noticed %s: %j → %s', (_, more, day) => {
    expect(endsSoon(rule(more), today)).toBe(day);
  });

  it('is none where another rule of the scope follows without a gap', () => {
    const ending = rule({ to: '2026-12-14' });
    const next = (from: string) => rule({ id: 'b', from });
    const days = (...rules: BillingRule[]) => endingsSoon(rules, today).map(({ day }) => day);
    expect(days(ending, next('2026-12-15'))).toEqual([]);
    expect(days(ending, next('2026-12-16'))).toEqual(['2026-12-14']);
    expect(days(ending, { ...next('2026-12-15'), scope: { kind: 'customer', id: '2' } })).toEqual([
      '2026-12-14',
    ]);
  });
});

it('a rule is in force on its first and last day, and ended where it was withdrawn', () => {
  const on = (day: string) => ruleStatus({ from: '2026-12-01', to: '2026-12-31' }, day);
  expect(['2026-11-30', '2026-12-01', '2026-12-31', '2027-01-01'].map(on)).toEqual([
    'upcoming',
    'in-force',
    'in-force',
    'ended',
  ]);
  expect(ruleStatus({ from: '2026-12-10', to: '2026-12-09' }, '2026-11-30')).toBe('ended');
});
