import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { type Query, read } from './client.ts';

interface ListPage<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  readonly total: number;
  readonly dataVersion: string;
}

/**
 * A list page by page, as it stood when it was opened: nothing joins or leaves it until it is read again. A further
 * page of another data version is rejected by the API (409 ListChanged) and not mixed in.
 */
export function usePages<T>(
  queryKey: QueryKey,
  path: string,
  schema: z.ZodType<ListPage<T>>,
  query: Query,
  {
    enabled = true,
    limit = 50,
    refetchInterval = false,
  }: { readonly enabled?: boolean; readonly limit?: number; readonly refetchInterval?: number | false } = {},
) {
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      read(path, schema, { query: { ...query, limit, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: Infinity,
    refetchOnMount: 'always',
    gcTime: 0,
    enabled,
    refetchInterval,
    placeholderData: (before) => before,
  });
  const loaded = pages.data?.pages;
  return {
    ...pages,
    rows: loaded?.flatMap(({ items }) => items),
    total: loaded?.[0]?.total ?? null,
    version: loaded?.[0]?.dataVersion,
  };
}
