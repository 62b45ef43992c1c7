import { changeableLines } from '../comparison/change-effect.ts';
import type { ComposedLine } from '../usage/composition.ts';
import { groupOf, lineOf } from '../comparison/customers.fixture.ts';
import { acmeAlone } from '../write-back/approvals.fixture.ts';
import { boundRule } from './bound-rule.ts';

const november = { invoiceDate: '2026-11-01', begins: '2026-11-01', ends: '2026-12-01' };
const applied = { id: 'rule-1', version: 2 };
const composed = { rule: { day: '2026-11-24', applied } } as unknown as ComposedLine;
const bound = (
  change: Partial<Parameters<typeof boundRule>[0]> = {},
  period: typeof november | { invoiceDate: string; begins: null; ends: null } | null = november,
) =>
  boundRule(
    { decision: 'approve', billingTarget: 'next-invoice', evidence: { composed, period }, ...change },
    '2026-11-25',
  );

describe('the rule that an approval binds (RULES 13)', () => {
  it('is that of the first day that its change bills', () => {
    expect(bound()).toEqual({ rule: applied, day: '2026-11-01' });
    expect(bound({ decision: 'adjust', billingTarget: 'invoice-after' })?.day).toBe('2026-12-01');
  });

  it('is that of the line where the period has no known length, and of today where the line has none', () => {
    const unknown = { invoiceDate: '2026-11-01', begins: null, ends: null };
    expect(bound({}, unknown)?.day).toBe('2026-11-24');
    const evidence = { composed: {} as ComposedLine, period: unknown };
    expect(bound({ evidence })).toEqual({ rule: null, day: '2026-11-25' });
  });

  it('is none for a revert and for a proof', () => {
    expect([bound({ decision: 'revert' }), bound({ decision: 'prove' }, null)]).toEqual([null, null]);
  });
});

describe('the rule of a line that changes (RULES 13)', () => {
  it('is that of its own product and agreement type on that day', () => {
    const rule = { version: 1, source: 'MSA', terms: { minimum: 25 } } as const;
    const rules = [
      { ...rule, id: 'a', scope: { kind: 'product', id: '1' }, from: '2026-12-01', to: '2026-12-31' },
      { ...rule, id: 'b', scope: { kind: 'agreement-type', id: '1' }, from: '2026-12-15', to: null },
    ] as const;
    const line = changeableLines({ ...acmeAlone(12, '10'), rules })
      .get(groupOf('Acme'))!
      .get(lineOf('Acme'))!;
    const onDays = ['2026-11-30', '2026-12-01', '2026-12-15'].map((day) => line.ruleOn(day)?.id ?? null);
    expect(onDays).toEqual([null, 'a', 'b']);
  });
});
