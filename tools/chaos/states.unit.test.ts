import { readFileSync } from 'node:fs';
import { isErrorCode } from '../../contracts/errors.ts';
import { interestingStates } from './states.ts';

describe('the interesting states of a chaos run', () => {
  it.each(interestingStates.map(({ state, test }) => [state, ...test] as const))(
    '"%s" is forced by a test that exists',
    (_state, file, name) => {
      expect(readFileSync(file, 'utf8').includes(`it('${name}', `)).toBe(true);
    },
  );

  it('are recognized by codes that exist', () => {
    const codes = JSON.stringify(interestingStates).match(/(?<=\bcode = ')\w+/gu) ?? [];
    expect(codes.filter((code) => !isErrorCode(code))).toEqual([]);
    expect(codes.length).toBeGreaterThan(0);
  });

  it('have names of their own', () => {
    expect(new Set(interestingStates.map(({ state }) => state)).size).toBe(interestingStates.length);
  });
});
