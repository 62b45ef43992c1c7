import { asWritten, type Message, message } from '../../messages/message.ts';
import { type Day, decimal, type DecimalText, type Instant } from '../quantity.ts';
import type { DecisionState } from '../states.ts';
import type { ComposedLine } from '../usage/composition.ts';
import type { UsageLineFlag } from '../usage/line-flags.ts';
import { type LineNeed, needOf } from '../usage/needs.ts';
import type { Proposal } from './decide.ts';

/** Stored decision states: an open line has none, and an approval is stored separately. */
export type StoredState = Exclude<DecisionState, 'open' | 'approved'>;

/** A decision that is no approval, as stored. */
export interface StoredDecision {
  readonly state: StoredState;
  /** The line version that was decided. */
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
  readonly detail: Message | null;
  readonly before: DecimalText;
  readonly after: DecimalText;
  readonly at: Instant;
}

/** Codes of void approvals (RULES 6): `canceled` by a rule, not by a person who wanted it so. */
export const decisionCodes = [
  'MappingChanged',
  'RulesChanged',
  'BillingRuleChanged',
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
  /** `null` when neither a decision nor the resolution of a write is needed: the line is not open (RULES 8). */
  readonly need: LineNeed | null;
}

/**
 * Returns the status of a line's decision for its present composition (RULES 8): a pending approval wins; a proposal is
 * valid for its line version; a dismissal until the month is over or the variance changes; a hold until any other
 * decision. What came back to review is flagged `stale` until it is decided again or vendor and PSA agree.
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
      ended: line.endsOn !== undefined,
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
            flags: [{ flag: 'stale', reason: proposalChanged(stored) }, ...stale],
          };
    case 'dismissed':
      return dismissal(line, stored, today);
  }
}

function dismissal(line: ComposedLine, stored: StoredDecision, today: Day): Status {
  if (stored.untilDay !== null && today >= stored.untilDay) return { decision: 'open', flags: [] };
  const at = difference(stored.variance);
  if (!isSame(stored.variance, line.variance)) {
    const reason = message('usage.flag.dismissed-before', { at, now: difference(line.variance) });
    return { decision: 'open', flags: [{ flag: 'dismissed', reason }] };
  }
  const until = stored.untilDay ?? '';
  const reason =
    stored.reason === null
      ? message('usage.flag.dismissed', { at, until })
      : message('usage.flag.dismissed-because', { at, until, reason: stored.reason });
  return { decision: 'dismissed', flags: [{ flag: 'dismissed', reason }] };
}

function staleFlags(
  line: ComposedLine,
  stored: StoredDecision | null,
  fallen: FallenApproval | null,
): readonly UsageLineFlag[] {
  if (fallen === null || (stored !== null && stored.at > fallen.at)) return [];
  // vendor and PSA agree: nothing of it is left to decide. A conflict stays until a person resolves it.
  if ((line.kind === 'match' || line.endsOn !== undefined) && fallen.state !== 'conflict') return [];
  const { before, after, state, detail, code } = fallen;
  const reason = message('usage.flag.stale', {
    before,
    after,
    state,
    detail: detail ?? asWritten(code ?? state),
  });
  return [{ flag: 'stale', reason }];
}

const proposalChanged = ({ proposal }: StoredDecision): Message =>
  proposal?.quantity == null
    ? message('usage.flag.proposal-changed')
    : message('usage.flag.proposed-quantity-changed', { quantity: proposal.quantity });

const difference = (change: DecimalText | null): Message =>
  change === null ? message('usage.difference-unknown') : message('usage.difference', { change });

const isSame = (a: DecimalText | null, b: DecimalText | null): boolean =>
  a === null || b === null ? a === b : decimal(a).equals(b);
