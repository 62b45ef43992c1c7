import type { UsageLineFlag } from './composition.ts';

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
