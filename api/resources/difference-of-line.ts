import type { IntegrationKey } from '../../domain/keys.ts';
import { dayIn } from '../../domain/billing-day.ts';
import { decimal, decimalText } from '../../domain/quantity.ts';
import { invoicesSince } from '../../domain/usage/invoices-since.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import type { Queryable } from '../../db/model/database.ts';
import { differsSince, invoiceDaysOf } from '../../db/lists/differs-since.ts';
import type { ListedUsageLine } from '../../db/lists/usage-lines.ts';
import { iso } from '../list-answer.ts';

/**
 * Since when a line has differed, the invoices made since, and about how much they were wrong: each by the present
 * effect. Null: it does not differ, or was not read.
 */
export async function differenceOf(db: Queryable, key: IntegrationKey, row: ListedUsageLine) {
  const { kind, groupKey, composed } = row;
  if (kind === 'match' || kind === 'not-read') return null;
  const at = await differsSince(db, key, groupKey, kind);
  if (at === null) return null;
  const line =
    composed.lines.find(({ psaLineId }) => psaLineId === composed.target?.psaLineId) ??
    composed.lines.find(({ live }) => live);
  const days = line === undefined ? null : await invoiceDaysOf(db, key, line.agreementId);
  const { timeZone } = await compositionSettings(db, key);
  const invoices =
    days === null ? null : invoicesSince(days, dayIn(timeZone, at), dayIn(timeZone, new Date()));
  const effect = composed.money.effectPerInvoice;
  return {
    since: iso(at),
    invoices,
    amount: invoices === null || effect === null ? null : decimalText(decimal(effect).times(invoices)),
  };
}
