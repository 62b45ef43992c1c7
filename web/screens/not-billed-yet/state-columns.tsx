import { LoaderCircle } from 'lucide-react';
import type { DecisionResult } from '../../api/usage-decisions.ts';
import { Button } from '../../components/button.tsx';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import type { TableColumn } from '../../components/data-table.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import type { EndItem, Item } from './columns.tsx';
import type { NotBilledYetText } from './texts.ts';
import type { Creating } from './use-creating.ts';

const nameOf = ({ company, label }: Pick<Item, 'company' | 'label'>): string =>
  shortText(company?.name ?? label);

/** Only lines that can be approved as they are suggested are selected. */
export const selectColumn = (creating: Creating, text: NotBilledYetText): TableColumn<Item> => ({
  id: 'select',
  screenOnly: true,
  head: <span className="sr-only">{text('console-not-billed-yet.column.select')}</span>,
  cell: (item) =>
    creating.isReady(item) ? (
      <input
        type="checkbox"
        className="size-4 accent-accent"
        aria-label={text('console-not-billed-yet.select', { name: nameOf(item) })}
        checked={creating.isSelected(item.usageLineId)}
        onChange={(event) => creating.select(item.usageLineId, event.target.checked)}
      />
    ) : null,
});

/** What was decided here, why no line is created now, or how to choose another one. */
export const stateColumn = (creating: Creating, text: NotBilledYetText): TableColumn<Item> => ({
  id: 'state',
  screenOnly: true,
  head: text('console-not-billed-yet.column.state'),
  cell: (item) => {
    const result = creating.resultOf(item.usageLineId);
    if (creating.isSaving(item.usageLineId))
      return (
        <span className="inline-flex items-center gap-1.5 text-ink-2">
          <LoaderCircle size={16} className="shrink-0 animate-spin" aria-hidden />{' '}
          {text('console-not-billed-yet.saving')}
        </span>
      );
    if (!creating.isOpen(item) && result !== null) return <Decided result={result} text={text} />;
    return (
      <span className="flex flex-col items-start gap-1">
        {result === null ? null : <Decided result={result} text={text} />}
        {item.rejected === null ? (
          <ButtonWithReason
            dense
            reason={creating.closed}
            aria-label={text('console-not-billed-yet.choose-of', { name: nameOf(item) })}
            onClick={() => creating.ask({ kind: 'one', item })}
          >
            {text('console-not-billed-yet.choose')}
          </ButtonWithReason>
        ) : (
          <span className="text-label text-ink-2">
            <VendorText text={item.rejected.message} />
          </span>
        )}
      </span>
    );
  },
});

/**
 * Ended one at a time, each in its dialog.
 *
 * @param ended results by PSA line: duplicates of one customer share their usage line
 */
export const endColumn = (
  ended: ReadonlyMap<string, DecisionResult>,
  onEnd: (item: EndItem) => void,
  text: NotBilledYetText,
): TableColumn<EndItem> => ({
  id: 'end',
  screenOnly: true,
  head: text('console-not-billed-yet.column.state'),
  cell: (item) => {
    const result = ended.get(item.psaLineId);
    if (result !== undefined) return <Decided result={result} text={text} />;
    return item.ends === null ? (
      <Button
        dense
        aria-label={text('console-not-billed-yet.end-of', { name: nameOf(item), line: item.psaLineId })}
        onClick={() => onEnd(item)}
      >
        {text('console-not-billed-yet.end')}
      </Button>
    ) : null;
  },
});

function Decided({ result, text }: { readonly result: DecisionResult; readonly text: NotBilledYetText }) {
  const { outcome, title, detail } = result;
  if (outcome === 'approved' || outcome === 'proposed')
    return <StatusPill state={outcome} words={text(`console-not-billed-yet.state.${outcome}`)} inRow />;
  return (
    <span className="flex flex-col gap-0.5">
      <StatusPill
        state={outcome === 'unknown' ? 'unknown' : 'rejected'}
        words={title ?? text('console-not-billed-yet.state.rejected')}
        inRow
      />
      {detail === null || detail === '' || detail === title ? null : (
        <span className="text-label text-ink-2">
          <VendorText text={detail} />
        </span>
      )}
    </span>
  );
}
