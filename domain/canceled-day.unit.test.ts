import { canceledDateOf, endDates, hasEnded, lastBilledDayOf } from './canceled-day.ts';

/** Nothing else says whether the canceled day is billed: what reads a date and what writes one follow these functions. */
describe.each([
  ['billed', '2026-12-31', {}],
  ['not-billed', '2027-01-01', { canceledDate: '2027-01-01' }],
] as const)('the canceled date of a line, if that day is %s', (canceledDay, cancelledDate, bound) => {
  const lastBilledDay = '2026-12-31';
  const dates = endDates(lastBilledDay, canceledDay);

  it('leaves no day out and bills none twice where another line begins on the next day', () => {
    expect(canceledDateOf(dates)).toBe(cancelledDate);
    const days = ['2026-12-30', lastBilledDay, '2027-01-01'];
    expect(days.map((day) => hasEnded({ cancelledDate }, day, canceledDay))).toEqual([false, false, true]);
  });

  it('is bound only where it differs from the last billed day, and is read as it is written', () => {
    expect(dates).toEqual({ lastBilledDay, ...bound });
    expect(lastBilledDayOf(canceledDateOf(dates), canceledDay)).toBe(lastBilledDay);
    expect(hasEnded({ cancelledDate: null }, '2027-01-01', canceledDay)).toBe(false);
  });
});
