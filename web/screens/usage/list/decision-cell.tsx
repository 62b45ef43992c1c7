import { LoaderCircle } from 'lucide-react';
import type { UsageRow } from '../../../api/usage.ts';
import { useWords } from '../../../components/words.ts';
import { Button } from '../../../components/button.tsx';
import { formatCount } from '../../../values/format.ts';
import { StatusPill } from '../../../components/status-pill.tsx';
import { quantityText } from '../../usage-line/line-facts.ts';
import { useRules } from '../review/review.tsx';
import { type RowStory, storyOf } from '../review/row-story.ts';
import type { RowState } from '../review/use-decisions.ts';
import { type ListText, useListTexts } from './texts.ts';

/** Where the row stands: saving, moved, rejected, or its story; one line, the whole on hover. */
export function DecisionCell({
  row,
  state,
  compact,
  leaves,
  onReload,
}: {
  readonly row: UsageRow;
  readonly state: RowState;
  /** The state alone: the rest has no room, and is shown on hover. */
  readonly compact: boolean;
  /** Decided, and the filter no longer fits. */
  readonly leaves: boolean;
  readonly onReload: () => void;
}) {
  const words = useWords(row.integrationId);
  const text = useListTexts(row.integrationId);
  const { month } = useRules();
  if (state.saving) {
    return (
      <span className="inline-flex items-center gap-1.5 text-ink-2">
        <LoaderCircle size={16} className="shrink-0 animate-spin" aria-hidden />{' '}
        {text('console-usage-list.saving')}
      </span>
    );
  }
  const unknown = state.rejection?.isUnknown === true ? state.rejection.title : null;
  if (state.moved !== null || unknown !== null) {
    return (
      <span className="flex items-center gap-2">
        {state.moved === null ? (
          <StatusPill state="unknown" words={unknown ?? ''} inRow />
        ) : (
          <StatusPill state="stale" words={movedWords(row, state.moved, text)} inRow />
        )}
        <Button
          look="quiet"
          className="h-6 px-1.5 text-table"
          aria-keyshortcuts="l"
          onClick={(event) => {
            event.stopPropagation();
            onReload();
          }}
        >
          {text('console-usage-list.reload')}
        </Button>
      </span>
    );
  }
  const story: RowStory =
    state.rejection === null
      ? storyOf(row, words, month)
      : { state: 'rejected', words: text('console-usage-list.rejected'), more: state.rejection.title };
  const more = [story.more, leaves ? text('console-usage-list.leaves') : '']
    .filter((part) => part !== '')
    .join(' · ');
  return (
    <span className="flex min-w-0 items-center gap-1.5" title={more === '' ? undefined : more}>
      <StatusPill state={story.state} words={story.words} inRow />
      {more === '' || compact ? null : (
        <span className="line-clamp-2 min-w-0 text-label leading-3.5 text-ink-2">{more}</span>
      )}
    </span>
  );
}

/** "Changed: 31 → 33". */
function movedWords(row: UsageRow, now: UsageRow, text: ListText): string {
  if (row.vendorQuantity !== now.vendorQuantity)
    return text('console-usage-list.changed-vendor', {
      before: formatCount(row.vendorQuantity),
      after: formatCount(now.vendorQuantity),
    });
  return row.billableUnits !== now.billableUnits
    ? text('console-usage-list.changed-units', {
        before: formatCount(row.billableUnits),
        after: formatCount(now.billableUnits),
      })
    : text('console-usage-list.changed-psa', {
        before: quantityText(row.psaQuantity),
        after: quantityText(now.psaQuantity),
      });
}
