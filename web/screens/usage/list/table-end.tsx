import { asApiError } from '../../../values/problem.ts';
import { useRefresh } from '../../../context/refresh-rule.tsx';
import { Button } from '../../../components/button.tsx';
import { useListTexts } from './texts.ts';

/** Where loading stopped: pages of a newer version are never mixed in. */
export function TableEnd({
  list,
  loaded,
  total,
}: {
  readonly list: {
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly error: unknown;
  };
  readonly loaded: number;
  readonly total: number | undefined;
}) {
  const { press } = useRefresh();
  const text = useListTexts();
  const counts = { loaded, total: total ?? loaded };
  if (list.isFetchingNextPage)
    return <p className="text-table text-ink-3">{text('console-usage-list.loading-more', counts)}</p>;
  if (!list.isFetchNextPageError) return null;
  const moved = asApiError(list.error).code === 'ListChanged';
  return (
    <p className="flex items-center gap-3 text-table text-ink-2">
      {text(moved ? 'console-usage-list.newer-data' : 'console-usage-list.connection-lost', counts)}
      <Button dense onClick={press}>
        {text('console-usage-list.refresh')}
      </Button>
    </p>
  );
}
