/** What can be wrong. A test that forces what no client can prevent names the kind it expects. */
export type ViolationKind =
  | 'unapproved-change'
  | 'other-change'
  | 'intent-missing'
  | 'written-before-approval'
  | 'not-as-approved'
  | 'before-differs'
  | 'applied-twice'
  | 'late-effect'
  | 'effect-of-ended'
  | 'landed-elsewhere'
  | 'sum-differs'
  | 'neighbour-touched'
  | 'request-without-intent'
  | 'request-not-as-approved'
  | 'sent-twice-for-one-intent'
  | 'too-many-sends'
  | 'sent-while-stopped'
  | 'confirmed-without-effect'
  | 'unchanged-but-different'
  | 'ledger-disagrees'
  | 'open-intent'
  | 'two-live'
  | 'no-workflow'
  | 'decision-disagrees'
  | 'incomplete-evidence'
  | 'count-from-nowhere'
  | 'dangling-reference'
  | 'stored-line-invented'
  | 'approval-without-audit'
  | 'audit-without-actor'
  | 'audit-disagrees';

export interface Violation {
  readonly kind: ViolationKind;
  readonly words: string;
}
