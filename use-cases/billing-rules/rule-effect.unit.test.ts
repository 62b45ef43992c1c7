import { rule } from '../../domain/billing-rules/rule.fixture.ts';
import { acmeAlone, composedOf } from '../../domain/write-back/approvals.fixture.ts';
import { underRule } from './rule-effect.ts';

it('a rule that begins inside the billed period has an effect on its line', () => {
  const input = acmeAlone(15, '12');
  const under = (rules: Parameters<typeof composedOf>[0]['rules']) =>
    underRule(composedOf({ ...input, rules }, 'Acme'));
  const begins = rule({ minimum: 25 }, { kind: 'everything' }, { from: '2026-12-10' });
  expect(under([])).toMatchObject({ units: 15, rule: null, later: null });
  const { id, version } = begins;
  expect(under([begins])).toMatchObject({
    units: 15,
    rule: null,
    later: { from: '2026-12-10', units: 25, rule: { id, version } },
  });
  const ends = rule({ minimum: 25 }, { kind: 'everything' }, { to: '2026-12-09' });
  expect(under([ends])).toMatchObject({
    units: 25,
    later: { from: '2026-12-10', units: 15, rule: null },
  });
});
