import type { UsageRow } from '../../../api/usage.ts';
import { Button } from '../../../components/button.tsx';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { AssignMany } from './assign-many.tsx';
import { canOverride } from '../../usage-line/line-facts.ts';
import { withSums } from '../../usage-line/with-sums.tsx';
import { usePlaces, useRules } from '../review/review.tsx';
import { useBulkTexts } from './texts.ts';

/** Totals of what is selected, and what can be done with it; a summary is shown before anything is done. */
export function SelectionBar({
  selected,
  total,
  loading,
  onAll,
  onClear,
}: {
  readonly selected: readonly UsageRow[];
  readonly total: number;
  /** Rows loaded so far while all that match are fetched; null: not in progress. */
  readonly loading: number | null;
  readonly onAll: () => void;
  readonly onClear: () => void;
}) {
  const { currency, closed, approveWord } = useRules();
  const { ask } = usePlaces();
  const text = useBulkTexts();
  const reason = closed('propose');
  const override = closed('override');
  const first = selected[0];
  const isProposal = first !== undefined && approveWord(first) === 'propose';
  const many = (decision: 'approve' | 'hold' | 'dismiss' | 'override') => () =>
    ask({ kind: 'many', decision, rows: selected });
  return (
    <div
      className="flex min-h-10 flex-wrap items-center gap-2 text-table"
      aria-label={text('console-usage-bulk.selection')}
      role="group"
    >
      {first === undefined ? null : (
        <>
          <span className="font-medium tabular-nums" data-testid="selection-totals">
            {withSums(selected, currency, (sums) =>
              text('console-usage-bulk.selected', { count: selected.length, sums }),
            )}
          </span>
          <ButtonWithReason dense look="primary" reason={reason} reasonAt="before" onClick={many('approve')}>
            {text(isProposal ? 'console-usage-bulk.propose' : 'console-usage-bulk.approve')}
          </ButtonWithReason>
          {selected.some(canOverride) ? (
            <Button dense closed={override !== null} title={override ?? undefined} onClick={many('override')}>
              {text('console-usage-bulk.override')}
            </Button>
          ) : null}
          <Button dense closed={reason !== null} onClick={many('hold')}>
            {text('console-usage-bulk.hold')}
          </Button>
          <Button dense closed={reason !== null} onClick={many('dismiss')}>
            {text('console-usage-bulk.dismiss')}
          </Button>
          <AssignMany rows={selected} closed={reason} />
          <Button dense look="quiet" onClick={onClear}>
            {text('console-usage-bulk.clear')}
          </Button>
        </>
      )}
      {selected.length >= total ? null : (
        <Button dense look="quiet" aria-keyshortcuts="Control+a Meta+a" onClick={onAll}>
          {loading === null
            ? text('console-usage-bulk.select-all', { count: total })
            : text('console-usage-bulk.loading', { loaded: loading, total })}
        </Button>
      )}
    </div>
  );
}
