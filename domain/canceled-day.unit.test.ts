import { canceledDateOf, hasEnded, lastBilledDayOf } from './canceled-day.ts';

/** The one place that fails when the practice is read differently: nothing else says whether the canceled day is billed. */
describe('the canceled date of a line', () => {
  it('is its last billed day, so that a line from the next day on leaves no day out and bills none twice', () => {
    const [ended, next] = [{ cancelledDate: canceledDateOf('2026-12-31') }, '2027-01-01'];
    expect(ended).toEqual({ cancelledDate: '2026-12-31' });
    expect(['2026-12-30', '2026-12-31', next].map((day) => hasEnded(ended, day))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('is read as it is written', () => {
    expect(lastBilledDayOf(canceledDateOf('2026-12-31'))).toBe('2026-12-31');
    expect(hasEnded({ cancelledDate: null }, '2026-12-31')).toBe(false);
  });
});
