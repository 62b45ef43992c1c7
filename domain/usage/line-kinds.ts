/** Kinds of usage lines in the order of RULES 4: the first that fits wins. */
export const usageKinds = [
  'unmapped',
  'not-read',
  'bills-nothing',
  'choice',
  'orphan',
  'new',
  'no-account',
  'billed-twice',
  'match',
  'increase',
  'decrease',
] as const;
export type UsageLineKind = (typeof usageKinds)[number];

/** Kinds that have both sides: a complete count and a sum of the PSA (RULES 12). */
const comparingKinds: ReadonlySet<UsageLineKind> = new Set(['match', 'increase', 'decrease', 'orphan']);

export const isComparing = (kind: UsageLineKind): boolean => comparingKinds.has(kind);
