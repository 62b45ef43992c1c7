import { countSeats as countJudged, type SeatTally } from '../../domain/seats.ts';
import { holdsSeat, isKnownStatus } from './seat-rule.ts';

const users = (counts: Readonly<Record<string, number>>): { status: string }[] =>
  Object.entries(counts).flatMap(([status, n]) => Array.from({ length: n }, () => ({ status })));

const countSeats = (listed: readonly { readonly status: string }[]): SeatTally =>
  countJudged(
    listed.map(({ status }) => ({
      status,
      holdsSeat: holdsSeat(status),
      statusKnown: isKnownStatus(status),
    })),
  );

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
