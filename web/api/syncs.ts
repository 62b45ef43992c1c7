import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { StartSync } from '../../contracts/api/syncs.ts';
import { SyncRunList, SyncStarted } from '../../contracts/api/syncs.ts';
import { read, send } from './client.ts';
import { integrationKeys } from './integrations.ts';

export type SyncRun = z.output<typeof SyncRunList>['items'][number];

export const syncKeys = {
  all: ['syncs'] as const,
  latest: (integrationId: string) => ['syncs', 'latest', integrationId] as const,
};

/** The newest runs of an integration, for Sync status: few, read again with each event of a run. */
export const latestRunsOptions = (integrationId: string) => ({
  queryKey: syncKeys.latest(integrationId),
  queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
    read(`/integrations/${integrationId}/syncs`, SyncRunList, { query: { limit: 5 }, signal }),
});

export const useLatestRuns = (integrationId: string) => useQuery(latestRunsOptions(integrationId));

export function useStartSync(integrationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      key,
      mode,
    }: {
      readonly key: string;
      readonly mode: z.output<typeof StartSync>['mode'];
    }) => send('POST', `/integrations/${integrationId}/syncs`, SyncStarted, { body: { mode }, key }),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: syncKeys.all });
      await client.invalidateQueries({ queryKey: integrationKeys.all });
    },
  });
}
