import type { Message } from '../../messages/message.ts';
import type { Selection } from '../../domain/decisions/decision.ts';
import type { ErrorCode } from '../../contracts/errors.ts';
import type { DecidedChange, DecisionWish } from '../../domain/decisions/decide.ts';
import type { Kinds } from '../../domain/kinds.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import type { RequestContext } from '../request-context.ts';

/** One decision about one usage line as it was sent. */
export interface Item extends DecisionWish {
  readonly usageLineId: string;
}

/** Decisions of one person, sent together. */
export interface DecisionRequest {
  readonly by: RequestContext;
  /** Approvals are signed with it. */
  readonly keyRing: KeyRing;
  readonly kinds: Kinds;
  readonly selection: Selection;
  readonly items: readonly Item[];
}

/** Why one item of a request does not hold; the others do. */
export interface ItemRejected {
  readonly kind: 'rejected';
  readonly code: ErrorCode;
  /** Null: the code's own words say it. */
  readonly detail: Message | null;
  /** `BillingTargetNotSet`: the type of agreements to answer for. */
  readonly agreementTypeId?: string;
  /** `BillingTargetNotOffered`: what can be chosen. */
  readonly offer?: readonly string[];
}

export const rejectedItem = (code: ErrorCode, detail: Message | null): ItemRejected => ({
  kind: 'rejected',
  code,
  detail,
});

/** What came of one item. `open`: a hold or a dismissal was taken back. */
export type ItemOutcome =
  | ItemRejected
  | { readonly kind: 'dismissed' | 'held' | 'open' }
  | { readonly kind: 'proposed'; readonly change: DecidedChange }
  | {
      readonly kind: 'approved';
      readonly change: DecidedChange;
      readonly approvalId: string;
      readonly approvalLineId: string;
      /** The queued approval line whose place it took. */
      readonly replaced: string | null;
    };

export interface Decided {
  readonly usageLineId: string;
  /** Null: there is no such line. */
  readonly integrationId: string | null;
  readonly outcome: ItemOutcome;
  /** Of the line after the decision; null: it was not looked at. */
  readonly lineVersion: number | null;
}
