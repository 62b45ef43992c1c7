import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { MonthFiguresList } from '../../contracts/api/month-figures.ts';
import { read } from './client.ts';
import { monthKeys } from './keys.ts';

export type MonthFigures = z.output<typeof MonthFiguresList>['items'][number];

/** @param until the last month of the answer; absent: the running one */
export const useMonthFigures = (integrationId: string, until?: string) =>
  useQuery({
    queryKey: [...monthKeys.all, integrationId, 'figures', until ?? null],
    queryFn: ({ signal }) =>
      read(`/integrations/${integrationId}/month-figures`, MonthFiguresList, { query: { until }, signal }),
  });
