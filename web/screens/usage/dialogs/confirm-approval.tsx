import type { UsageRow } from '../../../api/usage.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { filled, slot } from '../../../components/texts.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { changeOf, falls, invoiceText } from '../../usage-line/line-facts.ts';
import { amount } from '../../../values/figure.ts';
import { takesEffect } from '../../../context/invoice-words.ts';
import { useDeciding, useDrafts, useRules } from '../review/review.tsx';
import { useDialogTexts } from './texts.ts';

/** Caution costs one more press: decreases, and what a check held. */
export function ConfirmApproval({ row, onClose }: { readonly row: UsageRow; readonly onClose: () => void }) {
  const { approveWord } = useRules();
  const { approveNow } = useDeciding();
  const change = changeOf(row);
  const text = useDialogTexts(row.integrationId);
  const act = approveWord(row);
  return (
    <ConfirmDialog
      title={text(`console-usage-dialogs.${act}-${falls(row) ? 'decrease' : 'change'}`)}
      confirm={
        change === null
          ? text(`console-usage-dialogs.${act}`)
          : text(`console-usage-dialogs.${act}-quantity`, { quantity: change.after })
      }
      onConfirm={() => {
        onClose();
        void approveNow(row);
      }}
      onClose={onClose}
    >
      <WhatIsApproved row={row} />
    </ConfirmDialog>
  );
}

/** The line with its change and what that is worth, and on which invoice. */
export function WhatIsApproved({ row }: { readonly row: UsageRow }) {
  const { draftOf } = useDrafts();
  const change = changeOf(row);
  const text = useDialogTexts(row.integrationId);
  const wish = draftOf(row.id).billingTarget;
  const effect = row.money.effectPerMonth;
  const value =
    effect === null
      ? text('console-usage-dialogs.value-unknown')
      : text('console-usage-dialogs.value', {
          perMonth: amount(effect, { signed: true, named: true, currency: row.money.currency }),
        });
  return (
    <>
      <p>
        {filled(
          change === null
            ? text('console-usage-dialogs.line', { line: slot(0), value })
            : text('console-usage-dialogs.change', { line: slot(0), ...change, value }),
          <VendorText text={row.label} />,
        )}
      </p>
      <p>
        {text('console-usage-dialogs.bills-on', {
          invoice:
            row.billingTarget?.kind === 'billing-target' && wish !== undefined
              ? takesEffect(wish, row.billingTarget.invoiceDate)
              : invoiceText(row),
        })}
      </p>
    </>
  );
}
