import { scaleOf } from './scale.ts';

describe('the axis of a chart', () => {
  it.each<[string, readonly number[], readonly number[]]>([
    ['begins at 0', [23, 21], [0, 10, 20, 30]],
    ['has both sides of 0', [324, -22.5], [-100, 0, 100, 200, 300, 400]],
    ['has no fractions of whole units', [1, 2], [0, 1, 2]],
    ['has small amounts', [0.2, 0.75], [0, 0.2, 0.4, 0.6, 0.8]],
    ['has a height without figures', [], [0, 1]],
  ])('%s', (_, values, ticks) => {
    expect(scaleOf(values).ticks.map((tick) => Number(tick.toFixed(6)))).toEqual(ticks);
  });
});
