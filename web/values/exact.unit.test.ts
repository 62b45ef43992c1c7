import { compareDecimals, negated, signOf, sumDecimals } from './decimals.ts';

describe('exact sums', () => {
  it('adds what floats cannot', () => {
    expect(sumDecimals(['0.1', '0.2'])).toBe('0.3');
    expect(sumDecimals(['426.00', '-22.5'])).toBe('403.5');
    expect(sumDecimals(['12.5', '-13'])).toBe('-0.5');
    expect(sumDecimals(['9007199254740993', '1'])).toBe('9007199254740994');
    expect(sumDecimals([])).toBe('0');
  });

  it('tells signs and order', () => {
    expect([signOf('-0.00'), signOf('-0.01'), signOf('3')]).toEqual([0, -1, 1]);
    expect(compareDecimals('2.50', '2.5')).toBe(0);
    expect(compareDecimals('-3', '2')).toBe(-1);
    expect(negated(negated('4'))).toBe('4');
  });

  it('rejects what is no decimal', () => {
    expect(() => sumDecimals(['1e3'])).toThrow(RangeError);
  });
});
