import { message } from '../../messages/message.ts';
import { decimal } from '../quantity.ts';
import type { CheckName } from './line-flags.ts';
import { defaultCheckLimits } from '../defaults.ts';
import { ageCheck, fallingAccounts, fractionCheck, type CheckedQuantity, shrinkCheck } from './checks.ts';

const quantity = (count: number, accepted: string | null, ...overridden: CheckName[]): CheckedQuantity => ({
  seats: decimal(count),
  units: decimal(count),
  psa: decimal(10),
  accepted: {
    groupKey: 'company:co:service-1',
    count: accepted,
    overridden: overridden.map((check) => ({ check, count: String(count) })),
  },
  effect: { amount: null, withoutRate: null },
});

describe('RULES 7: age', () => {
  const now = '2026-11-24T08:00:00.000Z';
  const [fresh, old] = ['2026-11-24T07:00:00.000Z', '2026-11-22T07:00:00.000Z'];

  it('is that of the oldest count, whichever it is', () => {
    for (const counts of [
      [fresh, old],
      [old, fresh],
    ])
      expect(ageCheck(counts, now, defaultCheckLimits)?.reason).toEqual(
        message('usage.check.age', { hours: 49, limit: 48 }),
      );
    expect(ageCheck([fresh], now, defaultCheckLimits)).toBeNull();
  });

  it('holds nothing where nothing was counted', () => {
    expect(ageCheck([], now, defaultCheckLimits)).toBeNull();
  });
});

describe('RULES 7: shrink of many', () => {
  const many = { compared: 10, falling: 5 };

  it('holds what fell and was not overridden', () => {
    expect(shrinkCheck(many, quantity(8, '10'), defaultCheckLimits)).toEqual({
      flag: 'held',
      check: 'shrink-of-many',
      reason: message('usage.check.many-dropped', { percent: 10 }),
    });
  });

  it.each<[string, CheckedQuantity]>([
    ['rose', quantity(12, '10')],
    ['stayed', quantity(10, '10')],
    ['was never accepted', quantity(8, null)],
    ['fell and was overridden', quantity(8, '10', 'shrink-of-many')],
  ])('does not hold what %s', (_, one) => {
    expect(shrinkCheck(many, one, defaultCheckLimits)).toBeNull();
  });

  it('counts accounts of groups that were accepted once, and no others', () => {
    const groups = [
      { accounts: 2, quantity: quantity(8, '10') },
      { accounts: 3, quantity: quantity(10, '10') },
      { accounts: 5, quantity: quantity(8, null) },
      { accounts: 7, quantity: null },
    ];
    expect(fallingAccounts(groups)).toEqual({ compared: 5, falling: 2 });
    expect(fallingAccounts(groups, many)).toEqual({ compared: 15, falling: 7 });
  });
});

it('RULES 7: a fraction is looked for among the quantities that are known', () => {
  expect(fractionCheck([null, decimal(10)])).toBeNull();
  expect(fractionCheck([null, decimal('12.5')])?.reason).toEqual(
    message('usage.check.fraction', { units: '12.5' }),
  );
});
