import { useCallback, useEffect, useState } from 'react';
import type { UsageRow } from '../../../api/usage.ts';

/** A list that comes page by page. */
interface Pages {
  readonly data: { readonly pages: readonly { readonly items: readonly UsageRow[] }[] } | undefined;
  readonly error: unknown;
  readonly hasNextPage: boolean;
  readonly isFetching: boolean;
  readonly fetchNextPage: () => Promise<unknown>;
}

/** Reads on while the end comes into view, or until all that match are here; a second press stops. */
export function useAllRows(list: Pages, select: (ids: ReadonlySet<string>) => void) {
  const [loading, setLoading] = useState(false);
  const { hasNextPage, isFetching, error, fetchNextPage, data } = list;
  const more = useCallback(() => {
    if (hasNextPage && !isFetching && error === null) void fetchNextPage();
  }, [hasNextPage, isFetching, error, fetchNextPage]);
  useEffect(() => {
    if (!loading) return;
    if (error !== null) setLoading(false);
    else if (hasNextPage) more();
    else {
      setLoading(false);
      select(new Set(data?.pages.flatMap(({ items }) => items.map(({ id }) => id))));
    }
  }, [loading, error, hasNextPage, more, data, select]);
  const load = useCallback(() => setLoading((now) => !now), []);
  return { loading, load, more };
}
