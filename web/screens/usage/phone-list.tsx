import type { UsageRow } from '../../api/usage.ts';
import { useWords } from '../../app/words.tsx';
import { formatCount } from '../../components/format.ts';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { notReadWords } from './decision-cell.tsx';
import { holds, landsText, moneyText, quantityText } from './line-facts.ts';
import { useReview } from './review.tsx';

/** Two lines for each usage line: who and how much, what and where it lands. Decisions are made one at a time. */
export function PhoneRow({ row }: { readonly row: UsageRow }) {
  const { decisions } = useReview();
  const state = decisions.stateOf(row.id);
  const isHeld = holds(row).length > 0;
  const words = useWords(row.integrationId);
  return (
    <span className="flex flex-col py-1">
      <span className="flex gap-3">
        <VendorText text={row.label} oneLine className="min-w-0 grow font-medium" />
        <span className="shrink-0">{moneyText(row)}</span>
      </span>
      <span className="flex items-center gap-3 text-label">
        <span className="flex shrink-0 items-center gap-2">
          <StatusPill
            state={isHeld ? 'held' : row.kind}
            words={isHeld ? `held ${row.kind}` : row.kind}
            inRow
          />
          {state.saving ? (
            'Saving…'
          ) : row.decision === 'open' ? null : (
            <span className="text-ink-2">{row.decision}</span>
          )}
        </span>
        <span className="min-w-0 grow truncate text-right text-ink-2">
          {quantityText(row.psaQuantity)} → {formatCount(row.vendorQuantity)} ·{' '}
          {row.notRead === null ? landsText(row) : notReadWords(row, words)}
        </span>
      </span>
    </span>
  );
}
