import type { CurrencyCode } from '../domain/currency.ts';
import { decimal, decimalText, type DecimalText, type Instant } from '../domain/quantity.ts';
import { amountIn, type EffectTotals } from '../domain/usage/measure-totals.ts';
import type { Message } from '../messages/message.ts';
import type { ReportCell, ReportColumn, ReportGroup, ReportRow } from './document.ts';

type Words = Message | string;

export const none: ReportCell = { kind: 'none' };

/** @param id of what the text names, as its own system shows it */
export const text = (words: Words | null, id?: string | null): ReportCell =>
  words === null || words === ''
    ? none
    : { kind: 'text', text: words, ...(id === undefined || id === null ? {} : { id }) };

/** Null is unknown. */
export const quantity = (value: DecimalText | number | null): ReportCell => ({
  kind: 'quantity',
  quantity: value,
});

/** An amount of money. Null is unknown. */
export const money = (amount: DecimalText | null, currency: CurrencyCode): ReportCell => ({
  kind: 'money',
  amount,
  currency,
});

/** A change of money. Null is unknown. */
export const change = (amount: DecimalText | null, currency: CurrencyCode): ReportCell => ({
  kind: 'money',
  amount,
  currency,
  signed: true,
});

/** Of a figure that has a sign, or of one that has none. */
export const figureCell = (signed: boolean, amount: DecimalText | null, currency: CurrencyCode): ReportCell =>
  signed ? change(amount, currency) : money(amount, currency);

/** A figure in one currency: unknown where lines have it and the amount of none is known. @param currency null: the own */
export const figureIn = (
  total: EffectTotals,
  currency: CurrencyCode | null,
  own: CurrencyCode,
  signed = true,
): ReportCell =>
  figureCell(
    signed,
    currency === null && total.lines > 0 && total.unknown === total.lines ? null : amountIn(total, currency),
    currency ?? own,
  );

/** The sum of the amounts in one currency: unknown where the amount of none is known. */
export function sumOf(
  amounts: readonly (DecimalText | null)[],
  currency: CurrencyCode,
  signed = true,
): ReportCell {
  const known = amounts.filter((amount) => amount !== null);
  if (known.length === 0 && amounts.length > 0) return figureCell(signed, null, currency);
  const sum = decimalText(known.reduce((all, amount) => all.plus(amount), decimal('0')));
  return figureCell(signed, sum, currency);
}

export const instant = (at: Instant | null): ReportCell => (at === null ? none : { kind: 'instant', at });

export const column = (key: string, head: Words, kind: ReportCell['kind'], weight = 2): ReportColumn => ({
  key,
  head,
  kind,
  weight,
});

export const identifier = (key: string, head: Words): ReportColumn => ({
  key,
  head,
  kind: 'text',
  weight: 2,
  identifier: true,
});

/** Rows of a section that is not divided. */
export const oneGroup = (rows: readonly ReportRow[]): readonly ReportGroup[] =>
  rows.length === 0 ? [] : [{ title: null, rows, totals: [] }];
