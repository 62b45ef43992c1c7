let zone: string | undefined;

/** IANA name of the zone in which times are written: the company's, once a person is signed in; else the browser's. */
export const zoneOfTimes = (): string => zone ?? new Intl.DateTimeFormat('en-US').resolvedOptions().timeZone;

export function setZoneOfTimes(timeZone: string): void {
  zone = timeZone;
}
