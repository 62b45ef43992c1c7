import { createRequire } from 'node:module';
import { z } from 'zod';

/** Unicode's own table (CLDR, windowsZones): Windows names with the zone of the same rules; territory 001 is the general one. */
const windowsZones = z.object({
  supplemental: z.object({
    windowsZones: z.object({
      mapTimezones: z.array(
        z.object({
          mapZone: z.object({ _other: z.string(), _type: z.string(), _territory: z.string() }),
        }),
      ),
    }),
  }),
});

const require = createRequire(import.meta.url);
let table: ReadonlyMap<string, string> | null = null;

/** Read when a Windows name comes for the first time: few servers give one. */
function byWindowsName(): ReadonlyMap<string, string> {
  table ??= new Map([
    ...windowsZones
      .parse(require('cldr-core/supplemental/windowsZones.json'))
      .supplemental.windowsZones.mapTimezones.filter(({ mapZone }) => mapZone._territory === '001')
      .map(({ mapZone }) => [mapZone._other, mapZone._type] as const),
    // How Windows shows the zone that CLDR knows as "UTC".
    ['Coordinated Universal Time', 'UTC'] as const,
  ]);
  return table;
}

/** The IANA zone behind `serverTimeZone` of `/system/info`; null for what is neither an IANA nor a known Windows name. */
export function ianaTimeZone(given: string | null): string | null {
  const name = given?.trim() ?? '';
  if (/^(?:UTC|[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+){1,2})$/.test(name)) {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    } catch {
      return null;
    }
  }
  return byWindowsName().get(name) ?? null;
}
