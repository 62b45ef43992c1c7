/**
 * Text of a vendor, taken in where its answer is parsed. Control characters and halves of characters are in no name,
 * but arrive: no database text holds U+0000, no JSON column half a character, and either would spoil a whole list.
 */
interface CleanText {
  readonly text: string;
  /** Something was taken out: such a text is shown, and is never equal to another (RULES 11). */
  readonly cleaned: boolean;
}

/** C0, DEL, C1, and surrogates that stand alone. */
const unfit = /[\p{Cc}\p{Cs}]/gu;
const replacement = '\uFFFD';

/** A name or a word for people: a tab or a line end becomes one blank, what else is unfit U+FFFD. */
export function cleanWords(raw: string): CleanText {
  const text = raw.replace(/\r\n|[\t\n\r]/g, ' ').replace(unfit, replacement);
  return { text, cleaned: text !== raw };
}

/** A word that decides something, such as a status: no blank is made, so that nothing unfit equals a known word. */
export const cleanToken = (raw: string): string => raw.replace(unfit, replacement);

/** May this be an id or a host name of a vendor? Nothing is asked with one that may not. */
export const isFitId = (raw: string): boolean => raw.search(unfit) < 0 && !raw.includes('\\');

/** An id or host for rows and people: what is unfit is written out (`\u0000`), so that ids stay apart. Not fit any more. */
export const visibleId = (raw: string): string =>
  raw.replace(unfit, (one) => `\\u${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
