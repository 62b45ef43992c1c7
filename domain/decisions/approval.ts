import type { Message } from '../../messages/message.ts';
import { dayMs } from '../calendar.ts';
import { approvalWaits } from '../defaults.ts';
import type { Day, DecimalText, Instant } from '../quantity.ts';
import type { ComposedLine, IncludedAnswer } from '../usage/composition.ts';
import type { LineRole } from '../usage/line-roles.ts';
import type { ApprovalLineState } from '../states.ts';
import type { InvoicePeriod, BillingTarget } from '../usage/billing-target.ts';
import type { Change } from './change.ts';
import type { ApprovedSnapshot } from './snapshot.ts';

/** What an approval comes from: decisions on usage lines, taking one back, or the proof of the right to write. */
export const approvalKinds = ['decision', 'revert', 'proof'] as const;
export type ApprovalKind = (typeof approvalKinds)[number];

export const approvedDecisions = ['approve', 'adjust', 'create', 'end', 'revert', 'prove'] as const;
export type ApprovedDecision = (typeof approvedDecisions)[number];

/** What the approver saw, kept for whoever asks months later (RULES 6: counts, reads, sources, neighbors). */
export interface ApprovalEvidence {
  readonly composed: ComposedLine;
  readonly mapping: BoundMapping;
  /** Null for a proof of the write right. */
  readonly period: InvoicePeriod | null;
  /** Of a line to be ended: why it is billed until that day. Absent: another change. */
  readonly whyLastDay?: Message;
  /** Of a line to be created: the last invoiced day by then. Absent: not known, or another change. */
  readonly invoicedThrough?: Day;
}

/** The mapping and the choices an approval was made on; a change voids it (RULES 6). */
export interface BoundMapping {
  readonly accountIds: readonly string[];
  readonly roles: readonly { readonly psaLineId: string; readonly role: LineRole }[];
  /** What free units are, where a person said (RULES 9). */
  readonly included: readonly { readonly psaLineId: string; readonly answer: IncludedAnswer }[];
}

/** What an approval line binds (RULES 6), all from rows. */
export interface ApprovalBinding {
  readonly groupKey: string;
  readonly agreementId: string;
  /** By the PSA; of a line that is to be created, its marker (RULES 16). */
  readonly psaLineId: string;
  readonly decision: ApprovedDecision;
  readonly change: Change;
  /** Units that the PSA bills without the change. */
  readonly before: DecimalText;
  /** Units that it bills after it. Whole. */
  readonly after: DecimalText;
  /** The group's count it was approved on. */
  readonly countOn: number;
  readonly billingTarget: BillingTarget;
  /** N of RULES 5. */
  readonly invoiceDate: Day;
  readonly ruleVersion: number;
  readonly snapshot: ApprovedSnapshot;
  /** When the PSA had last changed the line by the reading that was approved on; null: it did not say. */
  readonly lastUpdated: Instant | null;
  /**
   * The rows may know less than was sent since (a restored backup, a lost workflow): an equal snapshot proves nothing then,
   * and only a line that was not touched since the approval is written.
   */
  readonly mustBeUntouched: boolean;
  readonly mapping: BoundMapping;
  readonly evidence: Pick<ApprovalEvidence, 'composed' | 'period' | 'invoicedThrough'>;
  readonly approvedAt: Instant;
  readonly expiresAt: Instant;
}

/** On their way: what they came to is not known yet. */
export const liveStates = ['queued', 'sending', 'unknown'] as const satisfies readonly ApprovalLineState[];
export type LiveState = (typeof liveStates)[number];

export const isLive = (state: ApprovalLineState): boolean => liveStates.some((live) => live === state);

/** The PSA has what was approved: it was written, or stood there already. */
export const doneStates = ['confirmed', 'unchanged'] as const satisfies readonly ApprovalLineState[];

export const isDone = (state: ApprovalLineState): boolean => doneStates.some((done) => done === state);

/** Done, or on its way to be; every other one ended without effect, or nobody knows. */
export const effectiveStates = [...liveStates, ...doneStates] as const;

/**
 * 45 days after approval; for `invoice-after` also 14 days after N, and for an end 14 days after the invoice that it may
 * have to wait for, whichever is later (RULES 6).
 *
 * @param awaited the latest day of that invoice; null: it waits for none
 */
export function expiryOf(
  approvedAt: Instant,
  billingTarget: BillingTarget,
  invoiceDate: Day,
  awaited: Day | null = null,
): Instant {
  const invoice = billingTarget === 'invoice-after' ? invoiceDate : awaited;
  const sinceApproval = Date.parse(approvedAt) + approvalWaits.endsAfterDays * dayMs;
  if (invoice === null) return new Date(sinceApproval).toISOString();
  // The end of its last day wherever on earth the PSA stands.
  const sinceInvoice =
    Date.parse(`${invoice}T00:00:00Z`) + (approvalWaits.endsAfterInvoiceDays + 1.5) * dayMs;
  return new Date(Math.max(sinceApproval, sinceInvoice)).toISOString();
}

export function boundMapping(composed: ComposedLine): BoundMapping {
  return {
    accountIds: composed.accounts.map(({ accountId }) => accountId).sort(),
    roles: composed.lines
      .flatMap(({ psaLineId, role }) => (role === null ? [] : [{ psaLineId, role }]))
      .sort((a, b) => (a.psaLineId < b.psaLineId ? -1 : 1)),
    included: composed.lines
      .flatMap(({ psaLineId, included }) =>
        included === null ? [] : [{ psaLineId, answer: included.answer }],
      )
      .sort((a, b) => (a.psaLineId < b.psaLineId ? -1 : 1)),
  };
}
