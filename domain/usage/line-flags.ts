/** Guards of RULES 7: each holds a line whose change looks wrong. */
export const guardNames = [
  'drop',
  'first',
  'shrink-of-many',
  'jump',
  'zero',
  'fraction',
  'age',
  'unknown',
  'currency',
] as const;
export type GuardName = (typeof guardNames)[number];

/** Guards that a person may override with a reason (RULES 7). */
export const overridableGuards = [
  'drop',
  'first',
  'shrink-of-many',
  'jump',
] as const satisfies readonly GuardName[];
export type OverridableGuard = (typeof overridableGuards)[number];

/**
 * Flags of usage lines. `held`: by a guard. `vanished`: a line that was live at the last complete reading is gone
 * (RULES 3). `included`: it has free units that nobody explained (RULES 9).
 */
export const usageFlags = [
  'held',
  'stale',
  'scheduled',
  'vanished',
  'included',
  'dismissed',
  'waiting',
] as const;
export type FlagName = (typeof usageFlags)[number];
export type PlainFlagName = Exclude<FlagName, 'held'>;
/** All but `held`, which names its guard. */
export const plainFlags = usageFlags.filter((flag): flag is PlainFlagName => flag !== 'held');

export type UsageLineFlag =
  | { readonly flag: 'held'; readonly guard: GuardName; readonly reason: string }
  | { readonly flag: PlainFlagName; readonly reason: string };

/**
 * Flags under which a line is held: a guard (RULES 7), a scheduled change or a vanished line of the PSA (RULES 3), free
 * units that nobody explained yet (RULES 9). Nothing is approved on such a line, and its money stands apart.
 */
export const holdingFlags: ReadonlySet<string> = new Set<FlagName>([
  'held',
  'scheduled',
  'vanished',
  'included',
]);

export const isHolding = ({ flag }: Pick<UsageLineFlag, 'flag'>): boolean => holdingFlags.has(flag);
