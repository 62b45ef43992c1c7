import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { CredentialVerdict } from '../../contracts/api/commands.ts';
import type { ProblemItem } from '../../contracts/api/common.ts';
import { CredentialList, CredentialState } from '../../contracts/api/credentials.ts';
import { read, send } from './client.ts';
import { integrationKeys } from './integrations.ts';

export type CredentialAnswer = z.output<typeof CredentialList>;
export type CredentialInfo = CredentialAnswer['items'][number];
export type CredentialForm = CredentialInfo['form'];

export const useCredentials = (id: string) =>
  useQuery({
    queryKey: integrationKeys.credentials(id),
    queryFn: ({ signal }) => read(`/integrations/${id}/credentials`, CredentialList, { signal }),
  });

/** Write-only: what comes back is a fingerprint and the last four characters. */
export function usePutCredentials(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ set, fields }: { readonly set: string; readonly fields: unknown }) =>
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

const verificationKey = (id: string) => ['verification', id] as const;

/**
 * What the last Authenticate of this page saw, by version of the credential. Only its answer holds it: a reload
 * forgets it, and a version that somebody else stored has none.
 */
export const useVerification = (id: string) =>
  useQuery<Readonly<Record<string, ProbeFacts>>>({
    queryKey: verificationKey(id),
    queryFn: skipToken,
    staleTime: Infinity,
    gcTime: Infinity,
  });

/** Of an answer, or of the entries of a rejection. */
type Verdict = z.output<typeof CredentialVerdict> | ProblemItem;
export type ProbeFacts = z.output<typeof CredentialVerdict>['facts'];

/** Keeps the good verdicts of an answer for {@link useVerification}; the credentials must have been read after it. */
export function useKeepVerification(id: string) {
  const client = useQueryClient();
  return (verdicts: readonly Verdict[]): void => {
    const list = client.getQueryData<CredentialAnswer>(integrationKeys.credentials(id));
    if (list === undefined) return;
    const kept = list.items.flatMap(({ set, candidate, working }): [string, ProbeFacts][] => {
      const version = candidate ?? working;
      const verdict = verdicts.find((one) => one.set === set);
      return version === null || verdict?.ok !== true || verdict.facts === undefined
        ? []
        : [[version.id, verdict.facts]];
    });
    client.setQueryData(verificationKey(id), Object.fromEntries(kept));
  };
}
