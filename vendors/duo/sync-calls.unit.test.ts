import { callsOfSync } from './sync-calls.ts';

describe('architecture.md 8: Duo calls of a full sync', () => {
  it.each([
    [[], 1],
    [[0], 2],
    [[300], 2],
    [[301], 3],
    [[340, 12, 0], 5],
  ])('%o users listed: %i calls', (listed, calls) => expect(callsOfSync(listed)).toBe(calls));
});
