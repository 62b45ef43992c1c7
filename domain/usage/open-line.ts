import type { DecisionState } from '../states.ts';
import type { UsageLineFlag } from './line-flags.ts';
import type { UsageLineKind } from './line-kinds.ts';
import { isHolding } from './line-flags.ts';

/** What decides whether a line is open. */
export interface OpenFacts {
  readonly kind: UsageLineKind;
  readonly flags: readonly Pick<UsageLineFlag, 'flag'>[];
  readonly decision: DecisionState;
  /** Its newest write ended in a conflict that nobody resolved. */
  readonly conflict: boolean;
  /** Seatwise has ended all that is to be ended (RULES 17). */
  readonly ended: boolean;
}

/**
 * Open (RULES 8), the one condition behind tile, list, dialog, report and badge: no match and nothing that Seatwise has
 * ended, or held or called stale by a flag, and not decided; and a write that needs attention, whatever was decided
 * since. What waits or is being written is not open. A rejected write is flagged stale until a person decides again or
 * vendor and PSA agree.
 */
export function isOpen({ kind, flags, decision, conflict, ended }: OpenFacts): boolean {
  if (decision === 'approved') return false;
  if (conflict) return true;
  if (decision === 'dismissed') return false;
  return (kind !== 'match' && !ended) || flags.some((flag) => isHolding(flag) || flag.flag === 'stale');
}
