import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { SearchAnswer, shortestSearch } from '../../contracts/api/search.ts';
import { read } from './client.ts';

export type Found = z.output<typeof SearchAnswer>;

const nothing: Found = { customers: [], lines: [], companies: [], accounts: [], runs: [], more: [] };

/** What a few letters find; of fewer than two, nothing. What was found stays while the next is looked for. */
export function useSearch(typed: string) {
  const q = typed.trim();
  const isLongEnough = q.length >= shortestSearch;
  const query = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => read('/search', SearchAnswer, { query: { q }, signal }),
    enabled: isLongEnough,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  return {
    found: isLongEnough ? (query.data ?? nothing) : nothing,
    error: isLongEnough ? query.error : null,
  };
}
