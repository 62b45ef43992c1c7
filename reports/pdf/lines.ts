/** Words with the spaces behind them; a space that does not break is part of its word. */
const words = /[^ ]+ */gu;
const partsOfWord = /[^\-/]*(?:[-/]+|$)/gu;
/** A longer word may end its line behind a hyphen or slash. */
const longWord = 24;

/** Where a line may end: behind spaces, and within a long word. */
const piecesOf = (text: string): readonly string[] =>
  (text.match(words) ?? []).flatMap((word) =>
    word.length > longWord ? (word.match(partsOfWord) ?? []) : [word],
  );

/** Returns the parts of a text that one line holds undivided. */
export const cutsOf = (text: string): readonly string[] =>
  piecesOf(text)
    .map((piece) => piece.trimEnd())
    .filter((piece) => piece !== '');

/**
 * Returns the lines of a text that is at most so wide. A word that is wider is broken between letters: nothing is cut.
 * @param widthOf in the unit of `width`
 */
export function linesOf(text: string, width: number, widthOf: (text: string) => number): readonly string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const piece of piecesOf(text)) {
    if (widthOf((line + piece).trimEnd()) <= width) {
      line += piece;
      continue;
    }
    if (line !== '') lines.push(line.trimEnd());
    const broken = brokenOf(piece, width, widthOf);
    lines.push(...broken.slice(0, -1));
    line = broken.at(-1) ?? '';
  }
  if (line.trimEnd() !== '') lines.push(line.trimEnd());
  return lines;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

function brokenOf(word: string, width: number, widthOf: (text: string) => number): readonly string[] {
  if (widthOf(word.trimEnd()) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const { segment } of graphemes.segment(word)) {
    if (part !== '' && widthOf(part + segment) > width) {
      parts.push(part);
      part = '';
    }
    part += segment;
  }
  return [...parts, part];
}
