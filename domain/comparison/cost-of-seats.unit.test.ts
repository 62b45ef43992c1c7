import { decimal, decimalText } from '../quantity.ts';
import type { ChangeableLine } from './change-effect.ts';
import type { RuleTerms } from '../billing-rules/billing-rule.ts';
import type { ComposedLine } from '../usage/composition.ts';
import { costOfSeats, unitsOfSeats } from './cost-of-seats.ts';

/** A line of so many units at a price; null: its price is not known. */
const at = (quantity: string, price: string | null): ChangeableLine => ({
  quantity,
  agreementId: '1',
  productIdentifier: null,
  locked: null,
  groupSumWith: (after) => after,
  effectOf: (after) => {
    const effect = price === null ? null : decimalText(decimal(after).minus(quantity).times(price));
    const own = { amount: effect === null ? null : decimal(effect), withoutRate: null };
    return { effectPerInvoice: effect, effectPerMonth: effect, note: null, currency: 'USD', own };
  },
  effectOfEnd: () => {
    throw new Error('seats that are gone end no line');
  },
  billingTarget: { kind: 'facts' } as unknown as ChangeableLine['billingTarget'],
  ruleOn: () => null,
  appliedOn: () => undefined,
});
const lines = (...all: ChangeableLine[]) => new Map(all.map((line, nth) => [String(nth), line]));

describe('what seats cost a month', () => {
  it('is what the invoice falls by once they are gone', () => {
    expect(costOfSeats('match', lines(at('30', '4.5')), null, 3)).toBe('13.5');
  });

  it('is no more than what is billed', () => {
    expect(costOfSeats('increase', lines(at('2', '4')), '0', 5)).toBe('8');
  });

  it.each(['unmapped', 'new', 'bills-nothing'] as const)('is nothing where nobody is billed: %s', (kind) => {
    expect(costOfSeats(kind, lines(at('30', '4')), null, 3)).toBe('0');
  });

  it.each(['not-read', 'choice'] as const)('is not known of a line that is %s', (kind) => {
    expect(costOfSeats(kind, lines(at('30', '4')), null, 3)).toBeNull();
  });

  it('is not known without a price, and without a line', () => {
    expect(costOfSeats('match', lines(at('30', null)), null, 3)).toBeNull();
    expect(costOfSeats('match', lines(), null, 3)).toBeNull();
  });

  it('is that of the line that would change; before one is chosen only where all say the same', () => {
    const two = lines(at('60', '4'), at('25', '5'));
    expect(costOfSeats('match', two, null, 3)).toBeNull();
    expect(costOfSeats('increase', two, '1', 3)).toBe('15');
    expect(costOfSeats('match', lines(at('60', '4'), at('25', '4')), null, 3)).toBe('12');
  });

  it('is not known where one of several lines bills fewer', () => {
    expect(costOfSeats('increase', lines(at('60', '4'), at('2', '4')), '1', 3)).toBeNull();
  });
});

describe('RULES 13: units of seats under a billing rule', () => {
  const applied = (terms: RuleTerms) =>
    ({
      accounts: [{ byStatus: { active: 15, disabled: 1 } }, { byStatus: { active: 3, disabled: 1 } }],
      rule: { day: '2026-12-01', applied: { terms } },
    }) as unknown as ComposedLine;
  const gone = (active: number, disabled: number) => [
    ...Array.from({ length: active }, () => ({ status: 'active' })),
    ...Array.from({ length: disabled }, () => ({ status: 'disabled' })),
  ];

  it.each<[string, RuleTerms, [number, number], number]>([
    ['a seat under a minimum saves nothing', { minimum: 25 }, [3, 2], 0],
    ['of those above it, only these', { minimum: 18 }, [3, 0], 2],
    ['a pack ends with its last seat', { ratio: { per: 5, round: 'up' } }, [4, 1], 1],
    ['not before', { ratio: { per: 5, round: 'up' } }, [4, 0], 0],
    ['a status that is not billed', { excludeStatuses: ['disabled'] }, [1, 2], 1],
  ])('%s', (_, terms, [active, disabled], units) => {
    expect(unitsOfSeats(applied(terms), gone(active, disabled))).toBe(units);
  });
});
