const numeric = /^-?\d+(\.\d+)?$/u;

/**
 * A text that a spreadsheet would run as a formula gets an apostrophe before it; names come from vendors and are never
 * trusted (architecture.md 11). Numbers of ours stay numbers.
 */
export const formulaSafe = (text: string): string =>
  !numeric.test(text) && /^[=+\-@\t\r\n]|^\s+[=+\-@]/u.test(text) ? `'${text}` : text;
