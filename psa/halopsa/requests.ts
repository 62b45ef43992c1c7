import { canceledDateOf } from '../../domain/canceled-day.ts';
import type { Day } from '../../domain/quantity.ts';
import { type Message, message } from '../../messages/message.ts';
import type { CreateLinePlan, PsaResult, ShownRequest, WritePlan } from '../port.ts';
import { psaFailure } from './failures.ts';
import { isRecordId } from './fields.ts';
import { methods, newLineMethodOf, newLineMethods } from './methods.ts';

/** Where each kind of post goes, below `/api/`. */
export const paths = {
  document: 'RecurringInvoice',
  line: 'RecurringInvoice/updatelines',
  newLine: 'RecurringInvoice/Lines',
  licence: 'SoftwareLicence',
} as const;

/** Fields of a line or licence as they are posted. */
export type PostedFields = Readonly<Record<string, unknown>>;

const largestQuantity = 2_147_483_647;

/** The whole number of `12` or `12.00`; null for fractions, signs, exponents, and what is too large for an integer. */
export function wholeQuantity(written: string): number | null {
  const whole = /^(0|[1-9]\d{0,9})(?:\.0{1,30})?$/.exec(written)?.[1];
  const quantity = whole === undefined ? null : Number(whole);
  return quantity === null || quantity > largestQuantity ? null : quantity;
}

export const outOfRange = () =>
  psaFailure('PsaRejected', message('psas.quantity-range', { most: largestQuantity }));

/** A day as Halo writes it; null: none (halopsa.md 4). */
export const writtenDay = (day: Day | null): string => `${day ?? '0001-01-01'}T00:00:00`;

/** A price that a JSON number holds exactly; null: it is none. */
const priceIn = (written: string | null): number | null =>
  written !== null && /^\d{1,9}(?:\.\d{1,4})?$/.test(written) ? Number(written) : null;

/**
 * The fields of a new line. The price is always sent, that of the catalog as well: no source says what Halo bills for a line
 * without one (halopsa.md 7.4).
 */
export function newLineFields({
  agreementId,
  line,
  units,
  marker,
}: Pick<CreateLinePlan, 'agreementId' | 'line' | 'units' | 'marker'>): PsaResult<PostedFields> {
  if (!isRecordId(agreementId) || !isRecordId(line.productId))
    return psaFailure('PsaNotFound', message('psas.invalid-id.line'));
  const quantity = wholeQuantity(units);
  if (quantity === null || quantity === 0) return outOfRange();
  const price = priceIn(line.unitPrice ?? line.catalogPrice);
  if (price === null) return psaFailure('PsaRejected', message('halopsa.new-line-price'));
  const fields = {
    ihid: Number(agreementId),
    _itemid: Number(line.productId),
    qty_order: quantity,
    unit_price: price,
    startdate: writtenDay(line.firstBilledDay),
    recurring_invoice_quantity_type: 0,
    comment_1: marker,
    ...(line.invoiceText === null ? {} : { item_longdescription: line.invoiceText }),
  };
  return { ok: true, value: fields };
}

/** See `PsaDescription.requestsOf`. The documents, lines and licences that are posted whole are known only when they are read. */
export function requestsOf(plan: WritePlan): readonly ShownRequest[] {
  if (plan.kind !== 'create-line') return changeOf(plan);
  const fields = newLineFields(plan);
  if (!fields.ok) return [];
  return newLineMethodOf(plan.method) === newLineMethods.alone
    ? [shown(paths.newLine, fields.value, null)]
    : [
        shown(
          paths.document,
          documentWith(plan.agreementId, fields.value),
          message('halopsa.sent-with-lines'),
        ),
      ];
}

function changeOf(plan: Exclude<WritePlan, CreateLinePlan>): readonly ShownRequest[] {
  const { ref, method } = plan;
  const own = { id: Number(ref.lineId), ihid: Number(ref.agreementId), ...fieldsOf(plan) };
  switch (method) {
    case methods.document:
      return [shown(paths.document, documentWith(ref.agreementId, own), message('halopsa.sent-with-lines'))];
    case methods.line:
      return [shown(paths.line, own, message('halopsa.sent-with-fields'))];
    case methods.licence:
      return [shown(paths.licence, { count: countOf(plan) }, message('halopsa.sent-with-licence'))];
    default:
      return [];
  }
}

const fieldsOf = (plan: Exclude<WritePlan, CreateLinePlan>): PostedFields =>
  plan.kind === 'set-quantity'
    ? { qty_order: wholeQuantity(plan.after) }
    : { enddate: writtenDay(plan.kind === 'end-line' ? canceledDateOf(plan) : null) };

/** What a licence counts after a change of the line that follows it. */
export const countOf = (plan: Exclude<WritePlan, CreateLinePlan>): number | null =>
  plan.kind === 'end-line' ? 0 : wholeQuantity(plan.after);

const documentWith = (agreementId: string, line: PostedFields): PostedFields => ({
  id: Number(agreementId),
  lines: [line],
});

const shown = (path: string, posted: PostedFields, note: Message | null): ShownRequest => ({
  method: 'POST',
  path: `/api/${path}`,
  body: [posted],
  note,
});
