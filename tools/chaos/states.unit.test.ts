import { readFileSync } from 'node:fs';
import { interestingStates } from './states.ts';

describe('the interesting states of a chaos run', () => {
  it.each(interestingStates.map(({ state, test }) => [state, ...test] as const))(
    '"%s" is forced by a test that exists',
    (_state, file, name) => {
      expect(readFileSync(file, 'utf8').includes(`it('${name}', `)).toBe(true);
    },
  );

  it('have names of their own', () => {
    expect(new Set(interestingStates.map(({ state }) => state)).size).toBe(interestingStates.length);
  });
});
