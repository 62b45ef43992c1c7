import { countSeats } from './seats.ts';
import { editionOf } from './editions.ts';

const users = (counts: Readonly<Record<string, number>>): { status: string }[] =>
  Object.entries(counts).flatMap(([status, n]) => Array.from({ length: n }, () => ({ status })));

describe('RULES 1: seats', () => {
  it('counts 30 active, 4 bypass, 3 disabled, 2 locked out and 1 never enrolled as 40, 5 pending deletion as none', () => {
    const tally = countSeats(
      users({ active: 31, bypass: 4, disabled: 3, 'locked out': 2, 'pending deletion': 5 }),
    );
    expect(tally).toEqual({
      seats: 40,
      byStatus: { active: 31, bypass: 4, disabled: 3, 'locked out': 2 },
      pendingDeletion: 5,
      unknownStatuses: [],
    });
  });

  it('counts and flags statuses it does not know', () => {
    expect(countSeats(users({ active: 1, toString: 2, 'on leave': 1 }))).toMatchObject({
      seats: 4,
      unknownStatuses: ['on leave', 'toString'],
    });
  });

  it('an account without users has 0 seats', () => {
    expect(countSeats([])).toEqual({ seats: 0, byStatus: {}, pendingDeletion: 0, unknownStatuses: [] });
  });
});

describe('editions (duo.md 2.2)', () => {
  it.each([
    ['ENTERPRISE', 'ENTERPRISE'],
    ['Duo Essentials', 'ENTERPRISE'],
    ['Duo MFA', 'ENTERPRISE'],
    ['Duo Access', 'PLATFORM'],
    ['duo premier', 'BEYOND'],
    ['Duo Free', 'PERSONAL'],
  ])('%s is %s', (raw, code) => expect(editionOf(raw)).toMatchObject({ raw, code }));

  it('keeps an unknown value raw', () => {
    expect(editionOf('Duo Ultra')).toEqual({ raw: 'Duo Ultra', code: null, name: 'Duo Ultra' });
  });
});
