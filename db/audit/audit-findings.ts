import type { Message } from '../../messages/message.ts';

/** One place where the audit does not match its checkpoints. */
export interface AuditFinding {
  /**
   * `changed`: the row does not match its checkpoint. `missing`: the row of a checkpoint is gone. `added-before`: a row that is much older
   * by its own time than rows that had a checkpoint before it. `future`: it got its checkpoint before its own time. `hash`: a checkpoint is gone or was edited. `signed-checkpoint`: the
   * signature is gone, not ours, or not that of the newest checkpoint. `set-back`: the database is behind a signed checkpoint that was
   * written outside it. `anchor`: such a signed checkpoint says otherwise, or is not ours. `anchor-missing`: one that was written
   * is gone, or the newest one stands nowhere. `no-checkpoint`: there is none on an installation that is old enough.
   * `restarted`: the chain is much younger than its first row.
   */
  readonly kind:
    | 'changed'
    | 'missing'
    | 'added-before'
    | 'future'
    | 'hash'
    | 'signed-checkpoint'
    | 'set-back'
    | 'anchor'
    | 'anchor-missing'
    | 'no-checkpoint'
    | 'restarted';
  /** `audit_event.seq`; null where no row is concerned. */
  readonly seq: string | null;
  /** In the chain; null for a row without a checkpoint. */
  readonly position: number | null;
  /** Of a row ahead of its time, by which it can be answered: see `finding-answers.ts`. */
  readonly rowHash?: string;
  readonly detail: Message;
}

export type AddFinding = (finding: AuditFinding) => void;

/** Findings of one verification that are kept; of the others the number. */
export const mostFindings = 1_000;

export function collectFindings() {
  const kept: AuditFinding[] = [];
  let total = 0;
  return {
    kept,
    add: (finding: AuditFinding): void => {
      total += 1;
      if (kept.length < mostFindings) kept.push(finding);
    },
    further: () => total - kept.length,
  };
}
