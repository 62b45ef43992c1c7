import type { LineFact } from './facts.ts';

/** What the rows can say against each other. */
export type LedgerDifferenceKind =
  | 'open-intent'
  | 'ledger-disagrees'
  | 'too-many-sends'
  | 'incomplete-evidence'
  | 'count-from-nowhere'
  | 'dangling-reference'
  | 'two-live'
  | 'no-workflow'
  | 'decision-disagrees'
  | 'approval-without-audit'
  | 'audit-without-ledger'
  | 'audit-without-actor'
  | 'audit-disagrees';

/** Everything `seatwise reconcile` can find; docs/operating/commands.md says what to do about each. */
export type DifferenceKind =
  | LedgerDifferenceKind
  | 'not-as-approved'
  | 'written-before-approval'
  | 'billed-elsewhere'
  | 'sent-while-stopped'
  | 'intent-open-too-long'
  | 'not-relayed'
  | 'psa-differs'
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
  /** Label, line, quantities and what does not agree, in one sentence. */
  readonly words: string;
}

/** A difference about one approved line. */
export const differenceOf = <Kind extends DifferenceKind>(
  kind: Kind,
  line: LineFact,
  words: string,
): Difference<Kind> => ({
  kind,
  subject: {
    approvalId: line.approvalId,
    approvalLineId: line.id,
    psaLineId: line.psaLineId,
    groupKey: line.groupKey,
  },
  words: `${line.label}, line ${line.psaLineId}, ${line.before} → ${line.after}, ${line.state}: ${words}`,
});

const ours = 'An error of ours, or rows that were edited. Turn off write-back, keep a backup, and report it.';

/** What to do about each kind. */
export const adviceOn: Readonly<Record<DifferenceKind, string>> = {
  'open-intent': ours,
  'ledger-disagrees': ours,
  'too-many-sends': ours,
  'incomplete-evidence': ours,
  'count-from-nowhere': ours,
  'dangling-reference': ours,
  'two-live': ours,
  'no-workflow': 'Nothing will send it. Cancel the change and decide again, and report it.',
  'decision-disagrees': 'Read the line again in the console; if it stays, report it.',
  'approval-without-audit': ours,
  'audit-without-ledger':
    'Rows of the ledger are missing: compare with the newest backup before anything is approved.',
  'audit-without-actor': ours,
  'audit-disagrees': ours,
  'not-as-approved': ours,
  'written-before-approval': ours,
  'billed-elsewhere':
    'Look at the invoice it landed on; revert the change if it should not have been on it, and report it.',
  'sent-while-stopped': ours,
  'intent-open-too-long':
    'See that a worker runs, and the current details of the workflow write-back/<approval>. Nothing is sent twice meanwhile.',
  'not-relayed': 'See that a worker runs and reaches Temporal: the change waits and is not lost.',
  'psa-differs': 'Compare the line with the approval in the PSA before anything else is approved on it.',
  'late-effect':
    'The PSA acted after the change had ended here. Decide whether the quantity stands, then read the line again.',
  'changed-since': 'Nothing is wrong in Seatwise. The next sync reads it, or read the line again now.',
  'psa-line-gone': 'Somebody deleted or moved the line in the PSA. The next sync shows what is billed now.',
  'stored-line-differs': 'Read the line again; if the difference stays, report it.',
};
