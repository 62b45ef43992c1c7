import { currencyDecimals, notConfirmed } from '../../domain/currency-codes.ts';
import { type Format, formatFor } from '../../messages/rendering/formats.ts';
import type { ReportCell } from '../document.ts';
import type { PdfWords } from './words.ts';

/** What a cell says on paper: full dates, times in the zone of the document, money with its currency. */
export type CellText = (cell: ReportCell<string>) => string;

/** Returns the texts of cells in one language and time zone. */
export function cellTexts(words: PdfWords, timeZone: string): CellText {
  const format = formatFor({ locale: words.locale, timeZone, dates: 'full' });
  return (cell) => shown(cell, words, format);
}

function shown(cell: ReportCell<string>, words: PdfWords, format: Format): string {
  switch (cell.kind) {
    case 'none':
      return '';
    case 'text':
      return cell.text;
    case 'quantity':
      return cell.quantity === null ? words.unknown : numberText(String(cell.quantity), words.locale, 0);
    case 'money':
      return cell.amount === null ? words.unknown : moneyText({ ...cell, amount: cell.amount }, words);
    case 'day':
      return format.day(cell.day);
    case 'month':
      return format.month(cell.month);
    case 'instant':
      // The time stays on one line.
      return format.instant(cell.at).replace(/\s(?=[AP]M$)/u, '\u00a0');
  }
}

interface Money {
  readonly amount: string;
  readonly currency: string;
  readonly signed?: true;
}

function moneyText({ amount, currency, signed }: Money, words: PdfWords): string {
  const isKnown = currency !== notConfirmed;
  const number = numberText(amount, words.locale, isKnown ? currencyDecimals(currency) : 2, signed === true);
  return isKnown ? `${number} ${currency}` : words.amountWithoutCurrency(number);
}

const formats = new Map<string, Intl.NumberFormat>();

/** `digits` is the least number after the point; a decimal that has more keeps them. */
function numberText(decimal: string, locale: string, digits: number, signed = false): string {
  const own = decimal.split('.')[1]?.length ?? 0;
  const key = [locale, digits, own, signed].join(' ');
  const format =
    formats.get(key) ??
    new Intl.NumberFormat(locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: Math.max(digits, own),
      signDisplay: signed ? 'exceptZero' : 'auto',
    });
  formats.set(key, format);
  // As text, which Intl takes exactly.
  return format.format(decimal as `${number}`);
}
