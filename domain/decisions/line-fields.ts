import { asWritten, type Message, message } from '../../messages/message.ts';
import { decimal, type DecimalText } from '../quantity.ts';

/** What of a PSA line is compared before and after a write (RULES 6), with the end of the ID of its name. */
export const lineFields = {
  agreementId: 'agreement',
  productId: 'product',
  quantity: 'quantity',
  billCustomer: 'billing-option',
  unitPrice: 'unit-price',
  lessIncluded: 'less-included',
  minimum: 'minimum',
  effectiveDate: 'effective-date',
  cancelledDate: 'canceled-date',
} as const;
export type LineField = keyof typeof lineFields;

const numbers: ReadonlySet<string> = new Set<LineField>(['quantity', 'unitPrice', 'lessIncluded', 'minimum']);

/** Two readings of one field, named as in {@link lineFields}, say the same. */
export const sameField = (field: string, a: string | null, b: string | null): boolean =>
  a === b || (numbers.has(field) && sameNumber(a, b));

/** PSAs and databases write one number in several ways: `12.50` and `12.5` are the same. */
export function sameNumber(a: DecimalText | null, b: DecimalText | null): boolean {
  return a === null || b === null ? a === b : decimal(a).equals(b);
}

const dates: ReadonlySet<string> = new Set<LineField>(['effectiveDate', 'cancelledDate']);

/** The value of a field as people read it. */
export function fieldValue(field: string, value: string | boolean | null | undefined): Message {
  if (value === null || value === undefined) return message('write-back.value.none');
  if (typeof value === 'boolean') return yesOrNo(value);
  if (field === 'agreementId')
    return message('write-back.value.agreement', { agreementId: value, id: value });
  if (field === 'productId') return message('write-back.value.product', { productId: value, id: value });
  if (numbers.has(field)) return message('write-back.value.quantity', { quantity: value });
  return dates.has(field) ? message('write-back.value.day', { day: value }) : asWritten(value);
}

export const yesOrNo = (value: boolean): Message =>
  value ? message('write-back.value.yes') : message('write-back.value.no');
