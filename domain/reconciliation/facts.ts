import type { ActorKind } from '../keys.ts';
import type { ApprovalLineState } from '../states.ts';
import type { BillingRule } from '../billing-rules/billing-rule.ts';
import type { ComposedLine } from '../usage/composition.ts';
import type { Day } from '../quantity.ts';
import type { ApprovedDecision } from '../decisions/approval.ts';
import type { Change, ChangeKind } from '../decisions/change.ts';
import type { BillingTarget, InvoicePeriod } from '../usage/billing-target.ts';

/**
 * What the rows of one tenant say about approved changes: ledger (approval lines with write intents), what hangs on it,
 * and the audit, read as one snapshot. Instants are Unix milliseconds.
 */
export interface LedgerFacts {
  readonly lines: readonly LineFact[];
  readonly intents: readonly IntentFact[];
  /** Outbox rows of approvals, relayed or not. */
  readonly outbox: readonly OutboxFact[];
  readonly usageLines: readonly { readonly groupKey: string; readonly decision: string }[];
  readonly overrides: readonly { readonly groupKey: string; readonly count: string }[];
  /** Counts that each group with a release ever showed. */
  readonly shownCounts: readonly { readonly groupKey: string; readonly vendorQuantity: number | null }[];
  /** Ids of the complete counts among those that evidence names. */
  readonly seatCounts: readonly string[];
  /** Lines of the PSA as they were read last, those an approval ever named. */
  readonly psaLines: readonly StoredLineFact[];
  /** Every version of the billing rules. */
  readonly rules: readonly RuleVersionFact[];
  /** Rows about approved changes, and every row without an actor. */
  readonly audit: readonly AuditFact[];
  /** Null: writing does not stand still. */
  readonly writeStopSince: number | null;
}

export interface LineFact {
  readonly id: string;
  readonly approvalId: string;
  readonly integrationId: string;
  readonly groupKey: string;
  readonly label: string;
  readonly companyId: string;
  readonly agreementId: string;
  /** Of a line that is created, its marker. */
  readonly psaLineId: string;
  /** What the PSA calls the line that was created; null: not known. */
  readonly createdLineId: string | null;
  readonly decision: ApprovedDecision;
  readonly change: Change;
  readonly before: string;
  readonly after: string;
  readonly countOn: number;
  readonly billingTarget: BillingTarget;
  readonly invoiceDate: string;
  /** The next invoice date that the reading just before the first sending showed; null: never sent, or it had none. */
  readonly invoiceDateAtSending: string | null;
  readonly composed: EvidenceFact;
  /** Of the invoice that was approved; null: of a proof. */
  readonly period: InvoicePeriod | null;
  readonly actor: ActorFact;
  readonly approvedAt: number;
  readonly finishedAt: number | null;
  readonly state: ApprovalLineState;
  readonly code: string | null;
  readonly sendCount: number;
  readonly reverts: string | null;
  readonly replacedBy: string | null;
}

/** What the approver saw, as far as it is evaluated. */
export interface EvidenceFact extends Pick<
  ComposedLine,
  'kind' | 'vendorQuantity' | 'psaQuantity' | 'includedBeside' | 'rule'
> {
  readonly accounts: readonly Pick<
    ComposedLine['accounts'][number],
    'name' | 'seats' | 'countId' | 'byStatus'
  >[];
  readonly lines: readonly Pick<
    ComposedLine['lines'][number],
    'psaLineId' | 'agreementId' | 'live' | 'role' | 'quantity' | 'continues'
  >[];
}

/** A version of a billing rule, whether it is in force or not. */
export interface RuleVersionFact extends Pick<
  BillingRule,
  'id' | 'version' | 'scope' | 'terms' | 'from' | 'to'
> {
  readonly integrationId: string;
}

export interface IntentFact {
  readonly lineId: string;
  readonly psaLineId: string;
  readonly sendNumber: number;
  readonly change: ChangeKind;
  readonly after: string;
  readonly lastBilledDay: Day | null;
  readonly sentAt: number;
  readonly outcome: 'confirmed' | 'not-done' | 'not-sent' | 'rejected' | 'conflict' | null;
}

export interface OutboxFact {
  readonly approvalId: string;
  readonly relayed: boolean;
  readonly createdAt: number;
}

export interface StoredLineFact {
  readonly id: string;
  readonly quantity: string | null;
  readonly cancelledDate: Day | null;
  readonly readAt: number;
}

export interface AuditFact {
  readonly seq: number;
  readonly actor: ActorFact;
  readonly action: string;
  readonly objectId: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface ActorFact {
  readonly kind: ActorKind;
  readonly id: string;
}
