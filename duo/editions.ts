/** Duo's edition codes with today's name and the older one (duo.md 2.2). */
const editions = {
  PERSONAL: { name: 'Duo Free', olderName: null },
  ENTERPRISE: { name: 'Duo Essentials', olderName: 'Duo MFA' },
  PLATFORM: { name: 'Duo Advantage', olderName: 'Duo Access' },
  BEYOND: { name: 'Duo Premier', olderName: 'Duo Beyond' },
} as const;

type DuoEditionCode = keyof typeof editions;

export interface DuoEdition {
  /** As Duo answered. */
  readonly raw: string;
  /** null: an edition that is not known here. Never an error (duo.md, preface). */
  readonly code: DuoEditionCode | null;
  /** Today's name, or the raw text. */
  readonly name: string;
}

/** Reads a code (`PLATFORM`) or a marketing name (`Duo Advantage`, `Duo Access`), whichever Duo sends. */
export function duoEdition(raw: string): DuoEdition {
  const wanted = raw.trim().toLowerCase();
  for (const code of Object.keys(editions) as DuoEditionCode[]) {
    const { name, olderName } = editions[code];
    if ([code, name, olderName].some((known) => known?.toLowerCase() === wanted)) return { raw, code, name };
  }
  return { raw, code: null, name: raw };
}
