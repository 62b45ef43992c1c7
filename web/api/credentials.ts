import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { CredentialList, CredentialState } from '../../contracts/api/credentials.ts';
import { read, send } from './client.ts';
import { integrationKeys } from './integrations.ts';

export type CredentialInfo = z.output<typeof CredentialState>;
export type CredentialSetName = CredentialInfo['set'];

export const useCredentials = (id: string) =>
  useQuery({
    queryKey: integrationKeys.credentials(id),
    queryFn: ({ signal }) => read(`/integrations/${id}/credentials`, CredentialList, { signal }),
  });

/** Write-only: what comes back is a fingerprint and the last four characters. */
export function usePutCredentials(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ set, fields }: { readonly set: CredentialSetName; readonly fields: unknown }) =>
      send('PUT', `/integrations/${id}/credentials/${set}`, CredentialState, { body: fields }),
    onSettled: () => client.invalidateQueries({ queryKey: integrationKeys.credentials(id) }),
  });
}

/** The server stores the sandbox's own credentials: no secret reaches the page. */
export function useSandboxCredentials(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key }: { readonly key: string }) =>
      send('POST', `/integrations/${id}/credentials/sandbox`, CredentialList, { body: {}, key }),
    onSettled: () => client.invalidateQueries({ queryKey: integrationKeys.credentials(id) }),
  });
}
