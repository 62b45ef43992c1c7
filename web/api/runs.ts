import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { SyncRunCancelled, SyncRunDetail, SyncRunList } from '../../contracts/api/syncs.ts';
import { type Query, read, send } from './client.ts';
import { usePages } from './pages.ts';
import { held } from './query-client.ts';
import { syncKeys } from './syncs.ts';

export type RunInfo = z.output<typeof SyncRunDetail>;
export type RunAccount = RunInfo['accounts'][number];

const runKeys = {
  list: (integrationId: string, question: Query) => [held, 'syncs', integrationId, question] as const,
  one: (runId: string) => [...syncKeys.all, 'run', runId] as const,
};

/** Members and order stand still until Refresh; {@link useLatestRuns} brings what moves inside the rows. */
export const useRuns = (integrationId: string, question: Query) =>
  usePages(
    runKeys.list(integrationId, question),
    `/integrations/${integrationId}/syncs`,
    SyncRunList,
    question,
    {
      enabled: integrationId !== '',
    },
  );

const isActive = (run: { readonly state: string } | undefined): boolean =>
  run?.state === 'queued' || run?.state === 'running';

/** One run; while it is under way also by a slow clock, for an event that got lost. */
export const useRun = (runId: string) =>
  useQuery({
    queryKey: runKeys.one(runId),
    queryFn: ({ signal }) => read(`/syncs/${runId}`, SyncRunDetail, { signal }),
    staleTime: 1_000,
    refetchInterval: ({ state }) => (isActive(state.data) ? 3_000 : false),
  });

export function useCancelRun(runId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key }: { readonly key: string }) =>
      send('POST', `/syncs/${runId}/cancel`, SyncRunCancelled, { body: {}, key }),
    onSettled: () => client.invalidateQueries({ queryKey: syncKeys.all }),
  });
}
