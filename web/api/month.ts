import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { MonthNow } from '../../contracts/api/month.ts';
import { read } from './client.ts';
import { monthKey } from './keys.ts';

export type Month = z.output<typeof MonthNow>;
export type MonthRow = Month['rows'][number];
export type MonthQuestion = Month['questions'][number];

/** Held still until Refresh like every list; gone when the screen is left, so that it opens with the newest. */
export const useMonth = () =>
  useQuery({
    queryKey: monthKey,
    queryFn: ({ signal }) => read('/month', MonthNow, { signal }),
    staleTime: Infinity,
    refetchOnMount: 'always',
    gcTime: 0,
  });
