import {
  countSeats as countEvaluated,
  holdsSeat,
  isKnownStatus,
  type SeatTally,
} from '../../domain/seats.ts';
import { duoSeatRule } from './seat-rule.ts';

const users = (counts: Readonly<Record<string, number>>): { status: string }[] =>
  Object.entries(counts).flatMap(([status, n]) => Array.from({ length: n }, () => ({ status })));

const countSeats = (listed: readonly { readonly status: string }[]): SeatTally =>
  countEvaluated(
    listed.map(({ status }) => ({
      status,
      holdsSeat: holdsSeat(duoSeatRule, status),
      statusKnown: isKnownStatus(duoSeatRule, status),
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
      notCounted: { 'pending deletion': 5 },
      unknownStatuses: [],
    });
  });

  it('counts and flags statuses it does not know', () => {
    expect(countSeats(users({ active: 1, toString: 2, 'on leave': 1 }))).toMatchObject({
      seats: 4,
      unknownStatuses: ['on leave', 'toString'],
    });
  });

  it('counts each status that takes no seat under its own name', () => {
    const rule = { ...duoSeatRule, notCounted: ['pending deletion', 'archived'] };
    const evaluated = users({ active: 2, 'pending deletion': 1, archived: 3 }).map(({ status }) => ({
      status,
      holdsSeat: holdsSeat(rule, status),
      statusKnown: isKnownStatus(rule, status),
    }));
    expect(countEvaluated(evaluated)).toMatchObject({
      seats: 2,
      notCounted: { 'pending deletion': 1, archived: 3 },
      unknownStatuses: [],
    });
  });

  it('an account without users has 0 seats', () => {
    expect(countSeats([])).toEqual({ seats: 0, byStatus: {}, notCounted: {}, unknownStatuses: [] });
  });
});
