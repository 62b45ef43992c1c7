/**
 * What a person says of a line of the PSA beside others (RULES 4): it is the one that changes, it counts and stays as it
 * is, it is for another purpose, or it bills the same seats once more and is to be ended.
 */
export const lineRoles = ['target', 'counts', 'other-purpose', 'duplicate'] as const;
export type GivenRole = (typeof lineRoles)[number];

/** As stored: `ignore` of earlier versions did not say which of the last two it was, and is asked once more. */
export const storedLineRoles = [...lineRoles, 'ignore'] as const;
export type LineRole = (typeof storedLineRoles)[number];

/** The line is in no sum of its company. */
export const isOutside = (role: LineRole | null): role is 'other-purpose' | 'duplicate' =>
  role === 'other-purpose' || role === 'duplicate';

/** Nobody has said what it is, or not in a way that still counts. */
export const isUnanswered = (role: LineRole | null): role is 'ignore' | null =>
  role === null || role === 'ignore';
