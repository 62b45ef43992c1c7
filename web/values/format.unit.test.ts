import { formatDay, formatDuration, formatInstant, formatTick, formatTime, writeTimesIn } from './format.ts';
import { zoneOfTimes } from './zone.ts';

describe('a time', () => {
  const now = new Date('2026-11-27T12:00:00Z');

  it('is written in the company\u2019s zone, its day too', () => {
    writeTimesIn('Pacific/Auckland');
    expect(zoneOfTimes()).toBe('Pacific/Auckland');
    expect(formatTime('2026-11-27T12:00:00Z')).toBe('1:00 AM');
    // There it is the 28th already.
    expect(formatInstant('2026-11-27T10:30:00Z', now)).toBe('yesterday 11:30 PM GMT+13');
    expect(formatInstant('2026-11-27T12:30:00Z', now)).toBe('today 1:30 AM GMT+13');
    expect(formatInstant('2025-12-31T12:00:00Z', now)).toBe('Jan 1, 1:00 AM GMT+13');
    expect(formatTick(new Date('2026-11-27T11:00:00Z'))).toBe('Nov 28');
    writeTimesIn('America/New_York');
    expect(formatInstant('2026-11-28T06:30:00Z', now)).toBe('tomorrow 1:30 AM EST');
  });

  it('that passes is written in the largest unit that fits', () => {
    expect([259_200, 7_300, 45].map(formatDuration)).toEqual(['3 days', '2 hr', '45 sec']);
  });

  it('leaves a day without a zone the day it is', () => {
    for (const zone of ['Pacific/Auckland', 'America/New_York']) {
      writeTimesIn(zone);
      expect(formatDay('2026-12-01', now)).toBe('Dec 1');
      expect(formatDay('2027-01-01', now)).toBe('Jan 1');
      expect(formatDay('2027-04-01', now)).toBe('Apr 1, 2027');
    }
  });
});
