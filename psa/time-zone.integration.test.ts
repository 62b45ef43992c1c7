import { readFileSync } from 'node:fs';
import { dayIn } from '../domain/billing-day.ts';
import { ianaTimeZone } from './time-zone.ts';

describe('the time zone of the server', () => {
  it.each([
    ['America/Chicago', 'America/Chicago'],
    ['Central Standard Time', 'America/Chicago'],
    [' GMT Standard Time ', 'Europe/London'],
    ['UTC', 'UTC'],
    ['Coordinated Universal Time', 'UTC'],
    ['Singapore Standard Time', 'Asia/Singapore'],
    ['Mars/Olympus', null],
    ['Mars Standard Time', null],
    ['(UTC-06:00) somewhere', null],
    ['constructor', null],
    ['', null],
    [null, null],
  ])('%j is %j', (given, expected) => {
    expect(ianaTimeZone(given)).toBe(expected);
  });

  it.each([
    ['India Standard Time', '2026-11-30T18:29:00Z', '2026-11-30'],
    ['India Standard Time', '2026-11-30T18:31:00Z', '2026-12-01'],
    ['Line Islands Standard Time', '2026-11-30T10:01:00Z', '2026-12-01'],
    ['UTC-11', '2026-12-01T10:59:00Z', '2026-11-30'],
  ])('in %s, %s is on %s', (name, instant, day) => {
    expect(dayIn(ianaTimeZone(name)!, instant)).toBe(day);
  });

  it('knows every Windows name that Unicode knows', () => {
    const table = readFileSync(require.resolve('cldr-core/supplemental/windowsZones.json'), 'utf8');
    const names = new Set([...table.matchAll(/"_other": "([^"]+)"/gu)].map(([, name]) => name!));
    expect(names.size).toBeGreaterThan(130);
    expect([...names].filter((name) => ianaTimeZone(name) === null)).toEqual([]);
  });
});
