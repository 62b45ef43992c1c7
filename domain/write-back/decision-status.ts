import { signedText, type Day, type DecimalText, type Instant } from '../quantity.ts';
import type { DecisionState } from '../states.ts';
import type { ComposedLine } from '../usage/composition.ts';
import type { UsageLineFlag } from '../usage/line-flags.ts';
import { type LineNeed, needOf } from '../usage/needs.ts';
import type { Proposal } from './decide.ts';

/** What is stored of decisions: an open line has none, and an approval stands by itself. */
export type StoredState = Exclude<DecisionState, 'open' | 'approved'>;

/** A decision that is no approval, as stored. */
export interface StoredDecision {
  readonly state: StoredState;
  /** The line version it was made on. */
  readonly lineVersion: number;
  readonly variance: DecimalText | null;
  /** `dismissed`: the first day of the month after. */
  readonly untilDay: Day | null;
  readonly reason: string | null;
  readonly at: Instant;
  readonly proposal: Proposal | null;
}

/** The newest approval of a group, when it came back to review: stale, rejected, void, or in conflict. */
export interface FallenApproval {
  readonly state: 'stale' | 'rejected' | 'conflict' | 'canceled';
  readonly code: string | null;
  readonly detail: string | null;
  readonly before: DecimalText;
  readonly after: DecimalText;
  readonly at: Instant;
}

/** Codes of void approvals (RULES 6): `canceled` by a rule, not by a person who wanted it so. */
export const decisionCodes = [
  'MappingChanged',
  'RulesChanged',
  'ApprovalNotSigned',
  'ApprovalExpired',
  'ApproverRoleLost',
  'WriteBackTurnedOff',
  'Disconnected',
  'OtherInstance',
] as const;

export interface DecisionStatus {
  readonly decision: DecisionState;
  readonly flags: readonly UsageLineFlag[];
  /** Null: nobody has to decide the line, nor to resolve its write; it is not open (RULES 8). */
  readonly need: LineNeed | null;
}

/**
 * Where a line's decision stands on its present composition (RULES 8): an approval under way wins; a proposal holds for
 * the version it was made on; a dismissal until its month ends or the variance differs; a hold until any other decision.
 * What came back to review is flagged `stale` until somebody decides again or vendor and PSA agree.
 */
export function decisionStatus(
  line: ComposedLine,
  version: number,
  stored: StoredDecision | null,
  approval: ApprovalStatus,
  today: Day,
): DecisionStatus {
  const { decision, flags } = statusOf(line, version, stored, approval, today);
  const conflict = approval.fallen?.state === 'conflict';
  return {
    decision,
    flags,
    need: needOf({
      kind: line.kind,
      flags: [...line.flags, ...flags],
      decision,
      conflict,
      needsTarget: line.needsTarget,
    }),
  };
}

interface ApprovalStatus {
  readonly live: boolean;
  readonly fallen: FallenApproval | null;
}

type Status = Pick<DecisionStatus, 'decision' | 'flags'>;

function statusOf(
  line: ComposedLine,
  version: number,
  stored: StoredDecision | null,
  approval: ApprovalStatus,
  today: Day,
): Status {
  if (approval.live) return { decision: 'approved', flags: [] };
  const stale = staleFlags(line, stored, approval.fallen);
  if (stored === null) return { decision: 'open', flags: stale };
  switch (stored.state) {
    case 'held':
      return { decision: 'held', flags: stale };
    case 'proposed':
      return stored.lineVersion === version
        ? { decision: 'proposed', flags: stale }
        : {
            decision: 'open',
            flags: [staleFlag(`changed after ${proposed(stored)} was proposed`), ...stale],
          };
    case 'dismissed':
      return dismissal(line, stored, today);
  }
}

function dismissal(line: ComposedLine, stored: StoredDecision, today: Day): Status {
  if (stored.untilDay !== null && today >= stored.untilDay) return { decision: 'open', flags: [] };
  const then = signed(stored.variance);
  const now = signed(line.variance);
  if (then !== now) {
    return {
      decision: 'open',
      flags: [{ flag: 'dismissed', reason: `dismissed at ${then}, now ${now}` }],
    };
  }
  const words = stored.reason === null ? '' : `: ${stored.reason}`;
  return {
    decision: 'dismissed',
    flags: [{ flag: 'dismissed', reason: `dismissed at ${then} until ${stored.untilDay ?? ''}${words}` }],
  };
}

function staleFlags(
  line: ComposedLine,
  stored: StoredDecision | null,
  fallen: FallenApproval | null,
): readonly UsageLineFlag[] {
  if (fallen === null || (stored !== null && stored.at > fallen.at)) return [];
  // vendor and PSA agree: nothing of it is left to decide. A conflict stays until a person resolves it.
  if (line.kind === 'match' && fallen.state !== 'conflict') return [];
  const change = `${fallen.before} → ${fallen.after}`;
  return [staleFlag(`${change} ${fallen.state}: ${fallen.detail ?? fallen.code ?? ''}`)];
}

const staleFlag = (reason: string): UsageLineFlag => ({ flag: 'stale', reason });

const proposed = ({ proposal }: StoredDecision): string => proposal?.quantity ?? 'a change';

const signed = (variance: DecimalText | null): string =>
  variance === null ? 'unknown' : signedText(variance);
