import { type NamedSums, minus, plus } from './named-sums.ts';

const before: NamedSums = { lines: 3, perMonth: '10.5', accounts: { counted: 2, gone: 1 } };
const change: NamedSums = { lines: 1, perMonth: '0.25', accounts: { counted: 4, failed: 5 } };

describe('sums by name', () => {
  it('are added and taken away one by one, exactly, groups within', () => {
    const sum = { lines: 4, perMonth: '10.75', accounts: { counted: 6, gone: 1, failed: 5 } };
    expect(plus(before, change)).toEqual(sum);
    expect(minus(sum, change)).toEqual({ ...before, accounts: { counted: 2, gone: 1, failed: 0 } });
  });

  it('count a name that is absent as 0, of whatever kind it is', () => {
    expect(plus({}, change)).toEqual(change);
    expect(plus(change, {})).toEqual(change);
    expect(minus({}, change)).toEqual({
      lines: -1,
      perMonth: '-0.25',
      accounts: { counted: -4, failed: -5 },
    });
  });

  it('never mix kinds: a number here is no text there', () => {
    for (const [a, b] of [
      [{ x: 1 }, { x: '1' }],
      [{ x: '1' }, { x: 1 }],
      [{ x: {} }, { x: 1 }],
      [{ x: '1' }, { x: {} }],
    ] as const)
      expect(() => plus(a, b)).toThrow('an amount is a number here and something else there');
  });
});
