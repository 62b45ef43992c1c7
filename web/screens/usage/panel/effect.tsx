import { kindWords } from '../../../components/kind-words.ts';
import type { UsageDetail, UsageRow } from '../../../api/usage.ts';
import { filled, slot } from '../../../components/texts.ts';
import { useWords } from '../../../components/words.ts';
import { amount as amountText } from '../../../values/figure.ts';
import { formatDay, formatDecimal } from '../../../values/format.ts';
import { InvoiceChoice } from './invoice-choice.tsx';
import { changeOf, settingOf } from '../../usage-line/line-facts.ts';
import { useDrafts } from '../review/review.tsx';
import { usePanelTexts } from './texts.ts';

/** What approving does to the invoice, and to which: the two things that are read before it is pressed. */
export function Effect({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const text = usePanelTexts();
  return (
    <section aria-label={text('console-usage-panel.effect')} className="flex flex-col gap-2">
      <Change row={row} detail={detail} />
      <InvoiceChoice row={row} />
      <Since detail={detail} />
    </section>
  );
}

/** "Underbilled since 3 Sep: 3 invoices, about +36.00". */
function Since({ detail: { differs, kind, integrationId, money } }: { readonly detail: UsageDetail }) {
  const words = useWords(integrationId);
  const text = usePanelTexts(integrationId);
  if (differs === null) return null;
  const { since, invoices, amount } = differs;
  const known = { kind: kindWords(kind, words), day: formatDay(since.slice(0, 10)) };
  return (
    <p className="text-table text-ink-2">
      {invoices === null || invoices === 0
        ? text('console-usage-panel.since', known)
        : amount === null
          ? text('console-usage-panel.since-invoices', { ...known, invoices })
          : text('console-usage-panel.since-amount', {
              ...known,
              invoices,
              amount: amountText(amount, { signed: true, currency: money.currency }),
            })}
    </p>
  );
}

function Change({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const { draftOf } = useDrafts();
  const text = usePanelTexts(row.integrationId);
  const { currency, effectPerMonth, effectPerInvoice, atRiskPerMonth, estimated, note } = row.money;
  const change = settingOf(row, draftOf(row.id)) ?? changeOf(row);
  const price = detail.lines.find(({ psaLineId }) => psaLineId === row.target?.psaLineId)?.unitPrice;
  const withPrice = (before: string, after: string): string =>
    price === undefined || price === null
      ? text('console-usage-panel.change', { before, after, value: slot(0) })
      : text('console-usage-panel.change-price', {
          before,
          after,
          price: amountText(price, { currency }),
          value: slot(0),
        });
  const withInvoice = (words: string): string =>
    effectPerInvoice === null || effectPerInvoice === effectPerMonth
      ? words
      : text('console-usage-panel.change-invoice', {
          change: words,
          amount: amountText(effectPerInvoice, { signed: true, currency }),
        });
  const notBilled = (amount: string): string => {
    const value = text('console-usage-panel.not-billed', { amount });
    return estimated ? text('console-usage-panel.estimated', { value }) : value;
  };
  return (
    <p>
      {change === null
        ? null
        : filled(
            withInvoice(withPrice(formatDecimal(change.before), formatDecimal(change.after))),
            <span className="font-semibold">
              {effectPerMonth === null
                ? text('console-usage-panel.value-unknown')
                : text('console-usage-panel.per-month', {
                    amount: amountText(effectPerMonth, { signed: true, named: true, currency }),
                  })}
            </span>,
          )}
      {atRiskPerMonth === null ? null : (
        <span className="block">{notBilled(amountText(atRiskPerMonth, { named: true, currency }))}</span>
      )}
      {change === null && atRiskPerMonth === null
        ? (note?.message ?? text('console-usage-panel.no-change'))
        : null}
      {note === null || (change === null && atRiskPerMonth === null) ? null : (
        <span className="block text-ink-2">{note.message}</span>
      )}
    </p>
  );
}
