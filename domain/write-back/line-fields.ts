import { decimal, type DecimalText } from '../quantity.ts';

/** What of a PSA line is compared before and after a write (RULES 6), in people's words. */
export const lineFields = {
  agreementId: 'agreement',
  productId: 'product',
  quantity: 'quantity',
  billCustomer: 'billing option',
  unitPrice: 'unit price',
  lessIncluded: 'less included',
  minimum: 'minimum',
  effectiveDate: 'effective date',
  cancelledDate: 'canceled date',
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
