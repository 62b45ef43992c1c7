import type { ReactNode } from 'react';
import type { WholeList } from '../../api/mapping.ts';
import { Button } from '../../components/button.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleMapping } from '../../../messages/generated/console-mapping.ts';

/** One side of a mapping board; on a phone one of the two is shown. */
export function Pane({
  title,
  head,
  note,
  children,
  isShownOnPhone,
  onFocus,
}: {
  readonly title: string;
  readonly head: ReactNode;
  readonly note?: ReactNode;
  readonly children: ReactNode;
  readonly isShownOnPhone: boolean;
  readonly onFocus: () => void;
}) {
  return (
    <section
      aria-label={title}
      onFocusCapture={onFocus}
      className={`flex min-h-0 min-w-0 flex-col overflow-hidden rounded-card border border-line bg-surface ${isShownOnPhone ? '' : 'max-sm:hidden'}`}
    >
      <div className="flex min-h-11 shrink-0 items-center gap-2 border-b border-line bg-sunken px-3 py-1.5">
        <h2 className="min-w-0 truncate text-table lg:shrink-0 font-semibold max-sm:sr-only">{title}</h2>
        <span className="grow max-lg:hidden" />
        {head}
      </div>
      <div className="min-h-0 grow">{children}</div>
      {note}
    </section>
  );
}

/** While a list is not whole: how far it is, or why it stopped. */
export function PaneNote({
  list: { isWhole, movedOn, rows, total, error, again },
}: {
  readonly list: WholeList<unknown>;
}) {
  const text = useTexts(consoleMapping);
  if (total === null || (isWhole && error === null)) return null;
  const read = { read: rows.length, total };
  const stopped = movedOn || error !== null;
  return (
    <p className="flex items-center gap-2 border-t border-line px-3 py-1 text-label text-ink-2">
      {movedOn
        ? text('console-mapping.newer-data', read)
        : error === null
          ? text('console-mapping.loading-rest', read)
          : text('console-mapping.connection-lost', read)}
      {stopped ? (
        <Button dense look="quiet" onClick={again}>
          {text('console-mapping.reload')}
        </Button>
      ) : null}
    </p>
  );
}

/** Which of the two sides a phone shows. */
export function PhoneSides<S extends string>({
  sides,
  shown,
  onShow,
}: {
  readonly sides: readonly (readonly [S, string])[];
  readonly shown: S;
  readonly onShow: (side: S) => void;
}) {
  const text = useTexts(consoleMapping);
  return (
    <div role="group" aria-label={text('console-mapping.side')} className="grid grid-cols-2 gap-1 sm:hidden">
      {sides.map(([side, words]) => (
        <button
          key={side}
          type="button"
          aria-pressed={shown === side}
          onClick={() => onShow(side)}
          className={`h-(--control) rounded-control border text-table font-medium ${shown === side ? 'border-accent bg-selected' : 'border-edge bg-surface text-ink-2'}`}
        >
          {words}
        </button>
      ))}
    </div>
  );
}
