import type { NewApprovalLine } from '../../db/write-back/approvals.ts';
import type { Day } from '../../domain/quantity.ts';
import { ruleVersion } from '../../domain/rule-version.ts';
import type { ComposedLine } from '../../domain/usage/composition.ts';
import { type ApprovedDecision, boundMapping, expiryOf } from '../../domain/decisions/approval.ts';
import type { DecidedChange } from '../../domain/decisions/decide.ts';
import type { InvoicePeriod } from '../../domain/usage/billing-target.ts';
import type { ApprovedSnapshot } from '../../domain/decisions/snapshot.ts';

/** The line as it was looked at, composed in the transaction that approves. */
interface ApprovedOn {
  readonly usageLine: { readonly id: string; readonly version: number; readonly label: string };
  readonly vendorServiceId: string;
  readonly composed: ComposedLine;
  readonly snapshot: ApprovedSnapshot;
}

type ApprovedChange = Omit<DecidedChange, 'decision' | 'period' | 'rememberTarget'> & {
  readonly decision: ApprovedDecision;
  readonly invoiceDate: Day;
  /** Null: it changes nothing, so no invoice is calculated. */
  readonly period: InvoicePeriod | null;
  /** The approval line that it takes back. */
  readonly reverts?: string;
};

/** What an approval binds (RULES 6): of a decision, a revert and a proof alike. */
export function approvalLine(
  { usageLine, vendorServiceId, composed, snapshot }: ApprovedOn,
  change: ApprovedChange,
  now: Date,
): NewApprovalLine {
  if (composed.companyId === null) throw new Error('a change was approved for a line without a company');
  return {
    groupKey: composed.groupKey,
    usageLineId: usageLine.id,
    lineVersion: usageLine.version,
    label: usageLine.label,
    companyId: composed.companyId,
    vendorServiceId,
    agreementId: change.agreementId,
    psaLineId: change.psaLineId,
    productIdentifier: change.productIdentifier,
    decision: change.decision,
    change: change.change,
    before: change.before,
    after: change.after,
    countOn: change.countOn,
    billingTarget: change.billingTarget,
    invoiceDate: change.invoiceDate,
    ruleVersion,
    snapshot,
    evidence: {
      composed,
      mapping: boundMapping(composed),
      period: change.period,
      ...(change.whyLastDay === undefined ? {} : { whyLastDay: change.whyLastDay }),
      ...(change.invoicedThrough === undefined ? {} : { invoicedThrough: change.invoicedThrough }),
    },
    currency: change.currency,
    effectPerInvoice: change.effectPerInvoice,
    effectPerMonth: change.effectPerMonth,
    reason: change.reason,
    expiresAt: expiryOf(now.toISOString(), change.billingTarget, change.invoiceDate, change.invoicedBy),
    reverts: change.reverts ?? null,
  };
}
