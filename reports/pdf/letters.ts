/** A text as the font can show it. */
export interface Shown {
  readonly text: string;
  /** What the text is, for screen readers, where the font lacks letters of it; null: it is shown as it is. */
  readonly actual: string | null;
}

/** Of changes and calculations. */
const arrow = '\u2192';
/** Behind a text that is not shown as it is; what it means is said below. */
const mark = '*';

/**
 * Returns a text without letters that the font lacks, which would be boxes: their place is marked, and the ID says whose
 * name it is. Without an ID each is given by its number in Unicode, so that nothing is lost.
 * @param has whether every font of the document has this character
 * @param id as a person reads it
 */
export function shownBy(has: (codePoint: number) => boolean, text: string, id: string | null): Shown {
  const written = has(codePointOf(arrow)) ? plain(text) : plain(text).replaceAll(arrow, '->');
  const runs = runsOf(has, written);
  if (runs.every(({ isShown }) => isShown)) return { text: written, actual: null };
  const parts = runs.map((run) =>
    run.isShown ? run.text : id === null ? `[${codePointsOf(run.text)}]` : '\u2026',
  );
  const rest = parts.join('');
  const named = id === null ? rest : /[\p{L}\p{N}]/u.test(rest) ? `${rest} (${id})` : id;
  return { text: `${named}${mark}`, actual: written };
}

/** Controls have no letters. A font joins accents where one character is both. */
const plain = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\p{Cf}/gu, '');

interface Run {
  readonly isShown: boolean;
  readonly text: string;
}

function runsOf(has: (codePoint: number) => boolean, text: string): readonly Run[] {
  const runs: { isShown: boolean; text: string }[] = [];
  for (const character of text) {
    const last = runs.at(-1);
    const isShown = has(codePointOf(character));
    if (last?.isShown === isShown) last.text += character;
    else runs.push({ isShown, text: character });
  }
  return runs;
}

const codePointsOf = (text: string): string =>
  Array.from(text, (one) => `U+${codePointOf(one).toString(16).toUpperCase().padStart(4, '0')}`).join(' ');

const codePointOf = (character: string): number => Number(character.codePointAt(0));
