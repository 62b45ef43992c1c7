import { namedTests } from './test-names.ts';

const own = namedTests('test/documentation/test-names.unit.test.ts');

describe('the names of tests in a file', () => {
  it('are found by themselves and behind their group', () => {
    expect(own('are found by themselves and behind their group')).toBe(true);
    expect(own('the names of tests in a file › are found by themselves and behind their group')).toBe(true);
    expect(own('another group › are found by themselves and behind their group')).toBe(false);
    expect(own('the names of tests in a file')).toBe(false);
    expect(own('are found')).toBe(false);
  });

  it.each([
    ['one', true],
    ['', false],
  ])('of tables take "%s" where they fill something in (1.5 $)', (filled, found) => {
    expect(own(`of tables take "${filled}" where they fill something in (1.5 $)`)).toBe(found);
    expect(own(`of tables take "${filled}" where they fill something in (1x5 $)`)).toBe(false);
  });

  it('leave out what is skipped', () => {
    expect(own('are not those of tests that never run')).toBe(false);
  });
});
