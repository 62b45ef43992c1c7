import type { EndDates } from '../canceled-day.ts';
import type { Day, DecimalText } from '../quantity.ts';

/** What is done to a PSA line other than changing its quantity (RULES 16, 17). */
export const lineChangeKinds = ['create-line', 'end-line', 'reopen-line'] as const;
/** What is done to a PSA line (RULES 5, 16, 17). */
export const changeKinds = ['set-quantity', ...lineChangeKinds] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** What is sent of a new line in addition to agreement, product and units (RULES 16). */
export interface NewLine {
  readonly productId: string;
  /** Null: the PSA takes that of its catalog. */
  readonly unitPrice: DecimalText | null;
  /** What the catalog said when it was approved; null: nothing. */
  readonly catalogPrice: DecimalText | null;
  readonly firstBilledDay: Day;
  /** In the PSA's own word; null: it has no such option. */
  readonly billingOption: string | null;
  /** Null: as the PSA has it for the product. */
  readonly taxable: boolean | null;
  /** What the invoice says of it; null: as the PSA has it for the product. */
  readonly invoiceText: string | null;
}

/**
 * A change of one line. The units that it bills before and after are those of its approval: 0 before a line is created, 0
 * after its last billed day.
 */
export type Change =
  | { readonly kind: 'set-quantity' }
  | { readonly kind: 'create-line'; readonly line: NewLine }
  | ({ readonly kind: 'end-line' } & EndDates)
  /** Takes back the end that names this day. */
  | ({ readonly kind: 'reopen-line' } & EndDates);

export const setQuantity: Change = { kind: 'set-quantity' };
