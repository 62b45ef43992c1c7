import { FilterBar } from '../../components/filter-bar.tsx';
import { type Range, ranges, type View } from './address.ts';
import { useHistoryTexts } from './texts.ts';

const look = (on: boolean): string =>
  `h-(--control-dense) border border-edge px-3 text-table first:rounded-l-control last:rounded-r-control not-first:border-l-0 ${on ? 'bg-selected font-medium' : 'bg-surface hover:bg-hover'}`;

const views: readonly View[] = ['chart', 'table'];

export function HistoryToolbar({
  range,
  view,
  change,
}: {
  readonly range: Range;
  readonly view: View;
  readonly change: (next: { readonly range?: Range; readonly view?: View }) => void;
}) {
  const text = useHistoryTexts();
  return (
    <FilterBar>
      <span role="group" aria-label={text('console-history.range')} className="inline-flex">
        {ranges.map((value) => (
          <button
            key={value}
            type="button"
            aria-pressed={value === range}
            className={look(value === range)}
            onClick={() => change({ range: value })}
          >
            {text(`console-history.range.${value}`)}
          </button>
        ))}
      </span>
      <span role="group" aria-label={text('console-history.view')} className="inline-flex">
        {views.map((value) => (
          <button
            key={value}
            type="button"
            aria-pressed={value === view}
            className={look(value === view)}
            onClick={() => change({ view: value })}
          >
            {text(`console-history.view.${value}`)}
          </button>
        ))}
      </span>
    </FilterBar>
  );
}
