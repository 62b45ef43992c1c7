import type { IntegrationKey } from '../../domain/keys.ts';
import { type OtherCanceledDay, otherCanceledDays } from '../../domain/months/canceled-day-billed.ts';
import type { Month } from '../../domain/months/review-month.ts';
import type { Queryable } from '../model/database.ts';
import { composedMonth } from './composed-month.ts';
import { comparedInvoices } from './invoice-comparison.ts';

/** Invoices of an ended month, as read last, that bill the canceled day of a line other than the setting says (RULES 17). */
export async function otherCanceledDaysOf(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  now: Date,
): Promise<readonly OtherCanceledDay[]> {
  const composed = await composedMonth(db, key, month, now);
  if (composed === null) return [];
  const { rows } = await comparedInvoices(db, key, month, now, composed);
  return otherCanceledDays({ input: composed.input, lines: composed.lines, rows });
}
