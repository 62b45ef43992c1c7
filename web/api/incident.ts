import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { IncidentDone, SecretList } from '../../contracts/api/incident.ts';
import { read, send } from './client.ts';

export type SecretInfo = z.output<typeof SecretList>['items'][number];
export type IncidentStep = 'turn-off-write-back' | 'end-sessions' | 'revoke-keys';

export const secretsKey = ['secrets'] as const;

export const useSecrets = () =>
  useQuery({ queryKey: secretsKey, queryFn: ({ signal }) => read('/secrets', SecretList, { signal }) });

/** What stops everything of one kind; all that is shown may have changed by it. */
export function useIncidentStep() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: IncidentStep) => send('POST', `/incident/${step}`, IncidentDone, { body: {} }),
    onSettled: () => client.invalidateQueries(),
  });
}
