import type { Message } from '../../messages/message.ts';
import type { UsageLineKind } from './line-kinds.ts';

/** Checks of RULES 7: each holds a line whose change looks wrong. */
export const checkNames = [
  'drop',
  'first',
  'shrink-of-many',
  'jump',
  'zero',
  'fraction',
  'age',
  'unknown',
  'currency',
  'psa-terms',
] as const;
export type CheckName = (typeof checkNames)[number];

/** Checks that a person may override with a reason (RULES 7). */
export const overridableChecks = [
  'drop',
  'first',
  'shrink-of-many',
  'jump',
  'zero',
] as const satisfies readonly CheckName[];
export type OverridableCheck = (typeof overridableChecks)[number];

/** `zero` only where a billing rule keeps the line of a customer without seats (RULES 13): an orphan ends in the PSA. */
export const mayOverride = (kind: UsageLineKind, check: CheckName): check is OverridableCheck =>
  overridableChecks.some((one) => one === check) && (check !== 'zero' || kind !== 'orphan');

/**
 * Flags of usage lines. `held`: by a check. `vanished`: a line that was live at the last complete reading is gone
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
/** All but `held`, which names its check. */
export const plainFlags = usageFlags.filter((flag): flag is PlainFlagName => flag !== 'held');

export type UsageLineFlag =
  | { readonly flag: 'held'; readonly check: CheckName; readonly reason: Message }
  | { readonly flag: PlainFlagName; readonly reason: Message };

/**
 * Flags under which a line is held: a check (RULES 7), a scheduled change or a vanished line of the PSA (RULES 3), free
 * units that nobody explained yet (RULES 9). Nothing is approved on such a line, and its money stands apart.
 */
export const holdingFlags: ReadonlySet<string> = new Set<FlagName>([
  'held',
  'scheduled',
  'vanished',
  'included',
]);

export const isHolding = ({ flag }: Pick<UsageLineFlag, 'flag'>): boolean => holdingFlags.has(flag);
