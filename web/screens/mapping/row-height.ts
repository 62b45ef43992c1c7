/** Rows of one line: 32 px, 40 where comfortable, 44 for fingers. */
export const lineHeight = (): number =>
  Number.parseInt(getComputedStyle(document.documentElement).getPropertyValue('--row'), 10) || 32;

/** Rows of a name and two lines of what is known of it. */
export const threeLineHeight = (): number => Math.max(64, lineHeight() + 28);

/** Rows of two lines. */
export const twoLineHeight = (): number => Math.max(48, lineHeight() + 12);
