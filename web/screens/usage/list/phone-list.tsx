import type { UsageRow } from '../../../api/usage.ts';
import { useWords } from '../../../components/words.ts';
import { formatCount } from '../../../values/format.ts';
import { StatusPill } from '../../../components/status-pill.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { invoiceText, moneyText, quantityText } from '../../usage-line/line-facts.ts';
import { useReview } from '../review/review.tsx';
import { storyOf } from '../review/row-story.ts';

/** Two lines for each usage line: who and how much, where it stands. Decisions are made one at a time. */
export function PhoneRow({ row }: { readonly row: UsageRow }) {
  const { decisions, month } = useReview();
  const story = storyOf(row, useWords(row.integrationId), month);
  return (
    <span className="flex flex-col py-1">
      <span className="flex gap-3">
        <VendorText text={row.label} oneLine className="min-w-0 grow font-medium" />
        <span className="shrink-0">{moneyText(row)}</span>
      </span>
      <span className="flex items-center gap-3 text-label">
        <span className="flex shrink-0 items-center gap-2">
          {decisions.stateOf(row.id).saving ? (
            'Saving…'
          ) : (
            <StatusPill state={story.state} words={story.words} inRow />
          )}
        </span>
        <span className="min-w-0 grow truncate text-right text-ink-2">
          {row.waiting !== null || row.notRead !== null
            ? story.more
            : `${quantityText(row.psaQuantity)} → ${formatCount(row.vendorQuantity)} · ${invoiceText(row)}`}
        </span>
      </span>
    </span>
  );
}
