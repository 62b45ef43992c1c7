import type { Decimal } from 'decimal.js';
import { dayMs } from '../calendar.ts';
import { canceledDateOf, type CanceledDay } from '../canceled-day.ts';
import type { CurrencyCode } from '../currency.ts';
import { type Day, decimal } from '../quantity.ts';
import { invoicePeriod } from '../usage/billing-target.ts';
import type { ComposedLine, CompositionInput } from '../usage/composition.ts';
import { rounded } from '../comparison/money.ts';
import { agreementTypeKey } from '../comparison/waiting-change.ts';
import type { ComparedRow } from './invoice-comparison.ts';
import { amountOf } from './invoice-differences.ts';

/** An invoice that bills the canceled day of a line other than the setting says (RULES 17). */
export interface OtherCanceledDay {
  readonly psaLineId: string;
  readonly lastBilledDay: Day;
  readonly canceledDate: Day;
  /** What the invoice shows. */
  readonly canceledDay: CanceledDay;
  readonly invoice: ComparedRow['invoices'][number];
  /** What it bills for the line. */
  readonly billed: Decimal;
  /** What it would bill for a whole period of the line. */
  readonly whole: Decimal;
  readonly currency: CurrencyCode;
}

interface ComparedMonth {
  readonly input: CompositionInput;
  readonly lines: readonly ComposedLine[];
  readonly rows: readonly ComparedRow[];
}

/** Compares lines that Seatwise ended by a date with the one invoice that covers their canceled day. */
export function otherCanceledDays(month: ComparedMonth): readonly OtherCanceledDay[] {
  const { canceledDay: setting = 'billed' } = month.input;
  const found = month.input.ownDates.flatMap(({ psaLineId, lastBilledDay, canceledDate }) => {
    if (lastBilledDay === undefined) return [];
    const dates = { lastBilledDay, canceledDate: canceledDateOf({ lastBilledDay, canceledDate }) };
    return onInvoice(month, psaLineId, dates) ?? [];
  });
  // Where an invoice shows no lines, the amounts of two of them cannot be separated.
  const rows = found.map(({ row }) => row);
  return found
    .filter(({ row }) => row.psaLineId !== null || rows.indexOf(row) === rows.lastIndexOf(row))
    .flatMap(({ other }) => (other === null || other.canceledDay === setting ? [] : [other]));
}

interface OnInvoice {
  readonly row: ComparedRow;
  /** Null: it says nothing of the canceled day. */
  readonly other: OtherCanceledDay | null;
}

/** Null: no invoice of the month is known to cover the canceled day of that line. */
function onInvoice(
  { input, lines, rows }: ComparedMonth,
  psaLineId: string,
  dates: Pick<OtherCanceledDay, 'lastBilledDay' | 'canceledDate'>,
): OnInvoice | null {
  const line = input.lines.find(({ id }) => id === psaLineId);
  if (line?.cancelledDate !== dates.canceledDate) return null;
  const agreements = new Map(input.agreements.map((agreement) => [agreement.id, agreement]));
  const own = agreements.get(line.agreementId);
  const parent = agreements.get(own?.parentAgreementId ?? '');
  const invoiced = own?.nextInvoiceDate === null ? parent : own;
  const row = rows.find(
    (one) => one.agreementId === invoiced?.id && (one.psaLineId ?? psaLineId) === psaLineId,
  );
  const [invoice, ...others] = row?.invoices ?? [];
  const cycle = own?.billingCycle ?? parent?.billingCycle ?? null;
  const billsIn = input.billsIn[agreementTypeKey(own?.typeId)];
  if (row === undefined || invoice?.kind !== 'invoice' || invoice.state !== 'invoiced' || others.length > 0)
    return null;
  if (cycle === null || billsIn === undefined) return null;
  const period = invoicePeriod(invoice.day, cycle, billsIn);
  const { canceledDate } = dates;
  if (period.begins === null || canceledDate < period.begins || canceledDate >= period.ends) return null;
  const { currency } = row;
  const whole = amountOf(line, currency);
  // In the month's last composition it may still have been live, so that the invoice was expected to bill it.
  const isExpected = lines.some((one) =>
    one.lines.some((source) => source.psaLineId === psaLineId && source.live),
  );
  const billed = billedFor(row, isExpected ? whole : decimal('0'));
  if (whole === null || billed === null || whole.isZero()) return { row, other: null };
  const canceledDay = billedDay({ whole, billed, currency }, canceledDate, period);
  const other = { psaLineId, ...dates, invoice, billed, whole, currency };
  return { row, other: canceledDay === null ? null : { ...other, canceledDay } };
}

/** What a row bills for the line alone; null: not known. */
function billedFor({ psaLineId, billed, difference }: ComparedRow, expected: Decimal | null): Decimal | null {
  if (psaLineId !== null) return billed === null ? null : decimal(billed);
  return difference === null || expected === null ? null : expected.plus(difference);
}

/**
 * Whether an amount has the canceled day in it. Null: it says neither, as where an agreement that does not prorate bills the
 * whole period.
 */
function billedDay(
  { whole, billed, currency }: Pick<OtherCanceledDay, 'whole' | 'billed' | 'currency'>,
  canceledDate: Day,
  period: { readonly begins: Day; readonly ends: Day },
): CanceledDay | null {
  const days = daysFrom(period.begins, period.ends);
  const before = daysFrom(period.begins, canceledDate);
  const share = (count: number): Decimal => rounded(whole.times(count).dividedBy(days), currency);
  const [without, withDay] = [share(before), share(before + 1)];
  if (without.equals(withDay)) return null;
  if (billed.equals(without)) return 'not-billed';
  const isPart = before + 1 < days && billed.equals(withDay);
  return isPart || (before === 0 && billed.equals(whole)) ? 'billed' : null;
}

const daysFrom = (first: Day, day: Day): number => Math.round((Date.parse(day) - Date.parse(first)) / dayMs);
