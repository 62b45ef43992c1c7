import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  MonthToClose,
  ReviewMonth,
  ReviewMonthReport,
  RunningMonthReport,
} from '../../contracts/api/review-months.ts';
import { monthKeys } from './keys.ts';
import { apiAddress, read, send, type TableFormat } from './client.ts';

/** Of a closed month or of the one that runs: what both say. */
export type MonthReport = z.output<typeof RunningMonthReport>;
export type ClosedMonthReport = z.output<typeof ReviewMonthReport>;

const key = ['review-months'] as const;

/** Frozen; all that may come is that it was reopened. */
export const useMonthReport = (id: string) =>
  useQuery({
    queryKey: [...key, id],
    queryFn: ({ signal }) => read(`/review-months/${id}`, ReviewMonthReport, { signal }),
    staleTime: Infinity,
  });

/** As it stands now; a person's decisions and every run change it. */
export const useRunningMonth = (integrationId: string) =>
  useQuery({
    queryKey: [...key, 'running', integrationId],
    queryFn: ({ signal }) =>
      read(`/integrations/${integrationId}/running-month`, RunningMonthReport, { signal }),
  });

export type WhatCloses = z.output<typeof MonthToClose>;

/** What closing the month would freeze; read again whenever it is asked about. */
export const useMonthToClose = (integrationId: string, month: string) =>
  useQuery({
    queryKey: [...monthKeys.all, integrationId, 'to-close', month],
    queryFn: ({ signal }) =>
      read(`/integrations/${integrationId}/month-to-close`, MonthToClose, { query: { month }, signal }),
    staleTime: Infinity,
    refetchOnMount: 'always',
    gcTime: 0,
  });

const readMonthsAgain = (client: QueryClient) =>
  Promise.all([key, monthKeys.all].map((queryKey) => client.invalidateQueries({ queryKey })));

export interface CloseOrder {
  /** Of the opened dialog. */
  readonly key: string;
  readonly integrationId: string;
  readonly month: string;
  readonly whileRunning: boolean;
}

/** @param onClosed is told the report's id even where who asked has left the screen, as a month's button does once all are closed. */
export function useCloseMonth(onClosed: (id: string) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: CloseOrder) =>
      send('POST', '/review-months', ReviewMonth, {
        body: {
          integrationId: wish.integrationId,
          month: wish.month,
          ...(wish.whileRunning ? { whileRunning: true } : {}),
        },
        key: wish.key,
      }),
    onSuccess: ({ id }) => onClosed(id),
    onSettled: () => readMonthsAgain(client),
  });
}

export function useReopenMonth() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: { readonly key: string; readonly id: string; readonly reason: string }) =>
      send('POST', `/review-months/${wish.id}/reopen`, ReviewMonth, {
        body: { reason: wish.reason },
        key: wish.key,
      }),
    onSettled: () => readMonthsAgain(client),
  });
}

export type ReportFormat = TableFormat | 'pdf' | 'json';

const ending = (format: ReportFormat): string => (format === 'json' ? '' : `.${format}`);

export const monthReportFile = (id: string, format: ReportFormat): string =>
  apiAddress(`/review-months/${id}${ending(format)}`);

/** For the accountant. */
export const controlListFile = (id: string): string => apiAddress(`/review-months/${id}/control-list.xlsx`);

export const runningMonthFile = (integrationId: string, format: ReportFormat): string =>
  apiAddress(
    `/integrations/${integrationId}/running-month${ending(format)}`,
    format === 'json' ? { lines: 'all' } : undefined,
  );

/** To be shown by the browser, and printed from there. */
export const monthReportToPrint = (id: string): string =>
  apiAddress(`/review-months/${id}.pdf`, { inline: 'true' });

export const runningMonthToPrint = (integrationId: string): string =>
  apiAddress(`/integrations/${integrationId}/running-month.pdf`, { inline: 'true' });

/** All files of a closed month. */
export const monthArchive = (id: string): string => apiAddress(`/review-months/${id}/files.zip`);
