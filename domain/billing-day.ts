import type { Day, Instant } from './quantity.ts';

/**
 * Windows names, as a ConnectWise server may give its time zone (connectwise.md 4), to IANA names. Source: the
 * territory "001" rows of Unicode CLDR windowsZones, for the regions ConnectWise serves.
 */
const ianaByWindowsName: Readonly<Record<string, string>> = {
  'Dateline Standard Time': 'Etc/GMT+12',
  'Hawaiian Standard Time': 'Pacific/Honolulu',
  'Alaskan Standard Time': 'America/Anchorage',
  'Pacific Standard Time': 'America/Los_Angeles',
  'US Mountain Standard Time': 'America/Phoenix',
  'Mountain Standard Time': 'America/Denver',
  'Central America Standard Time': 'America/Guatemala',
  'Central Standard Time': 'America/Chicago',
  'Canada Central Standard Time': 'America/Regina',
  'Central Standard Time (Mexico)': 'America/Mexico_City',
  'SA Pacific Standard Time': 'America/Bogota',
  'Eastern Standard Time': 'America/New_York',
  'US Eastern Standard Time': 'America/Indiana/Indianapolis',
  'Atlantic Standard Time': 'America/Halifax',
  'Newfoundland Standard Time': 'America/St_Johns',
  'E. South America Standard Time': 'America/Sao_Paulo',
  'Argentina Standard Time': 'America/Argentina/Buenos_Aires',
  'GMT Standard Time': 'Europe/London',
  'Greenwich Standard Time': 'Atlantic/Reykjavik',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Romance Standard Time': 'Europe/Paris',
  'Central Europe Standard Time': 'Europe/Budapest',
  'Central European Standard Time': 'Europe/Warsaw',
  'GTB Standard Time': 'Europe/Bucharest',
  'FLE Standard Time': 'Europe/Kiev',
  'E. Europe Standard Time': 'Europe/Chisinau',
  'Israel Standard Time': 'Asia/Jerusalem',
  'South Africa Standard Time': 'Africa/Johannesburg',
  'Arabian Standard Time': 'Asia/Dubai',
  'India Standard Time': 'Asia/Kolkata',
  'Singapore Standard Time': 'Asia/Singapore',
  'China Standard Time': 'Asia/Shanghai',
  'Tokyo Standard Time': 'Asia/Tokyo',
  'W. Australia Standard Time': 'Australia/Perth',
  'AUS Central Standard Time': 'Australia/Darwin',
  'Cen. Australia Standard Time': 'Australia/Adelaide',
  'E. Australia Standard Time': 'Australia/Brisbane',
  'AUS Eastern Standard Time': 'Australia/Sydney',
  'Tasmania Standard Time': 'Australia/Hobart',
  'New Zealand Standard Time': 'Pacific/Auckland',
  UTC: 'UTC',
};

/** An IANA name for what a PSA calls its time zone: IANA passes through, Windows names are translated; else null. */
export function ianaTimeZone(name: string): string | null {
  const wanted = name.trim();
  const translated = ianaByWindowsName[wanted];
  if (translated !== undefined) return translated;
  return isTimeZone(wanted) ? wanted : null;
}

function isTimeZone(name: string): boolean {
  if (name === '') return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * The calendar day of an instant in a time zone (RULES 3, DESIGN 6). For activities and the API only: time zone data
 * differs between machines, so a workflow that asked for it would not replay.
 *
 * @throws RangeError for a time zone that this machine does not know.
 */
export function dayIn(timeZone: string, instant: Instant | Date): Day {
  const at = typeof instant === 'string' ? new Date(instant) : instant;
  const fields = new Map(
    new Intl.DateTimeFormat('en', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      calendar: 'gregory',
    })
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  const field = (type: 'year' | 'month' | 'day'): string => {
    const value = fields.get(type);
    if (value === undefined) throw new Error(`No ${type} in the day of ${at.toISOString()}`);
    return value;
  };
  return `${field('year')}-${field('month')}-${field('day')}`;
}
