import type { Actor } from '../keys.ts';
import { type Day, decimal, type DecimalText } from '../quantity.ts';
import type { ApprovedDecision } from './approval.ts';
import type { ChangeKind } from './change.ts';
import type { BillingTarget } from '../usage/billing-target.ts';

/** An approved line as its signature covers it: everything that decides what is sent, and who decided it (RULES 6). */
export interface SignedApproval {
  readonly tenantId: string;
  readonly integrationId: string;
  /** Which kind of PSA the IDs belong to. */
  readonly psa: string;
  /** The instance of the PSA, as far as one was kept. */
  readonly psaInstance: string | null;
  readonly approvalId: string;
  readonly id: string;
  readonly decision: ApprovedDecision;
  readonly change: ChangeKind;
  /** As stored; null: no line is created. */
  readonly newLine: unknown;
  readonly lastBilledDay: Day | null;
  /** Null: the last billed day. */
  readonly canceledDate: Day | null;
  readonly groupKey: string;
  readonly usageLineId: string;
  readonly lineVersion: number;
  readonly companyId: string;
  readonly vendorServiceId: string;
  readonly agreementId: string;
  readonly psaLineId: string;
  readonly productIdentifier: string | null;
  readonly before: DecimalText;
  readonly after: DecimalText;
  readonly countOn: number;
  readonly billingTarget: BillingTarget;
  readonly invoiceDate: string;
  readonly ruleVersion: number;
  /** What must be unchanged when it is sent, as stored. */
  readonly snapshot: unknown;
  /** What the approver saw, with mapping, checks and overrides, as stored. */
  readonly evidence: unknown;
  /** The schema version of both. */
  readonly form: number;
  readonly lastUpdated: Date | null;
  /** Of the amounts. */
  readonly currency: string | null;
  readonly effectPerInvoice: DecimalText | null;
  readonly effectPerMonth: DecimalText | null;
  readonly reason: string | null;
  readonly actor: Actor;
  readonly approvedAt: Date;
  readonly expiresAt: Date;
  readonly reverts: string | null;
}

/** Returns the canonical form that a new approval is signed in: the first that covers all that it binds. */
export const signedForm = ({ canceledDate }: Pick<SignedApproval, 'canceledDate'>): 2 | 3 =>
  canceledDate === null ? 2 : 3;

/**
 * The fields of each canonical form that signatures exist in. A form never changes: what a later version must cover as
 * well becomes the next form. Fields are signed with their names, so that no two values can trade places.
 */
const first: readonly (keyof SignedApproval)[] = [
  'tenantId', 'integrationId', 'psa', 'psaInstance', 'approvalId', 'id', 'decision', 'groupKey', 'usageLineId', 'lineVersion',
  'companyId', 'vendorServiceId', 'agreementId', 'psaLineId', 'productIdentifier', 'before', 'after', 'countOn',
  'billingTarget', 'invoiceDate', 'ruleVersion', 'snapshot', 'evidence', 'form', 'lastUpdated', 'currency', 'effectPerInvoice',
  'effectPerMonth', 'reason', 'actor', 'approvedAt', 'expiresAt', 'reverts',
]; // prettier-ignore

const second: typeof first = [...first, 'change', 'newLine', 'lastBilledDay'];

const forms: Readonly<Record<number, readonly (keyof SignedApproval)[]>> = {
  1: first,
  2: second,
  3: [...second, 'canceledDate'],
};

const numbers: readonly (keyof SignedApproval)[] = ['before', 'after', 'effectPerInvoice', 'effectPerMonth'];

/** The text that is signed; `null` where this version does not know the form, or it does not cover such a change. */
export function canonicalApproval(line: SignedApproval, form: number): string | null {
  const fields = forms[form];
  if (fields === undefined || (form === 1 && line.change !== 'set-quantity')) return null;
  if (form < 3 && line.canceledDate !== null) return null;
  const signed = Object.fromEntries(fields.map((field) => [field, canonicalValue(line, field)]));
  return `seatwise approval ${form}|${canonicalJson(signed)}`;
}

/** `12.50` and `12.5` are one number, whichever of the two the database gives back. */
function canonicalValue(line: SignedApproval, field: keyof SignedApproval): unknown {
  const value = line[field];
  return numbers.includes(field) && typeof value === 'string' ? decimal(value).toFixed() : value;
}

/** One text for equal JSON values, whatever the order of their keys: `jsonb` keeps none. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(JSON.parse(JSON.stringify(value))));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
