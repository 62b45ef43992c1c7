const numeric = /^-?\d+(\.\d+)?$/u;

/**
 * A text that a spreadsheet would run as a formula gets an apostrophe before it; names come from vendors and are never
 * trusted (architecture.md 11). So does one that looks like such a cell, so that {@link cellText} gives back every text.
 * Numbers of ours stay numbers.
 */
export const formulaSafe = (text: string): string =>
  !numeric.test(text) && /^'*(?:[=+\-@\t\r\n]|\s+[=+\-@])/u.test(text) ? `'${text}` : text;

/** The text of a cell that {@link formulaSafe} made. */
export const cellText = (cell: string): string => cell.replace(/^'(?='*(?:[=+\-@\t\r\n]|\s+[=+\-@]))/u, '');
