import { isUnused, type SeatUse, unusedSign } from './seat-use.ts';

const at = new Date('2026-11-24T02:00:00.000Z');
const ago = (days: number): string => new Date(at.getTime() - days * 86_400_000).toISOString();
const never = { at: null };
const user = (change: Partial<SeatUse>): SeatUse => ({
  disabled: false,
  enrolled: true,
  created: ago(400),
  lastLogin: { at: ago(1) },
  ...change,
});
const reason = (change: Partial<SeatUse>) => unusedSign(user(change), at)?.reason ?? null;

describe('a seat looks unused', () => {
  it.each([
    [
      'of who was switched off, whatever else is known',
      { disabled: true, lastLogin: { at: ago(1) } },
      'disabled',
    ],
    ['of who never enrolled', { enrolled: false, lastLogin: null }, 'never-enrolled'],
    ['of who never signed in', { lastLogin: never }, 'never-logged-in'],
    ['of who has not signed in for long', { lastLogin: { at: ago(60) } }, 'no-login'],
    ['not of who signed in lately', { lastLogin: { at: ago(13) } }, null],
    ['not where the vendor does not tell the login', { lastLogin: null }, null],
    ['not where it tells neither login nor enrolment', { enrolled: null, lastLogin: null }, null],
    ['not of who was made lately', { created: ago(13), enrolled: false, lastLogin: never }, null],
    ['of who was made nobody knows when', { created: null, enrolled: false }, 'never-enrolled'],
  ])('%s', (_name, change, expected) => expect(reason(change)).toBe(expected));

  it('with the last login, or since when there could have been one', () => {
    expect(unusedSign(user({ lastLogin: { at: ago(60) } }), at)?.since).toBe(ago(60));
    expect(unusedSign(user({ lastLogin: never }), at)?.since).toBe(ago(400));
    expect(unusedSign(user({ created: null, lastLogin: never }), at)?.since).toBeNull();
    expect(unusedSign(user({ disabled: true, lastLogin: { at: ago(60) } }), at)?.since).toBeNull();
  });
});

it('the days of the setting are judged at the reading, to the day itself', () => {
  expect(isUnused({ since: ago(45) }, at, 45)).toBe(true);
  expect(isUnused({ since: ago(44) }, at, 45)).toBe(false);
  expect(isUnused({ since: null }, at, 45)).toBe(true);
});
