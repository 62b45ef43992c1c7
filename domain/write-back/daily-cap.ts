import { decimal, type DecimalText } from '../quantity.ts';

/** Limits of one day (RULES 7): lines, and the sum of the effects on invoices whatever their sign. */
export interface DailyCaps {
  readonly lines: number;
  readonly amount: DecimalText;
}

/** What left today, and how often an administrator granted the day's limit anew. */
export interface SentOfDay {
  readonly lines: number;
  readonly amount: DecimalText;
  readonly allowances: number;
}

/** May one more line go out today? An unknown effect counts as a line only. */
export function fitsDay(caps: DailyCaps, sent: SentOfDay, effectPerInvoice: DecimalText | null): boolean {
  const times = sent.allowances + 1;
  const amount = decimal(sent.amount).plus(decimal(effectPerInvoice ?? '0').abs());
  return sent.lines + 1 <= caps.lines * times && amount.lessThanOrEqualTo(decimal(caps.amount).times(times));
}
