import { type SyntheticEvent, useState } from 'react';
import type { UsageRow } from '../../../api/usage.ts';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { Button } from '../../../components/button.tsx';
import { formatCount, formatDecimal } from '../../../values/format.ts';
import { Modal } from '../../../components/modal.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { shortText } from '../../../components/visible-text.ts';
import { changeOf } from '../../usage-line/line-facts.ts';
import { correctBillingRulePlace, newBillingRulePlace } from '../../../components/rule-places.ts';
import { Link } from '../../../components/router.tsx';
import { filled, slot } from '../../../components/texts.ts';
import { useDeciding, useDrafts, useRules } from '../review/review.tsx';
import { useDialogTexts } from './texts.ts';

/** What a contract says every month is a rule: a new one for the customer, or its own corrected. */
function AsRule({
  row: { id, integrationId, company, vendorQuantity, rule },
  units,
  reason,
}: {
  readonly row: UsageRow;
  readonly units: number;
  /** Empty: none yet. */
  readonly reason: string;
}) {
  const text = useDialogTexts(integrationId);
  if (company === null) return null;
  const own = rule?.applied?.scope.kind === 'customer' ? rule.applied : null;
  const isMore = vendorQuantity !== null && units > vendorQuantity;
  const place =
    own === null
      ? newBillingRulePlace(integrationId, {
          usageLineId: id,
          scope: { kind: 'customer', id: company.id },
          terms: isMore ? { minimum: units } : { fixed: { units } },
          ...(reason === '' ? {} : { source: reason }),
        })
      : correctBillingRulePlace(integrationId, own.id);
  return (
    <p className="text-table text-ink-2">
      {filled(
        text('console-usage-dialogs.rule', { link: slot(0) }),
        <Link to={place} className="text-accent underline">
          {text(`console-usage-dialogs.${own === null ? 'make' : 'correct'}-rule`)}
        </Link>,
      )}
    </p>
  );
}

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
  const known = {
    billed: change === null ? unknown : formatDecimal(change.before),
    seats: row.vendorQuantity === null ? unknown : formatCount(row.vendorQuantity),
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (missing !== null) return;
    onClose();
    void adjust(row, Number(quantity.trim()), reason.trim());
  };
  return (
    <Modal
      title={text('console-usage-dialogs.adjust', { line: shortText(row.label) })}
      description={
        row.rule?.applied == null
          ? text('console-usage-dialogs.adjust-effect', known)
          : text('console-usage-dialogs.adjust-effect-by-rule', {
              ...known,
              units: row.billableUnits === null ? unknown : formatCount(row.billableUnits),
            })
      }
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
        {isWhole && closed('approve') === null ? (
          <AsRule row={row} units={Number(quantity.trim())} reason={reason.trim()} />
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
