import type { ErrorCode } from '../contracts/errors.ts';
import type { RejectedItem } from '../contracts/stored/rejection.ts';
import type { Message } from '../messages/message.ts';

/**
 * What was asked for does not hold. `api/carry-out.ts` makes a problem of it, `activities/runtime/failures.ts` a failure; both
 * undo the transaction. A command (`activities/runtime/work-command.ts`) keeps it as its answer, with what was noted meanwhile.
 */
export interface Rejected {
  readonly kind: 'rejected';
  readonly code: ErrorCode;
  /** Null: the code's own words say it. */
  readonly detail: Message | null;
  readonly items: readonly RejectedItem[];
}

export const rejected = (
  code: ErrorCode,
  detail: Message | null = null,
  items: readonly RejectedItem[] = [],
): Rejected => ({ kind: 'rejected', code, detail, items });

export const isRejected = (outcome: unknown): outcome is Rejected =>
  typeof outcome === 'object' && outcome !== null && 'kind' in outcome && outcome.kind === 'rejected';
