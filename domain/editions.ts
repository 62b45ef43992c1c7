/** Duo's editions by code (duo.md 2.2). */
export type EditionCode = 'PERSONAL' | 'ENTERPRISE' | 'PLATFORM' | 'BEYOND';

/** Code, today's marketing name, older names (duo.md 2.2). */
const editions: readonly {
  readonly code: EditionCode;
  readonly name: string;
  readonly olderNames: readonly string[];
}[] = [
  { code: 'PERSONAL', name: 'Duo Free', olderNames: [] },
  { code: 'ENTERPRISE', name: 'Duo Essentials', olderNames: ['Duo MFA'] },
  { code: 'PLATFORM', name: 'Duo Advantage', olderNames: ['Duo Access'] },
  { code: 'BEYOND', name: 'Duo Premier', olderNames: ['Duo Beyond'] },
];

/** Those that cost something, with their names of today. */
export const paidEditions = ['ENTERPRISE', 'PLATFORM', 'BEYOND'] as const satisfies readonly EditionCode[];

const fold = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/^duo\s+/, '')
    .replace(/\s+/g, ' ');

const codeByForm: ReadonlyMap<string, EditionCode> = new Map(
  editions.flatMap(({ code, name, olderNames }) =>
    [code, name, ...olderNames].map((form): [string, EditionCode] => [fold(form), code]),
  ),
);

export interface Edition {
  /** As the vendor gave it: a code from `billing/edition`, a marketing name from `info/summary`. */
  readonly raw: string;
  /** Null: a value Seatwise does not know, never an error (duo.md, introduction). */
  readonly code: EditionCode | null;
  /** Today's marketing name, or the raw value. */
  readonly name: string;
}

/** Both forms Duo uses, code and marketing name, to one code; the raw value is kept (duo.md 2.2). */
export function editionOf(raw: string): Edition {
  const code = codeByForm.get(fold(raw));
  const known = editions.find((edition) => edition.code === code);
  return known === undefined ? { raw, code: null, name: raw } : { raw, code: known.code, name: known.name };
}
