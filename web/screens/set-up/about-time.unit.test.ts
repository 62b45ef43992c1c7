import { aboutTime } from './about-time.ts';

describe('how long the first sync takes', () => {
  it.each([
    [1, 'about 10 seconds'],
    [18, 'about 20 seconds'],
    [90, 'about 90 seconds'],
    [91, 'about 2 minutes'],
    [122, 'about 3 minutes'],
    [5_400, 'about 90 minutes'],
    [5_401, 'about 2 hours'],
  ])('of %d seconds is said as %j', (seconds, words) => {
    expect(aboutTime(seconds)).toBe(words);
  });
});
