import { kindWords } from '../../../components/kind-words.ts';
import type { UsageDetail, UsageRow } from '../../../api/usage.ts';
import { useWords } from '../../../components/words.ts';
import { formatAmount, formatDay, formatDecimal, formatMoney, plural } from '../../../values/format.ts';
import { InvoiceChoice } from './invoice-choice.tsx';
import { changeOf, settingOf } from '../../usage-line/line-facts.ts';
import { useDrafts } from '../review/review.tsx';

/** What approving does to the invoice, and to which: the two things that are read before it is pressed. */
export function Effect({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  return (
    <section aria-label="Effect and invoice" className="flex flex-col gap-2">
      <Change row={row} detail={detail} />
      <InvoiceChoice row={row} />
      <Since detail={detail} />
    </section>
  );
}

/** "Under-billed since 3 Sep: 3 invoices, about +36.00". */
function Since({ detail: { differs, kind, integrationId, money } }: { readonly detail: UsageDetail }) {
  const words = useWords(integrationId);
  if (differs === null) return null;
  const { since, invoices, amount } = differs;
  const made =
    invoices === null || invoices === 0
      ? ''
      : `: ${plural(invoices, 'invoice')}${amount === null ? '' : `, about ${formatMoney(amount, { signed: true, currency: money.currency })}`}`;
  return (
    <p className="text-table text-ink-2">
      {kindWords(kind, words)} since {formatDay(since.slice(0, 10))}
      {made}
    </p>
  );
}

function Change({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const { draftOf } = useDrafts();
  const { currency, effectPerMonth, effectPerInvoice, atRiskPerMonth, estimated, note } = row.money;
  const change = settingOf(row, draftOf(row.id)) ?? changeOf(row);
  const price = detail.lines.find(({ psaLineId }) => psaLineId === row.target?.psaLineId)?.unitPrice;
  const at = price === undefined || price === null ? '' : ` at ${formatMoney(price, { currency })} each`;
  return (
    <p>
      {change === null ? null : (
        <>
          {formatDecimal(change.before)} → {formatDecimal(change.after)}
          {at}:{' '}
          <span className="font-semibold">
            {effectPerMonth === null
              ? 'effect unknown'
              : `${formatAmount(effectPerMonth, { signed: true, currency })} a month`}
          </span>
          {effectPerInvoice === null || effectPerInvoice === effectPerMonth
            ? ''
            : `, ${formatMoney(effectPerInvoice, { signed: true, currency })} per invoice`}
        </>
      )}
      {atRiskPerMonth === null
        ? null
        : `${formatAmount(atRiskPerMonth, { currency })} a month at risk${estimated ? ', estimated by the cheapest mapped product' : ''}`}
      {change === null && atRiskPerMonth === null ? (note?.message ?? 'Nothing would be changed.') : null}
      {note === null || (change === null && atRiskPerMonth === null) ? null : (
        <span className="block text-ink-2">{note.message}</span>
      )}
    </p>
  );
}
