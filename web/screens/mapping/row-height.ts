/** Rows of one line: 32 px, 40 where comfortable, 44 for fingers. */
export const lineHeight = (): number =>
  Number.parseInt(getComputedStyle(document.documentElement).getPropertyValue('--row'), 10) || 32;

/** Rows of two lines. */
export const twoLineHeight = (): number => Math.max(48, lineHeight() + 12);
