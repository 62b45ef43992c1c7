import { type Currencies, type CurrencyCode, inOwnCurrency } from '../currency.ts';
import type { ChangeKind } from '../decisions/change.ts';
import { decimal, type DecimalText } from '../quantity.ts';

/** Limits of one day (RULES 6): lines, and the sum of the effects on invoices whatever their sign. */
export interface DailyCaps {
  readonly lines: number;
  readonly amount: DecimalText;
}

/** Settings of limits, each for one kind of change. */
export const capNames = ['writeCaps', 'createCaps', 'endCaps'] as const;
export type CapName = (typeof capNames)[number];

/** Which changes of a day are limited together. */
export const changesOfCap = {
  writeCaps: ['set-quantity'],
  createCaps: ['create-line'],
  endCaps: ['end-line', 'reopen-line'],
} as const satisfies Readonly<Record<CapName, readonly ChangeKind[]>>;

export function capOf(kind: ChangeKind): CapName {
  if (kind === 'set-quantity') return 'writeCaps';
  return kind === 'create-line' ? 'createCaps' : 'endCaps';
}

/** What left today, and how often an administrator granted the limit again. */
export interface SentOfDay {
  readonly lines: number;
  /** In the tenant's currency. */
  readonly amount: DecimalText;
  readonly allowances: number;
  /** Lines in a currency that has no exchange rate (RULES 9). */
  readonly withoutRate: number;
}

/** The effect of a change on its invoice, and what it is in; null: the tenant's own. */
export interface CappedChange {
  readonly effectPerInvoice: DecimalText | null;
  readonly currency: CurrencyCode | null;
}

/**
 * May one more line go out today? An unknown effect counts as a line only. `no-rate`: its currency, or that of a line that
 * left today, has no exchange rate, so that the limit cannot be checked.
 */
export function fitsDay(
  caps: DailyCaps,
  sent: SentOfDay,
  { effectPerInvoice, currency }: CappedChange,
  currencies: Currencies,
): 'fits' | 'full' | 'no-rate' {
  const effect = effectPerInvoice === null ? null : decimal(effectPerInvoice);
  const own = inOwnCurrency(effect, currency, currencies);
  if (own.withoutRate !== null || sent.withoutRate > 0) return 'no-rate';
  const times = sent.allowances + 1;
  const amount = decimal(sent.amount).plus(own.amount?.abs() ?? 0);
  return sent.lines + 1 <= caps.lines * times && amount.lessThanOrEqualTo(decimal(caps.amount).times(times))
    ? 'fits'
    : 'full';
}
