import { changedRules, type RuleChange } from './rule-change.ts';
import { rule } from './rule.fixture.ts';

const standing = rule({ minimum: 10 });
const { id: _, version: __, ...content } = standing;
const ended: RuleChange = {
  change: 'correct',
  id: standing.id,
  version: 1,
  rule: { ...content, to: '2026-12-31' },
};
const next: RuleChange = { change: 'add', rule: { ...content, terms: { minimum: 20 }, from: '2027-01-01' } };
const outcomes = (...changes: readonly RuleChange[]) =>
  changedRules(changes, [standing], (at) => `new-${at}`).map((one) =>
    'code' in one ? one.code : one.after.version,
  );

describe('changes of billing rules together', () => {
  it('may make room for each other in any order', () => {
    expect(outcomes(ended, next)).toEqual([2, 1]);
    expect(outcomes(next, ended)).toEqual([1, 2]);
  });

  it('are rejected where rules overlap once all are made: the later of two, or the one that meets what stays', () => {
    expect(outcomes(next, next, ended)).toEqual([1, 'RulesOverlap', 2]);
    expect(outcomes(next)).toEqual(['RulesOverlap']);
    const shifted: RuleChange = { ...ended, rule: { ...content, to: '2027-01-01' } };
    expect(outcomes(next, shifted)).toEqual([1, 'RulesOverlap']);
  });
});
