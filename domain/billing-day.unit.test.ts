import { dayBegins, dayIn } from './billing-day.ts';
import { addDays, addMonths } from './calendar.ts';

describe('days', () => {
  it.each([
    ['America/Chicago', '2026-12-01T05:50:00.000Z', '2026-11-30'],
    ['America/Chicago', '2026-12-01T06:00:00.000Z', '2026-12-01'],
    ['Pacific/Auckland', '2026-11-30T12:00:00.000Z', '2026-12-01'],
    ['UTC', '2026-11-30T23:59:59.999Z', '2026-11-30'],
  ])('in %s %s is %s', (zone, instant, day) => expect(dayIn(zone, instant)).toBe(day));

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-12-01', -1, '2026-11-01'],
    ['2026-01-15', -13, '2024-12-15'],
    ['2026-11-30', 3, '2027-02-28'],
  ])('%s and %i months is %s', (day, months, after) => expect(addMonths(day, months)).toBe(after));

  it.each([
    ['UTC', '2026-12-01', '2026-12-01T00:00:00.000Z'],
    ['America/Chicago', '2026-12-01', '2026-12-01T06:00:00.000Z'],
    ['Pacific/Auckland', '2026-12-01', '2026-11-30T11:00:00.000Z'],
    ['Asia/Kathmandu', '2026-12-01', '2026-11-30T18:15:00.000Z'],
    // No midnight on that day: the clocks went from 23:59 to 01:00.
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00.000Z'],
  ])('in %s %s begins at %s', (zone, day, instant) =>
    expect(dayBegins(zone, day).toISOString()).toBe(instant),
  );

  it('adds days over month ends', () => expect(addDays('2026-02-27', 3)).toBe('2026-03-02'));
});
