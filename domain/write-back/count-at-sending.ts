import { message } from '../../messages/message.ts';
import { billableUnits } from '../billing-rules/billable-units.ts';
import { decimal } from '../quantity.ts';
import type { ComposedLine } from '../usage/composition.ts';
import type { ApprovalBinding } from '../decisions/approval.ts';
import { followsRule } from '../decisions/bound-rule.ts';
import { sumByStatus } from '../seats.ts';
import { dayAfter, stayingDoubt } from '../decisions/staying-lines.ts';
import { type ApprovalEnd, stale } from './approval-end.ts';

/**
 * At sending only (RULES 6): a decrease goes out only where the newest complete group count is not above the count it
 * was approved on, an increase only where it is not below, and neither where it fell to none. Under a billing rule the
 * units that it makes of the two are compared: an increase to a minimum stays right while seats fall. Duplicates have no
 * count: one is ended while the lines that stay bill the seats. Taking an end back follows no count. `wait`: the group has
 * no complete and fresh count just now.
 *
 * @param staying of a duplicate, the group whose lines stay
 */
export function countAtSending(
  bound: ApprovalBinding,
  composed: ComposedLine,
  staying: ComposedLine | null = null,
): ApprovalEnd | 'wait' | null {
  if (bound.decision === 'prove') return null;
  // Its account has left: there is nothing to count.
  if (bound.decision === 'end' && composed.kind === 'no-account') return null;
  // RULES 7: a count that is too old for a decision is too old for a write.
  const old = composed.flags.some((flag) => flag.flag === 'held' && flag.check === 'age');
  if (composed.notRead !== null || old) return 'wait';
  if (bound.change.kind === 'reopen-line') return null;
  if (bound.decision === 'end' && composed.kind === 'billed-twice') {
    const doubt = stayingDoubt(staying, dayAfter(bound));
    if (doubt?.kind === 'not-read') return 'wait';
    return doubt === null ? null : stale('SnapshotChanged', doubt.why);
  }
  if (composed.vendorQuantity === null) return 'wait';
  const [approved, now] = [bound.countOn, composed.vendorQuantity];
  const byCount = stale('CountChanged', message('write-back.ended.count', { approved, now }));
  if (now === 0 && approved > 0) return byCount;
  const units = followsRule(bound.decision) ? unitsOf(bound.evidence.composed, composed) : null;
  const increases = decimal(bound.after).greaterThan(bound.before);
  const against = (before: number, after: number): boolean => (increases ? after < before : after > before);
  if (units !== null)
    return against(units.approved, units.now)
      ? stale('CountChanged', message('write-back.ended.units', { ...units, count: now }))
      : null;
  return against(approved, now) ? byCount : null;
}

/** What the bound rule made of the count, and makes of the newest one; null: it binds none. */
function unitsOf(
  { rule }: ComposedLine,
  { accounts }: ComposedLine,
): { readonly approved: number; readonly now: number } | null {
  if (rule?.applied?.units == null) return null;
  const { terms, units: approved } = rule.applied;
  return { approved, now: billableUnits(sumByStatus(accounts), terms, rule.day).units };
}
