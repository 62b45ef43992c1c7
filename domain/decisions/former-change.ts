import type { Message } from '../../messages/message.ts';
import type { CanceledDay } from '../canceled-day.ts';
import type { CurrencyCode } from '../currency.ts';
import type { Day, DecimalText } from '../quantity.ts';
import type { ApprovalLineState } from '../states.ts';
import type { BillingTarget, BillingTargetFacts, InvoicePeriod } from '../usage/billing-target.ts';
import type { ChangeableLine } from '../comparison/change-effect.ts';
import type { ComposedLine } from '../usage/composition.ts';
import type { ApprovedDecision } from './approval.ts';
import type { Change, ChangeKind } from './change.ts';
import type { ApprovedSnapshot, BoundFacts } from './snapshot.ts';

/** The change that is to be taken back. */
export interface FormerChange {
  readonly decision: ApprovedDecision;
  readonly state: ApprovalLineState;
  readonly psaLineId: string;
  readonly before: DecimalText;
  readonly after: DecimalText;
  readonly billingTarget: BillingTarget;
  readonly invoiceDate: Day;
  /** The agreement's next invoice date when it was sent; null: not known. */
  readonly invoiceDateAtSending: Day | null;
  /** Where an invoice was created while it was sent: the one that bills it. Absent or null: none was. */
  readonly landedInvoiceDate?: Day | null;
  /** A revert of it is in progress or done. */
  readonly reverted: boolean;
  /** What it did. */
  readonly change: ChangeKind;
  /** What the PSA calls the line that it created; null: none is known. */
  readonly createdLineId: string | null;
  readonly lastBilledDay: Day | null;
  /** That ended it; null: the last billed day. */
  readonly canceledDate: Day | null;
  readonly currency: CurrencyCode | null;
  readonly effectPerInvoice: DecimalText | null;
  readonly effectPerMonth: DecimalText | null;
}

/** What a revert is evaluated on; all of it from rows and the present composition (RULES 6). */
export interface RevertFacts {
  readonly former: FormerChange;
  /** The agreement's, or its parent's, as last read. */
  readonly nextInvoiceDate: Day | null;
  /** The group without what the revert would replace; null: it no longer exists. */
  readonly composed: ComposedLine | null;
  readonly bound: BoundFacts;
  /** The line in the group's sum; undefined: it is not in it. */
  readonly target: ChangeableLine | undefined;
  /** When its agreement bills, whether the line is in the sum or not; null: the line is not of the group. */
  readonly billing: BillingTargetFacts | null;
  /** A write to one of the group's lines ended in a conflict that is not resolved. */
  readonly openConflict: boolean;
  readonly today: Day;
  /** Whether the PSA bills the canceled day of a line (RULES 17). */
  readonly canceledDay: CanceledDay;
}

export type RevertOutcome =
  | { readonly kind: 'rejected'; readonly code: 'NotRevertible' | 'InvoiceMade'; readonly detail: Message }
  | {
      readonly kind: 'reverts';
      readonly composed: ComposedLine;
      readonly snapshot: ApprovedSnapshot;
      readonly change: Change;
      readonly psaLineId: string;
      readonly agreementId: string;
      readonly productIdentifier: string | null;
      readonly effect: Pick<
        ReturnType<ChangeableLine['effectOf']>,
        'currency' | 'effectPerInvoice' | 'effectPerMonth'
      >;
      readonly before: DecimalText;
      readonly after: DecimalText;
      readonly countOn: number;
      readonly billingTarget: BillingTarget;
      readonly period: InvoicePeriod;
    };
