import { asApiError } from '../../../values/problem.ts';
import { useRefresh } from '../../../context/refresh-rule.tsx';
import { Button } from '../../../components/button.tsx';
import { formatCount } from '../../../values/format.ts';

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
  if (list.isFetchingNextPage)
    return (
      <p className="text-table text-ink-3">
        Loading more: {formatCount(loaded)} of {formatCount(total)}
      </p>
    );
  if (!list.isFetchNextPageError) return null;
  const moved = asApiError(list.error).code === 'ListChanged';
  return (
    <p className="flex items-center gap-3 text-table text-ink-2">
      {formatCount(loaded)} of {formatCount(total)} loaded{' '}
      {moved ? 'before newer data came.' : 'before the connection failed.'}
      <Button dense onClick={press}>
        Refresh
      </Button>
    </p>
  );
}
