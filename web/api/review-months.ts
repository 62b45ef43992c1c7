import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { ReviewMonth, ReviewMonthList, ReviewMonthReport } from '../../contracts/api/review-months.ts';
import { apiAddress, read, send } from './client.ts';

export type MonthReport = z.output<typeof ReviewMonthReport>;

const key = ['review-months'] as const;

export const useReviewMonths = () =>
  useQuery({
    queryKey: [...key, 'list'],
    queryFn: ({ signal }) => read('/review-months', ReviewMonthList, { query: { limit: 100 }, signal }),
  });

/** Frozen: it never changes. */
export const useMonthReport = (id: string) =>
  useQuery({
    queryKey: [...key, id],
    queryFn: ({ signal }) => read(`/review-months/${id}`, ReviewMonthReport, { signal }),
    staleTime: Infinity,
  });

export function useCloseMonth() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: { readonly key: string; readonly integrationId: string; readonly month: string }) =>
      send('POST', '/review-months', ReviewMonth, {
        body: { integrationId: wish.integrationId, month: wish.month },
        key: wish.key,
      }),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

export const monthReportAddress = (id: string, format: 'json' | 'csv'): string =>
  apiAddress(`/review-months/${id}${format === 'csv' ? '.csv' : ''}`);
