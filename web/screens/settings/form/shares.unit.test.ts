import { percentOf, shareOf } from './percent.ts';

describe('shares as percentages', () => {
  it.each([
    ['0.2', '20'],
    ['0.20', '20'],
    ['0.125', '12.5'],
    ['0.05', '5'],
    ['0', '0'],
    ['1', '100'],
    ['0.0025', '0.25'],
  ])('%s is %s percent', (share, percent) => {
    expect(percentOf(share)).toBe(percent);
    expect(percentOf(shareOf(percent) ?? 'nothing')).toBe(percent);
  });

  it.each(['', 'a', '-1', '101', '100.5', '20 %', '1e2'])('"%s" is none', (text) => {
    expect(shareOf(text)).toBeNull();
  });

  it('are written as short as they are', () => {
    expect(['20', '12.5', '100', '0'].map(shareOf)).toEqual(['0.2', '0.125', '1', '0']);
  });
});
