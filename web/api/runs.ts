import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { SyncRunCanceled, SyncRunDetail, SyncRunList } from '../../contracts/api/syncs.ts';
import { type Query, read, send } from './client.ts';
import { usePages } from './pages.ts';
import { held } from './query-client.ts';
import { syncKeys } from './syncs.ts';

export type RunInfo = z.output<typeof SyncRunDetail>;
export type RunAccount = RunInfo['accounts']['items'][number];

const runKeys = {
  list: (integrationId: string, question: Query) => [held, 'syncs', integrationId, question] as const,
  one: (runId: string) => [...syncKeys.all, 'run', runId] as const,
  accounts: ({ id, state }: RunInfo, states: string) =>
    [...syncKeys.all, 'run', id, 'accounts', states, isActive({ state })] as const,
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

/** How often a run in progress is read again, for an event that got lost. */
const clockMs = 3_000;

/** One run; while it is in progress also by a slow clock. Its accounts are read apart, page by page. */
export const useRun = (runId: string) =>
  useQuery({
    queryKey: runKeys.one(runId),
    queryFn: ({ signal }) => read(`/syncs/${runId}`, SyncRunDetail, { query: { limit: 1 }, signal }),
    staleTime: 1_000,
    refetchInterval: ({ state }) => (isActive(state.data) ? clockMs : false),
  });

const RunAccountsPage = SyncRunDetail.transform(({ accounts }) => accounts);

/** Accounts of a run in these states, page by page; those of a run in progress move along with it, up to its end. */
export const useRunAccounts = (run: RunInfo, states: string) =>
  usePages(
    runKeys.accounts(run, states),
    `/syncs/${run.id}`,
    RunAccountsPage,
    { state: states },
    { refetchInterval: isActive(run) ? clockMs : false },
  );

export function useCancelRun(runId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key }: { readonly key: string }) =>
      send('POST', `/syncs/${runId}/cancel`, SyncRunCanceled, { body: {}, key }),
    onSettled: () => client.invalidateQueries({ queryKey: syncKeys.all }),
  });
}
