import { message, type Message } from '../../messages/message.ts';
import type { LineFact } from './facts.ts';

/** What the rows can say against each other. */
export type LedgerDifferenceKind =
  | 'open-intent'
  | 'ledger-disagrees'
  | 'too-many-sends'
  | 'incomplete-evidence'
  | 'count-from-nowhere'
  | 'not-by-rule'
  | 'former-rule'
  | 'dangling-reference'
  | 'two-live'
  | 'no-workflow'
  | 'decision-disagrees'
  | 'approval-without-audit'
  | 'audit-without-ledger'
  | 'audit-without-actor'
  | 'audit-disagrees';

/** Everything `seatwise reconcile` can find; {@link adviceOn} says what to do about each. */
export type DifferenceKind =
  | LedgerDifferenceKind
  | 'not-as-approved'
  | 'written-before-approval'
  | 'billed-elsewhere'
  | 'sent-while-stopped'
  | 'intent-open-too-long'
  | 'not-relayed'
  | 'psa-differs'
  | 'created-twice'
  | 'late-effect'
  | 'changed-since'
  | 'psa-line-gone'
  | 'stored-line-differs';

/** Two of ledger, audit and PSA that do not say the same. */
export interface Difference<Kind extends DifferenceKind = DifferenceKind> {
  readonly kind: Kind;
  /** What it is about, as far as it has ids. */
  readonly subject: {
    readonly approvalId?: string;
    readonly approvalLineId?: string;
    readonly psaLineId?: string;
    readonly groupKey?: string;
    readonly auditSeq?: number;
  };
  /** Name of the customer or account in the evidence; null: it is about no line. No part of the message. */
  readonly label: string | null;
  /** Line, quantities and what does not agree. */
  readonly finding: Message;
}

/** A difference about one approved line. */
export const differenceOf = <Kind extends DifferenceKind>(
  kind: Kind,
  line: LineFact,
  finding: Message,
): Difference<Kind> => ({
  kind,
  subject: {
    approvalId: line.approvalId,
    approvalLineId: line.id,
    psaLineId: line.psaLineId,
    groupKey: line.groupKey,
  },
  label: line.label,
  finding: message('reconciliation.line', {
    line: line.psaLineId,
    before: line.before,
    after: line.after,
    state: line.state,
    finding,
  }),
});

const internal = message('reconciliation.advice.internal');

/** What to do about each kind. */
export const adviceOn: Readonly<Record<DifferenceKind, Message>> = {
  'open-intent': internal,
  'ledger-disagrees': internal,
  'too-many-sends': internal,
  'incomplete-evidence': internal,
  'count-from-nowhere': internal,
  'not-by-rule': internal,
  'former-rule': internal,
  'dangling-reference': internal,
  'two-live': internal,
  'no-workflow': message('reconciliation.advice.no-workflow'),
  'decision-disagrees': message('reconciliation.advice.decision-disagrees'),
  'approval-without-audit': internal,
  'audit-without-ledger': message('reconciliation.advice.audit-without-ledger'),
  'audit-without-actor': internal,
  'audit-disagrees': internal,
  'not-as-approved': internal,
  'written-before-approval': internal,
  'billed-elsewhere': message('reconciliation.advice.billed-elsewhere'),
  'sent-while-stopped': internal,
  'intent-open-too-long': message('reconciliation.advice.intent-open-too-long'),
  'not-relayed': message('reconciliation.advice.not-relayed'),
  'psa-differs': message('reconciliation.advice.psa-differs'),
  'created-twice': message('reconciliation.advice.created-twice'),
  'late-effect': message('reconciliation.advice.late-effect'),
  'changed-since': message('reconciliation.advice.changed-since'),
  'psa-line-gone': message('reconciliation.advice.psa-line-gone'),
  'stored-line-differs': message('reconciliation.advice.stored-line-differs'),
};
