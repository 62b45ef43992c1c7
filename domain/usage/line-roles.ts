/**
 * What a person says of a line of the PSA beside others (RULES 4): it is the one that changes, it counts and stays as it
 * is, it is for another purpose, or it bills the same seats once more and is to be ended.
 */
export const lineRoles = ['target', 'counts', 'other-purpose', 'duplicate'] as const;
export type LineRole = (typeof lineRoles)[number];

/** The line is in no sum of its company. */
export const isOutside = (role: LineRole | null): role is 'other-purpose' | 'duplicate' =>
  role === 'other-purpose' || role === 'duplicate';
