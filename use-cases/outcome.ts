import type { StoredRejection } from '../contracts/api/commands.ts';
import type { ErrorCode } from '../contracts/errors.ts';

/** One thing that a rejection names, with facts of its own; its words are those of its code, else of the whole one's. */
export type RejectedItem = NonNullable<StoredRejection['errors']>[number];

/**
 * What was asked for does not hold. `api/carry-out.ts` makes a problem of it, `activities/attempt/failures.ts` a failure; both
 * undo the transaction. A command (`activities/attempt/work-command.ts`) keeps it as its answer, with what was noted meanwhile.
 */
export interface Rejected {
  readonly kind: 'rejected';
  readonly code: ErrorCode;
  /** Null: the code's own words say it. */
  readonly detail: string | null;
  readonly items: readonly RejectedItem[];
}

export const rejected = (
  code: ErrorCode,
  detail: string | null = null,
  items: readonly RejectedItem[] = [],
): Rejected => ({ kind: 'rejected', code, detail, items });

export const isRefused = (outcome: unknown): outcome is Rejected =>
  typeof outcome === 'object' && outcome !== null && 'kind' in outcome && outcome.kind === 'rejected';
