import { type SyntheticEvent, useState } from 'react';
import type { UsageRow } from '../../../api/usage.ts';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { Button } from '../../../components/button.tsx';
import { formatCount, formatDecimal } from '../../../values/format.ts';
import { Modal } from '../../../components/modal.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { shortText } from '../../../components/visible-text.ts';
import { changeOf } from '../../usage-line/line-facts.ts';
import { newBillingRulePlace } from '../../../components/rule-places.ts';
import { Link } from '../../../components/router.tsx';
import { filled, slot } from '../../../components/texts.ts';
import { useDeciding, useDrafts, useRules } from '../review/review.tsx';
import { useDialogTexts } from './texts.ts';

/** More than the seats is a minimum, fewer a fixed quantity; its customer and the reason go along. */
const ruleFor = (row: UsageRow, units: number, reason: string): string =>
  newBillingRulePlace(row.integrationId, {
    usageLineId: row.id,
    ...(row.company === null ? {} : { scope: { kind: 'customer', id: row.company.id } }),
    terms:
      row.vendorQuantity !== null && units > row.vendorQuantity ? { minimum: units } : { fixed: { units } },
    ...(reason === '' ? {} : { source: reason }),
  });

/** A quantity of one's own, with the reason (RULES 8). */
export function AdjustDialog({ row, onClose }: { readonly row: UsageRow; readonly onClose: () => void }) {
  const { adjust } = useDeciding();
  const { approveWord, closed } = useRules();
  const { draftOf } = useDrafts();
  const text = useDialogTexts(row.integrationId);
  const change = changeOf(row);
  const [quantity, setQuantity] = useState(change === null ? '' : change.after);
  const [reason, setReason] = useState('');
  const isWhole = /^[1-9]\d{0,6}$/u.test(quantity.trim());
  const missing =
    closed('propose') ??
    (row.needsTarget && draftOf(row.id).target === undefined
      ? text('console-usage-dialogs.choose-target')
      : !isWhole
        ? text('console-usage-dialogs.enter-quantity')
        : reason.trim() === ''
          ? text('console-usage-dialogs.enter-reason')
          : null);
  const act = approveWord(row);
  const unknown = text('console-usage-dialogs.unknown');
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (missing !== null) return;
    onClose();
    void adjust(row, Number(quantity.trim()), reason.trim());
  };
  return (
    <Modal
      title={text('console-usage-dialogs.adjust', { line: shortText(row.label) })}
      description={text('console-usage-dialogs.adjust-effect', {
        billed: change === null ? unknown : formatDecimal(change.before),
        seats: row.vendorQuantity === null ? unknown : formatCount(row.vendorQuantity),
      })}
      onClose={onClose}
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        <TextField
          label={text('console-usage-dialogs.new-quantity')}
          value={quantity}
          onChange={setQuantity}
        />
        <TextField
          label={text('console-usage-dialogs.reason')}
          value={reason}
          onChange={setReason}
          hint={text('console-usage-dialogs.for-reviewers')}
        />
        {isWhole && row.company !== null && closed('approve') === null ? (
          <p className="text-table text-ink-2">
            {filled(
              text('console-usage-dialogs.rule', { link: slot(0) }),
              <Link
                to={ruleFor(row, Number(quantity.trim()), reason.trim())}
                className="text-accent underline"
              >
                {text('console-usage-dialogs.make-rule')}
              </Link>,
            )}
          </p>
        ) : null}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{text('console-usage-dialogs.cancel')}</Button>
          <ButtonWithReason type="submit" look="primary" reason={missing} reasonAt="before">
            {isWhole
              ? text(`console-usage-dialogs.${act}-quantity`, { quantity: quantity.trim() })
              : text(`console-usage-dialogs.${act}`)}
          </ButtonWithReason>
        </div>
      </form>
    </Modal>
  );
}
