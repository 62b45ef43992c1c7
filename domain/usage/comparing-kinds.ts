import type { UsageLineKind } from './composition.ts';

/** Kinds that have both sides: a complete count and a sum of the PSA (RULES 12). */
const comparingKinds: ReadonlySet<UsageLineKind> = new Set(['match', 'increase', 'decrease', 'orphan']);

export const isComparing = (kind: UsageLineKind): boolean => comparingKinds.has(kind);
