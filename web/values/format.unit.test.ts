import { formatDay, formatInstant, formatTick, formatTime, writeTimesIn, zoneOfTimes } from './format.ts';

describe('a time', () => {
  const now = new Date('2026-11-27T12:00:00Z');

  it('is written in the company\u2019s zone, its day too', () => {
    writeTimesIn('Pacific/Auckland');
    expect(zoneOfTimes()).toBe('Pacific/Auckland');
    expect(formatTime('2026-11-27T12:00:00Z')).toBe('01:00');
    // There it is the 28th already.
    expect(formatInstant('2026-11-27T10:30:00Z', now)).toBe('yesterday 23:30');
    expect(formatInstant('2026-11-27T12:30:00Z', now)).toBe('today 01:30');
    expect(formatInstant('2025-12-31T12:00:00Z', now)).toBe('1 Jan 01:00');
    expect(formatTick(new Date('2026-11-27T11:00:00Z'))).toBe('28 Nov');
    writeTimesIn('America/New_York');
    expect(formatInstant('2026-11-28T06:30:00Z', now)).toBe('tomorrow 01:30');
  });

  it('leaves a day without a zone the day it is', () => {
    for (const zone of ['Pacific/Auckland', 'America/New_York']) {
      writeTimesIn(zone);
      expect(formatDay('2026-12-01', now)).toBe('1 Dec');
      expect(formatDay('2027-01-01', now)).toBe('1 Jan 2027');
    }
  });
});
