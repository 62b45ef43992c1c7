import { message } from '../../messages/message.ts';
import { composeUsage } from './compose.ts';
import type { AcceptedCount, ComposedLine } from '../usage/composition.ts';
import { customerAlone, groupOf } from './customers.fixture.ts';
import {
  seatDropOf,
  fallOfAll,
  seatDropsOf,
  subtractSeatDrops,
  noSeatDrop,
  sumSeatDrops,
} from './seat-drops.ts';

const line = (): ComposedLine =>
  composeUsage(customerAlone({ name: 'Acme', seats: [4, 5], lines: [{ quantity: '12' }] }))[0]!;
const accepted = (count: string | null, overridden: AcceptedCount['overridden'] = []): AcceptedCount => ({
  groupKey: groupOf('Acme'),
  count,
  overridden,
});

const reason = message('usage.check.zero');

describe('RULES 7: what a group says of the fall of seats', () => {
  it('counts accounts, seats and what was accepted, falling or not', () => {
    expect(seatDropOf(line(), accepted('12'))).toEqual({
      compared: 2,
      falling: 2,
      held: 0,
      count: 9,
      accepted: '12',
    });
    expect(seatDropOf(line(), accepted('9'))).toMatchObject({ compared: 2, falling: 0, accepted: '9' });
  });

  it('says that shrink of many holds it, and no other check', () => {
    const held = (check: 'shrink-of-many' | 'drop') => ({
      ...line(),
      flags: [{ flag: 'held', check, reason }] as const,
    });
    expect(seatDropOf(held('shrink-of-many'), accepted('12'))).toMatchObject({ held: 1 });
    expect(seatDropOf(held('drop'), accepted('12'))).toMatchObject({ held: 0 });
    expect(seatDropOf({ ...line(), flags: [{ flag: 'scheduled', reason }] }, accepted('12'))).toMatchObject({
      held: 0,
    });
  });

  it.each(['drop', 'shrink-of-many'] as const)(
    'a %s that a person overridden fell to what was looked at',
    (check) => {
      expect(seatDropOf(line(), accepted('12', [{ check, count: '9' }]))).toMatchObject({
        accepted: '9',
        falling: 2,
      });
      expect(seatDropOf(line(), accepted('12', [{ check, count: '8' }]))).toMatchObject({ accepted: '12' });
    },
  );

  it('counts neither way without a count, a sum, an accepted count, or what may be compared', () => {
    expect(seatDropOf(line(), undefined)).toBeNull();
    expect(seatDropOf(line(), accepted(null))).toBeNull();
    expect(seatDropOf({ ...line(), vendorQuantity: null }, accepted('12'))).toBeNull();
    expect(seatDropOf({ ...line(), variance: null }, accepted('12'))).toBeNull();
    expect(seatDropOf({ ...line(), kind: 'choice' }, accepted('12'))).toBeNull();
  });

  it('is summed over groups, taken away again, and added to what stands elsewhere', () => {
    const falls = seatDropsOf([line(), { ...line(), groupKey: 'other' }], [accepted('12.5')]);
    expect([...falls.keys()]).toEqual([groupOf('Acme')]);
    const [fall] = [...falls.values()];
    const twice = { compared: 4, falling: 4, held: 0, count: 18, accepted: '25' };
    expect(sumSeatDrops([fall!, fall!])).toEqual(twice);
    expect(sumSeatDrops([])).toEqual(noSeatDrop);
    expect(subtractSeatDrops(twice, [fall!])).toEqual(fall);
    expect(fallOfAll({}, falls)).toEqual(fall);
    expect(fallOfAll({ part: { groupKeys: new Set(), elsewhere: fall! } }, falls)).toEqual(twice);
    expect(subtractSeatDrops({ ...twice, held: 1 }, [{ ...fall!, held: 1 }])).toEqual(fall);
  });
});
