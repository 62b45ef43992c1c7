import { roughDuration } from './rough-duration.ts';

describe('how long the first sync takes', () => {
  it.each([
    [1, 10, 'seconds'],
    [18, 20, 'seconds'],
    [90, 90, 'seconds'],
    [91, 2, 'minutes'],
    [122, 3, 'minutes'],
    [5_400, 90, 'minutes'],
    [5_401, 2, 'hours'],
  ])('of %d seconds is about %d %s', (seconds, count, unit) => {
    expect(roughDuration(seconds)).toEqual({ unit, count });
  });
});
