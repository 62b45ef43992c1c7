import type { UsageRow } from '../../../api/usage.ts';
import { capital } from '../../../components/words.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { formatDecimal, formatAmount } from '../../../values/format.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { changeOf, falls, invoiceText } from '../../usage-line/line-facts.ts';
import { invoiceWords } from '../../../context/invoice-words.ts';
import { useDeciding, useDrafts, useRules } from '../review/review.tsx';

/** Caution costs one more press: decreases, and what a check held. */
export function ConfirmApproval({ row, onClose }: { readonly row: UsageRow; readonly onClose: () => void }) {
  const { approveWord } = useRules();
  const { approveNow } = useDeciding();
  const { draftOf } = useDrafts();
  const change = changeOf(row);
  const word = approveWord(row);
  const wish = draftOf(row.id).billingTarget;
  const effect = row.money.effectPerMonth;
  return (
    <ConfirmDialog
      title={falls(row) ? `${word} a decrease?` : `${word} this change?`}
      confirm={change === null ? word : `${word} ${formatDecimal(change.after)}`}
      onConfirm={() => {
        onClose();
        void approveNow(row);
      }}
      onClose={onClose}
    >
      <p>
        <VendorText text={row.label} />
        {change === null ? '' : `: ${formatDecimal(change.before)} → ${formatDecimal(change.after)}`},{' '}
        {effect === null
          ? 'effect unknown'
          : `${formatAmount(effect, { signed: true, currency: row.money.currency })} a month`}
        .
      </p>
      <p>
        {row.billingTarget?.kind === 'billingTarget' && wish !== undefined
          ? capital(invoiceWords(wish, row.billingTarget.invoiceDate))
          : capital(invoiceText(row))}
        .
      </p>
    </ConfirmDialog>
  );
}
