import { readUsers } from './answers.ts';

const user = (fields: Readonly<Record<string, unknown>>) => {
  const page = readUsers([{ user_id: 'DU00000000000000000A', username: 'ada', status: 'active', ...fields }]);
  if (!page.ok) throw new Error(page.why);
  return page.users[0]!;
};

describe('what Duo says of the use of a seat', () => {
  it.each([
    ['a moment', 1_790_000_000, { at: '2026-09-21T14:13:20.000Z' }],
    ['null is never', null, { at: null }],
    ['a text is not known', '1790000000', null],
    ['zero is not known', 0, null],
    ['a moment that no date holds is not known', 1e18, null],
  ])('last login: %s', (_name, answered, expected) =>
    expect(user({ last_login: answered }).lastLogin).toEqual(expected),
  );

  it('last login: absent is not known, which is not never', () => expect(user({}).lastLogin).toBeNull());

  it.each([
    [true, true],
    [false, false],
    [null, null],
    ['yes', null],
    [undefined, null],
  ])('enrolled, answered %p: %p', (answered, expected) =>
    expect(user({ is_enrolled: answered }).isEnrolled).toBe(expected),
  );
});

describe('a page of users that is not as Duo documents it', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an object', {}],
    [
      'one user among others without an ID',
      [
        { user_id: 'DU1', username: 'a', status: 'active' },
        { username: 'b', status: 'active' },
      ],
    ],
    ['a user without a status', [{ user_id: 'DU1', username: 'a' }]],
  ])('is unreadable, and never a page without users: %s', (_what, response) => {
    expect(readUsers(response)).toEqual({ ok: false, why: 'shape' });
  });
});
