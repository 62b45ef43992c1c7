import type { UsageRow } from '../../../api/usage.ts';
import { Button } from '../../../components/button.tsx';
import { ClosedButton } from '../../../components/closed-button.tsx';
import { formatCount } from '../../../values/format.ts';
import { AssignMany } from './assign-many.tsx';
import { canOverride, sumsOf, sumsText } from '../../usage-line/line-facts.ts';
import { usePlaces, useRules } from '../review/review.tsx';

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
  /** Rows loaded so far while all that match are fetched; null: not under way. */
  readonly loading: number | null;
  readonly onAll: () => void;
  readonly onClear: () => void;
}) {
  const { currency, closed, approveWord } = useRules();
  const { ask } = usePlaces();
  const reason = closed('propose');
  const override = closed('override');
  const first = selected[0];
  const word = first === undefined ? 'Approve' : approveWord(first);
  const many = (decision: 'approve' | 'hold' | 'dismiss' | 'override') => () =>
    ask({ kind: 'many', decision, rows: selected });
  return (
    <div
      className="flex min-h-10 flex-wrap items-center gap-2 text-table"
      aria-label="Selection"
      role="group"
    >
      {first === undefined ? null : (
        <>
          <span className="font-medium tabular-nums" data-testid="selection-totals">
            {formatCount(selected.length)} selected · {sumsText(sumsOf(selected), currency)}
          </span>
          <ClosedButton dense look="primary" reason={reason} reasonAt="before" onClick={many('approve')}>
            {word}…
          </ClosedButton>
          {selected.some(canOverride) ? (
            <Button dense closed={override !== null} title={override ?? undefined} onClick={many('override')}>
              Override…
            </Button>
          ) : null}
          <Button dense closed={reason !== null} onClick={many('hold')}>
            Put on hold…
          </Button>
          <Button dense closed={reason !== null} onClick={many('dismiss')}>
            Dismiss…
          </Button>
          <AssignMany rows={selected} closed={reason} />
          <Button dense look="quiet" onClick={onClear}>
            Clear
          </Button>
        </>
      )}
      {selected.length >= total ? null : (
        <Button dense look="quiet" aria-keyshortcuts="Control+a Meta+a" onClick={onAll}>
          {loading === null
            ? `Select all ${formatCount(total)} that match`
            : `Loading ${formatCount(loading)} of ${formatCount(total)}. Stop`}
        </Button>
      )}
    </div>
  );
}
