import type { GuardName, UsageLineFlag } from './composition.ts';

/**
 * Flags under which a line is held: a guard (RULES 7), a scheduled change or a vanished line of the PSA (RULES 3), free
 * units that nobody explained yet (RULES 9). Nothing is approved on such a line, and its money stands apart.
 */
export const holdingFlags: ReadonlySet<string> = new Set<UsageLineFlag['flag']>([
  'held',
  'scheduled',
  'vanished',
  'included',
]);

export const isHolding = ({ flag }: Pick<UsageLineFlag, 'flag'>): boolean => holdingFlags.has(flag);

/** Guards that a person may release with a reason (RULES 7). */
export const releasableGuards = [
  'drop',
  'first',
  'shrink-of-many',
  'jump',
] as const satisfies readonly GuardName[];

export type ReleasableGuard = (typeof releasableGuards)[number];
