import { type CurrencyCode, currencyDecimals, notConfirmed } from '../../domain/currency-codes.ts';
import { decimal, type DecimalText } from '../../domain/quantity.ts';
import type { ReportCell } from '../document.ts';
import { localTime } from '../local-time.ts';

export interface CellContext {
  /** IANA; instants are shown in it. */
  readonly timeZone: string;
  /** Shown for an unknown quantity or amount. */
  readonly unknown: string;
}

/** Returns a cell as a workbook holds it: a date is a number, which its format shows as one. */
export function valueOf(
  cell: ReportCell<string>,
  { timeZone, unknown }: CellContext,
): string | number | null {
  switch (cell.kind) {
    case 'none':
      return null;
    case 'text':
      return textValue(cell.text);
    case 'quantity':
      return cell.quantity === null ? unknown : numberOf(cell.quantity);
    case 'money':
      return cell.amount === null ? unknown : numberOf(cell.amount);
    case 'day':
      return serial(cell.day);
    case 'month':
      return serial(`${cell.month}-01`);
    case 'instant':
      return serial(`${localTime(timeZone, cell.at)}Z`);
  }
}

/** The digits of a number that a spreadsheet keeps. */
const mostDigits = 15;

/** Returns a number; of more than 15 digits the exact text, since a spreadsheet would round the number. */
export function numberOf(quantity: DecimalText | number): number | string {
  const exact = decimal(quantity);
  return exact.precision() > mostDigits ? exact.toFixed() : exact.toNumber();
}

/** Returns the format that these cells share; undefined: they are text. */
export function formatOf(cells: readonly ReportCell<string>[]): string | undefined {
  const [one] = cells;
  switch (one?.kind) {
    case 'day':
      return 'yyyy-mm-dd';
    case 'month':
      return 'yyyy-mm';
    case 'instant':
      return 'yyyy-mm-dd hh:mm:ss';
    case 'quantity':
      return `#,##0${fraction(Math.max(...cells.map(decimalsOf)))}`;
    case 'money':
      return moneyFormat(
        one.currency,
        cells.some((cell) => cell.kind === 'money' && cell.signed === true),
      );
    default:
      return undefined;
  }
}

/** Digits as the currency has them, and its code; of XXX none, since its column says so. */
function moneyFormat(currency: CurrencyCode, signed: boolean): string {
  const digits = `#,##0${fraction(currencyDecimals(currency))}`;
  const amount = currency === notConfirmed ? digits : `${digits} [$${currency}]`;
  return signed ? `+${amount};-${amount};${amount}` : amount;
}

const decimalsOf = (cell: ReportCell<string>): number =>
  cell.kind === 'quantity' && cell.quantity !== null ? decimal(cell.quantity).decimalPlaces() : 0;

const fraction = (decimals: number): string => (decimals === 0 ? '' : `.${'0'.repeat(decimals)}`);

const dayMs = 86_400_000;

/** Days since the one that spreadsheets count from; rounded up, since some readers cut a time off instead of rounding it. */
const serial = (iso: string): number => Math.ceil(((Date.parse(iso) - epoch) / dayMs) * 1e10) / 1e10;

const epoch = Date.UTC(1899, 11, 30);

/** Null where it is empty. Longer than a cell may be, it is cut; what XML cannot hold is a question mark. */
export const textValue = (text: string): string | null =>
  text
    .replace(/\r\n?/gu, '\n')
    // oxlint-disable-next-line no-control-regex -- the characters that a workbook cannot hold
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/gu, '?')
    .slice(0, 32_767) || null;
