import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  IdentityProvider,
  type IdentityProviderChange,
  IdentityProviderList,
  IdentityProviderTest,
  type NewIdentityProvider,
  SignInPolicy,
  type SignInPolicyChange,
} from '../../contracts/api/sign-in.ts';
import { read, send, sendOnly } from './client.ts';
import { ownSignInKey } from './own-sign-in.ts';

export type SignInPolicyInfo = z.output<typeof SignInPolicy>;
export type IdentityProviderInfo = z.output<typeof IdentityProvider>;
export type NewProviderBody = z.input<typeof NewIdentityProvider>;
export type ProviderChangeBody = z.input<typeof IdentityProviderChange>;

const policyKey = ['sign-in-policy'] as const;
const providersKey = ['identity-providers'] as const;
const optionsKey = ['sign-in-options'] as const;

export const useSignInPolicy = () =>
  useQuery({
    queryKey: policyKey,
    queryFn: ({ signal }) => read('/settings/sign-in', SignInPolicy, { signal }),
  });

export function useSetSignInPolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof SignInPolicyChange>) =>
      send('PUT', '/settings/sign-in', SignInPolicy, { body }),
    retry: false,
    onSuccess: (policy) => {
      client.setQueryData(policyKey, policy);
      return Promise.all(
        [optionsKey, ownSignInKey].map((queryKey) => client.invalidateQueries({ queryKey })),
      );
    },
  });
}

export const useIdentityProviders = (enabled = true) =>
  useQuery({
    queryKey: providersKey,
    queryFn: ({ signal }) => read('/identity-providers', IdentityProviderList, { signal }),
    enabled,
  });

/** The sign-in page offers them too. */
function useProvidersReadAgain() {
  const client = useQueryClient();
  return () =>
    Promise.all([providersKey, optionsKey].map((queryKey) => client.invalidateQueries({ queryKey })));
}

export function useAddProvider() {
  const readAgain = useProvidersReadAgain();
  return useMutation({
    mutationFn: ({ body, key }: { readonly body: NewProviderBody; readonly key: string }) =>
      send('POST', '/identity-providers', IdentityProvider, { body, key }),
    retry: false,
    gcTime: 0,
    onSettled: readAgain,
  });
}

export function useChangeProvider() {
  const readAgain = useProvidersReadAgain();
  return useMutation({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: ProviderChangeBody }) =>
      send('PATCH', `/identity-providers/${id}`, IdentityProvider, { body }),
    retry: false,
    gcTime: 0,
    onSettled: readAgain,
  });
}

export function useDeleteProvider() {
  const readAgain = useProvidersReadAgain();
  return useMutation({
    mutationFn: (id: string) => sendOnly('DELETE', `/identity-providers/${id}`),
    onSettled: readAgain,
  });
}

/** Reads the provider's description of itself and its keys. The answer says why it does not work. */
export const useTestProvider = () =>
  useMutation({
    mutationFn: (id: string) => send('POST', `/identity-providers/${id}/test`, IdentityProviderTest),
    retry: false,
  });
