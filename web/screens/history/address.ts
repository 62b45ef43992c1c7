import { useSearchParams } from '../../components/router.tsx';

export const ranges = ['3m', '12m', 'all'] as const;
export type Range = (typeof ranges)[number];
export type View = 'chart' | 'table';

const preset = { range: '12m', view: 'chart' } as const;

/** First moment of a range; null: everything. */
export function beginOf(range: Range, now: Date = new Date()): Date | null {
  if (range === 'all') return null;
  const from = new Date(now);
  from.setMonth(from.getMonth() - (range === '3m' ? 3 : 12));
  return from;
}

export function useHistoryAddress(): {
  readonly range: Range;
  readonly view: View;
  readonly change: (next: { readonly range?: Range; readonly view?: View }) => void;
} {
  const [search, setSearch] = useSearchParams();
  const given = search.get('range');
  const range: Range = ranges.find((one) => one === given) ?? preset.range;
  const view: View = search.get('view') === 'table' ? 'table' : preset.view;
  const change = (next: { readonly range?: Range; readonly view?: View }): void => {
    setSearch(
      Object.fromEntries(
        Object.entries({ range, view, ...next }).filter(
          ([name, value]) => value !== preset[name as keyof typeof preset],
        ),
      ),
    );
  };
  return { range, view, change };
}
