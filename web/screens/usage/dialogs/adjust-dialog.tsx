import { type SyntheticEvent, useState } from 'react';
import type { UsageRow } from '../../../api/usage.ts';
import { useWords } from '../../../components/words.ts';
import { ClosedButton } from '../../../components/closed-button.tsx';
import { Button } from '../../../components/button.tsx';
import { formatDecimal } from '../../../values/format.ts';
import { Modal } from '../../../components/modal.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { shortText } from '../../../components/visible-text.ts';
import { changeOf } from '../../usage-line/line-facts.ts';
import { useDeciding, useDrafts, useRules } from '../review/review.tsx';

/** A quantity of one's own, with the reason (RULES 8). */
export function AdjustDialog({ row, onClose }: { readonly row: UsageRow; readonly onClose: () => void }) {
  const { adjust } = useDeciding();
  const { approveWord, closed } = useRules();
  const { draftOf } = useDrafts();
  const { vendor, psa } = useWords(row.integrationId);
  const change = changeOf(row);
  const [quantity, setQuantity] = useState(change === null ? '' : change.after);
  const [reason, setReason] = useState('');
  const isWhole = /^[1-9]\d{0,6}$/u.test(quantity.trim());
  const missing =
    closed('propose') ??
    (row.needsTarget && draftOf(row.id).target === undefined
      ? 'Choose the line that changes in the panel first.'
      : !isWhole
        ? 'Type a whole quantity above zero.'
        : reason.trim() === ''
          ? 'Say why.'
          : null);
  const word = approveWord(row);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (missing !== null) return;
    onClose();
    void adjust(row, Number(quantity.trim()), reason.trim());
  };
  return (
    <Modal
      title={`Adjust ${shortText(row.label)}`}
      description={`${psa} bills ${change === null ? '–' : formatDecimal(change.before)}, ${vendor} counts ${row.vendorQuantity ?? '–'}. The same checks apply to what you set.`}
      onClose={onClose}
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        <TextField label="Quantity the line shall have" value={quantity} onChange={setQuantity} />
        <TextField label="Reason" value={reason} onChange={setReason} hint="For whoever reads it later." />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <ClosedButton type="submit" look="primary" reason={missing} reasonAt="before">
            {isWhole ? `${word} ${formatDecimal(quantity.trim())}` : word}
          </ClosedButton>
        </div>
      </form>
    </Modal>
  );
}
