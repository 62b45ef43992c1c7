import type { OpenFacts } from './open-line.ts';
import { isOpen } from './open-line.ts';
import { isHolding } from './line-flags.ts';

/**
 * What an open line needs from a person: each line needs exactly one thing, the first that fits in {@link needOf}. In the
 * order in which people are shown them.
 */
export const lineNeeds = [
  'conflict',
  'increase',
  'decrease',
  'proposed',
  'held',
  'included',
  'choice',
  'unmapped',
  'new',
  'bills-nothing',
  'orphan',
  'billed-twice',
  'no-account',
  'not-read',
  'stale',
  'on-hold',
] as const;
export type LineNeed = (typeof lineNeeds)[number];

export interface NeedFacts extends OpenFacts {
  /** Several lines of the PSA, and nobody said yet which one changes (RULES 4). */
  readonly needsTarget: boolean;
}

/**
 * What this line needs, null where it is not open (RULES 8): `increase` and `decrease` are ready to be approved, `held`
 * wants a look, an override or the PSA, `included` an answer about included units, `choice` a line to be named, `on-hold` is
 * what a person put aside.
 */
export function needOf(facts: NeedFacts): LineNeed | null {
  if (!isOpen(facts)) return null;
  const { kind, flags, decision, conflict, needsTarget } = facts;
  if (conflict) return 'conflict';
  if (decision === 'held') return 'on-hold';
  // Nothing else can be done about these before the kind itself is another.
  if (kind === 'not-read' || kind === 'unmapped' || kind === 'choice' || kind === 'bills-nothing')
    return kind;
  if (kind === 'no-account') return kind;
  if (flags.some(({ flag }) => flag === 'included')) return 'included';
  if (flags.some(isHolding)) return 'held';
  if (needsTarget) return 'choice';
  if (decision === 'proposed') return 'proposed';
  return kind === 'match' ? 'stale' : kind;
}
