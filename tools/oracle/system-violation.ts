/** What can be wrong with runs, workflows and processes once everything has settled. */
export type SystemViolationKind =
  | 'run-sum'
  | 'run-open'
  | 'run-without-audit'
  | 'outcome-disagrees'
  | 'workflow-missing'
  | 'workflow-left'
  | 'workflow-stuck'
  | 'schedule-missing'
  | 'schedule-left'
  | 'schedule-disagrees'
  | 'command-unanswered'
  | 'composition-differs'
  | 'line-in-two-groups'
  | 'not-held'
  | 'rule-differs'
  | 'billed-twice-hidden'
  | 'ledger-changed'
  | 'part-ended'
  | 'process-left'
  | 'deadlock'
  | 'connections-grew'
  | 'memory-grew'
  | 'descriptors-grew';

export interface SystemViolation {
  readonly kind: SystemViolationKind;
  readonly words: string;
}
