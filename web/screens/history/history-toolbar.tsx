import { FilterBar } from '../../components/filter-bar.tsx';
import { type Range, ranges, type View } from './address.ts';

const look = (on: boolean): string =>
  `h-(--control-dense) border border-edge px-3 text-table first:rounded-l-control last:rounded-r-control not-first:border-l-0 ${on ? 'bg-selected font-medium' : 'bg-surface hover:bg-hover'}`;

const views: Readonly<Record<View, string>> = { chart: 'Chart and table', table: 'Table' };

export function HistoryToolbar({
  range,
  view,
  change,
}: {
  readonly range: Range;
  readonly view: View;
  readonly change: (next: { readonly range?: Range; readonly view?: View }) => void;
}) {
  return (
    <FilterBar>
      <span role="group" aria-label="Range" className="inline-flex">
        {Object.entries(ranges).map(([value, words]) => (
          <button
            key={value}
            type="button"
            aria-pressed={value === range}
            className={look(value === range)}
            onClick={() => change({ range: value as Range })}
          >
            {words}
          </button>
        ))}
      </span>
      <span role="group" aria-label="View" className="inline-flex">
        {Object.entries(views).map(([value, words]) => (
          <button
            key={value}
            type="button"
            aria-pressed={value === view}
            className={look(value === view)}
            onClick={() => change({ view: value as View })}
          >
            {words}
          </button>
        ))}
      </span>
    </FilterBar>
  );
}
