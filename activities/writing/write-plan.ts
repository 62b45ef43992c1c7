import { type Message, message } from '../../messages/message.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import type { SendingFacts } from '../../db/write-back/write-intents.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import { decimal, type Day } from '../../domain/quantity.ts';
import type { CompositionInput } from '../../domain/usage/composition.ts';
import { agreementTypeKey } from '../../domain/comparison/waiting-change.ts';
import { documentDifferences } from '../../domain/write-back/document.ts';
import { type BillsIn, invoicePeriod, namesDay } from '../../domain/usage/billing-target.ts';
import type { BillingTargetFacts, LineCapabilities, LineSnapshot, WritePlan } from '../../psa/port.ts';
import { isGone, type TargetReading } from './read-target.ts';

/** How a line is sent; `wait`: not yet; `none`: this line has no method for it. */
type Way =
  | { readonly kind: 'way'; readonly day: Day | null }
  | { readonly kind: 'wait'; readonly why: Message }
  | { readonly kind: 'none'; readonly why: Message };

/**
 * What the PSA lets be done to this line, for this change (architecture.md 9).
 *
 * @param ownDays on which other changes of ours act on this line, or may
 */
export function planWrite(
  { quantity, dated, decimals, zero, endLine }: LineCapabilities,
  {
    change,
    before,
    after,
    billingTarget,
    invoiceDate,
  }: Pick<ApprovalLine, 'change' | 'before' | 'after' | 'billingTarget' | 'invoiceDate'>,
  { agreement, document }: Pick<LineSnapshot, 'agreement' | 'document'>,
  { nextInvoiceDate, billingCycle }: BillingTargetFacts,
  { billsIn }: Pick<CompositionInput, 'billsIn'>,
  ownDays: readonly Day[],
): Way {
  const none = (why: Message): Way => ({ kind: 'none', why });
  const isEnd = change.kind === 'end-line' || change.kind === 'reopen-line';
  if (isEnd && endLine === 'no') return none(message('write-back.way.no-end'));
  if (!isEnd && !zero && decimal(after).isZero()) return none(message('write-back.way.no-zero'));
  if (!decimals && !decimal(before).isInteger()) return none(message('write-back.way.whole-only'));
  if (quantity === 'document' && document === null) return none(message('write-back.way.document-not-read'));
  if (dated === 'no') {
    if (change.kind !== 'end-line' || endLine !== 'zero') return { kind: 'way', day: null };
    // Units of 0 act on every invoice to come, so the one that bills the last billed day has to be there.
    const begins = firstDayOf(nextInvoiceDate, billingCycle, billsIn[agreementTypeKey(agreement.typeId)]);
    if (begins === null || nextInvoiceDate === null) return none(message('write-back.way.no-day'));
    return begins > change.lastBilledDay
      ? { kind: 'way', day: null }
      : { kind: 'wait', why: message('write-back.blocked.invoice', { day: nextInvoiceDate }) };
  }
  // The day after the last billed one, too: its units are 0 from then on.
  const day = namesDay(billingTarget)
    ? invoiceDate
    : firstDayOf(nextInvoiceDate, billingCycle, billsIn[agreementTypeKey(agreement.typeId)]);
  if (day === null) return none(message('write-back.way.no-day'));
  return ownDays.includes(day) ? none(message('decisions.day.second-change', { day })) : { kind: 'way', day };
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
export function planOf(
  {
    agreementId,
    companyId,
    productIdentifier,
    change,
  }: Pick<ApprovalLine, 'agreementId' | 'companyId' | 'productIdentifier' | 'change'>,
  { change: sent, lastUpdated, day, document, method }: SendingFacts,
): WritePlan {
  const { kind, psaLineId, before, after, lastBilledDay } = sent;
  const written = { document, method };
  if (kind === 'create-line') {
    if (change.kind !== kind) throw new Error('a line is created that was not approved');
    const { line } = change;
    return {
      kind,
      agreementId,
      companyId,
      line,
      productIdentifier,
      units: after,
      marker: psaLineId,
      ...written,
    };
  }
  const ofLine = { ref: { agreementId, lineId: psaLineId }, before, lastUpdated, ...written };
  if (kind === 'set-quantity') return { kind, ...ofLine, after, day };
  if (lastBilledDay === null) throw new Error(`a change "${kind}" was sent without its last billed day`);
  if (change.kind !== kind || change.lastBilledDay !== lastBilledDay)
    throw new Error(`a change "${kind}" was sent that was not approved`);
  return kind === 'end-line' ? { ...ofLine, ...change, kind } : { ...ofLine, ...change, kind, after, day };
}

/**
 * Of a line that is written with its document: what was changed on another line of it between the two readings; it
 * is read again, so that no such change is overwritten. Null: nothing, or the line is written alone.
 */
export function documentChanged({ target, agreements }: TargetReading): Message | null {
  if (isGone(target) || target.document === null) return null;
  const listed = agreements.find(({ id }) => id === target.agreement.id)?.lines ?? [];
  const others = listed.filter(({ id }) => id !== target.line.id);
  const differences = documentDifferences(others, target.document);
  return differences.length === 0 ? null : message('write-back.document-changed', { differences });
}

/**
 * What became of the other lines of a document since it was sent; null: nothing.
 *
 * @param byPeople lines whose changes the PSA's log gives to people: no write changed them
 */
export function documentChangedSince(
  sent: readonly PsaLine[] | null,
  now: readonly PsaLine[] | null,
  byPeople: readonly string[] = [],
): Message | null {
  const written = ({ id }: PsaLine): boolean => !byPeople.includes(id);
  const differences =
    sent === null ? [] : documentDifferences(sent.filter(written), (now ?? []).filter(written));
  return differences.length === 0 ? null : message('write-back.document-changed-since', { differences });
}
