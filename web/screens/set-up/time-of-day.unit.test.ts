import { fromUtc, spanOf, toUtc } from './time-of-day.ts';

const winter = new Date('2026-01-15T12:00:00Z');
const summer = new Date('2026-07-15T12:00:00Z');
const two = { hour: 2, minute: 0 };

describe('the daily time of a schedule', () => {
  it.each([
    ['UTC', winter, { hour: 2, minute: 0 }],
    ['UTC', new Date('2026-01-15T12:00:45.500Z'), { hour: 2, minute: 0 }],
    ['Europe/Warsaw', winter, { hour: 3, minute: 0 }],
    ['Europe/Warsaw', summer, { hour: 4, minute: 0 }],
    ['America/New_York', winter, { hour: 21, minute: 0 }],
    ['Asia/Kolkata', winter, { hour: 7, minute: 30 }],
  ])('is shown by clocks of %s, and kept in UTC', (zone, now, shown) => {
    expect(fromUtc(two, zone, now)).toEqual(shown);
    expect(toUtc(shown, zone, now)).toEqual(two);
  });

  it('is a span, over midnight too', () => {
    expect(spanOf(two)).toEqual({ from: '02:00', to: '02:20' });
    expect(spanOf({ hour: 23, minute: 50 })).toEqual({ from: '23:50', to: '00:10' });
  });
});
