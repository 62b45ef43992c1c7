import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import type { SendingFacts } from '../../db/write-back/write-intents.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import { decimal, type Day } from '../../domain/quantity.ts';
import type { CompositionInput } from '../../domain/usage/composition.ts';
import { agreementTypeKey } from '../../domain/usage/waiting-change.ts';
import { documentDifferences } from '../../domain/write-back/document.ts';
import { type BillsIn, invoicePeriod, namesDay } from '../../domain/usage/billing-target.ts';
import type { BillingTargetFacts, LineCapabilities, LineSnapshot, WritePlan } from '../../psa/port.ts';
import { isGone, type TargetReading } from './read-target.ts';

/** How a line is sent; `none`: not in any way that this line has. */
type Way =
  | { readonly kind: 'way'; readonly day: Day | null }
  | { readonly kind: 'none'; readonly why: string };

/**
 * What the PSA lets be done to this line, for this change (architecture.md 9).
 *
 * @param ownDays on which other changes of ours act on this line, or may
 */
export function wayOfSending(
  { quantity, dated, decimals, zero }: LineCapabilities,
  {
    before,
    after,
    billingTarget,
    invoiceDate,
  }: Pick<ApprovalLine, 'before' | 'after' | 'billingTarget' | 'invoiceDate'>,
  { agreement, document }: Pick<LineSnapshot, 'agreement' | 'document'>,
  { nextInvoiceDate, billingCycle }: BillingTargetFacts,
  { billsIn }: Pick<CompositionInput, 'billsIn'>,
  ownDays: readonly Day[],
): Way {
  const none = (why: string): Way => ({ kind: 'none', why });
  if (!zero && decimal(after).isZero()) return none('this line takes no 0: it is ended in the PSA');
  if (!decimals && !decimal(before).isInteger()) return none('this line takes whole quantities only');
  if (quantity === 'document' && document === null)
    return none('this line is written with its whole document, whose other lines were not read');
  if (dated === 'no') return { kind: 'way', day: null };
  const day = namesDay(billingTarget)
    ? invoiceDate
    : firstDayOf(nextInvoiceDate, billingCycle, billsIn[agreementTypeKey(agreement.typeId)]);
  if (day === null) return none('this line takes a day, and which days the next invoice covers is not known');
  return ownDays.includes(day)
    ? none(`one of our changes of this line acts on ${day} already, and a second on one day is not sent`)
    : { kind: 'way', day };
}

const firstDayOf = (
  nextInvoiceDate: Day | null,
  cycle: BillingTargetFacts['billingCycle'],
  way: BillsIn | undefined,
): Day | null =>
  nextInvoiceDate === null || cycle === null || way === undefined
    ? null
    : invoicePeriod(nextInvoiceDate, cycle, way).begins;

/** What is sent, from the row of the line and that of its sending. */
export const planOf = (
  line: Pick<ApprovalLine, 'agreementId' | 'psaLineId' | 'before' | 'after'>,
  { lastUpdated, day, document, method }: SendingFacts,
): WritePlan => ({
  ref: { agreementId: line.agreementId, lineId: line.psaLineId },
  before: line.before,
  after: line.after,
  lastUpdated,
  day,
  document,
  method,
});

/**
 * Of a line that is written with its document: what somebody changed on another line of it between the two readings; it
 * is read again, so that nobody's change is written over. Null: nothing, or the line is written alone.
 */
export function documentChanged({ target, agreements }: TargetReading): string | null {
  if (isGone(target) || target.document === null) return null;
  const listed = agreements.find(({ id }) => id === target.agreement.id)?.lines ?? [];
  return changed(
    listed.filter(({ id }) => id !== target.line.id),
    target.document,
    'another line of its document changed while it was read',
  );
}

/** What became of the other lines of a document since it was sent; null: nothing. */
export const documentChangedSince = (
  sent: readonly PsaLine[] | null,
  now: readonly PsaLine[] | null,
): string | null =>
  sent === null ? null : changed(sent, now ?? [], 'other lines of its document changed since it was sent');

function changed(before: readonly PsaLine[], now: readonly PsaLine[], words: string): string | null {
  const differences = documentDifferences(before, now);
  return differences === '' ? null : `${words}: ${differences}`;
}
