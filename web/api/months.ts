import { useQueries } from '@tanstack/react-query';
import type { z } from 'zod';
import { MonthList } from '../../contracts/api/months.ts';
import { read } from './client.ts';
import { monthKeys } from './keys.ts';

export type CountingMonth = z.output<typeof MonthList>['items'][number];

/** Months that can be closed, and those that are, of each integration; oldest first. Null: not known yet. */
export const useMonths = (integrationIds: readonly string[]) =>
  useQueries({
    queries: integrationIds.map((id) => ({
      queryKey: [...monthKeys.all, id],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        read(`/integrations/${id}/months`, MonthList, { signal }),
    })),
    combine: (results): ReadonlyMap<string, readonly CountingMonth[]> | null =>
      results.every(({ data }) => data !== undefined)
        ? new Map(integrationIds.map((id, index) => [id, results[index]?.data?.items ?? []]))
        : null,
  });
