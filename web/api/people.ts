import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  ApiKey,
  ApiKeyList,
  Lineage,
  type ListedMember,
  Member,
  type MemberChange,
  MemberList,
  type NewApiKey,
  NewApiKeyAnswer,
  type NewMember,
  MemberWithPassword,
} from '../../contracts/api/people.ts';
import { type ChangePassword, SessionList, SessionsEnded } from '../../contracts/api/session.ts';
import { apiAddress, read, readFile, send, sendOnly } from './client.ts';

export type MemberInfo = z.output<typeof ListedMember>;
export type ApiKeyInfo = z.output<typeof ApiKey>;
export type DescendantInfo = z.output<typeof Lineage>['items'][number];
export type LineageRoot = Pick<DescendantInfo, 'kind' | 'id'>;

export const sessionsKey = ['sessions'] as const;
const keys = {
  members: ['members'] as const,
  apiKeys: ['api-keys'] as const,
  sessions: sessionsKey,
};
const most = 500;

export const useMembers = (enabled = true) =>
  useQuery({
    queryKey: keys.members,
    queryFn: ({ signal }) => read('/members', MemberList, { query: { limit: most }, signal }),
    enabled,
  });

export const useApiKeys = (enabled = true) =>
  useQuery({
    queryKey: keys.apiKeys,
    queryFn: ({ signal }) => read('/api-keys', ApiKeyList, { query: { limit: most }, signal }),
    enabled,
  });

/** What was created with a key or by a member; read again each time it is asked, since it is offered to be ended. */
export const useLineage = ({ kind, id }: LineageRoot) =>
  useQuery({
    queryKey: ['lineage', kind, id],
    queryFn: ({ signal }) =>
      read(`/${kind === 'api-key' ? 'api-keys' : 'members'}/${id}/lineage`, Lineage, { signal }),
    gcTime: 0,
  });

/** File with what is held about the person who is signed in. */
export const ownDataAddress = apiAddress('/me/data');

/** The file with what is held about a member. */
export const useMemberData = () =>
  useMutation({
    mutationFn: (id: string) => readFile(`/members/${id}/data`),
    retry: false,
    gcTime: 0,
  });

/** The answer holds the password once; it is kept nowhere but in the open dialog. */
export function useInvite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, key }: { readonly body: z.input<typeof NewMember>; readonly key: string }) =>
      send('POST', '/members', MemberWithPassword, { body, key }),
    gcTime: 0,
    onSettled: () => client.invalidateQueries({ queryKey: keys.members }),
  });
}

/** The answer holds the password once. */
export function useResetPassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, key }: { readonly id: string; readonly key: string }) =>
      send('POST', `/members/${id}/reset-password`, MemberWithPassword, { key }),
    gcTime: 0,
    onSettled: () => client.invalidateQueries({ queryKey: keys.members }),
  });
}

/** Their passkeys, authenticator app, and recovery codes are removed. */
export function useResetFactors() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => sendOnly('POST', `/members/${id}/reset-factors`),
    onSettled: () => client.invalidateQueries({ queryKey: keys.members }),
  });
}

/** Whether an administrator may sign in by password while single sign-on is required. */
export function useSetBreakGlass() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, breakGlass }: { readonly id: string; readonly breakGlass: boolean }) =>
      sendOnly('PUT', `/members/${id}/break-glass`, { body: { breakGlass } }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.members }),
  });
}

/** What was created with a key or by a member may end along: both lists. */
const everythingOf = (client: QueryClient) =>
  Promise.all([keys.members, keys.apiKeys].map((queryKey) => client.invalidateQueries({ queryKey })));

export function useChangeMember() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { readonly id: string; readonly change: z.input<typeof MemberChange> }) =>
      send('PATCH', `/members/${id}`, Member, { body: change }),
    onSettled: () => everythingOf(client),
  });
}

/** The answer holds the key once. */
export function useNewApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, key }: { readonly body: z.input<typeof NewApiKey>; readonly key: string }) =>
      send('POST', '/api-keys', NewApiKeyAnswer, { body, key }),
    gcTime: 0,
    onSettled: () => client.invalidateQueries({ queryKey: keys.apiKeys }),
  });
}

export function useChangeKeyOwner() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ownerId }: { readonly id: string; readonly ownerId: string }) =>
      send('PATCH', `/api-keys/${id}`, ApiKey, { body: { ownerId } }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.apiKeys }),
  });
}

export function useRevokeApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, also }: { readonly id: string; readonly also: readonly string[] }) =>
      send('DELETE', `/api-keys/${id}`, ApiKey, { query: { also } }),
    onSettled: () => everythingOf(client),
  });
}

export const useChangePassword = () =>
  useMutation({
    mutationFn: (body: z.input<typeof ChangePassword>) => sendOnly('PUT', '/me/password', { body }),
    retry: false,
    gcTime: 0,
  });

export const useSessions = () =>
  useQuery({ queryKey: keys.sessions, queryFn: ({ signal }) => read('/sessions', SessionList, { signal }) });

/** Ends one of the own sessions; null: all but this one. */
export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: string | null): Promise<void> => {
      if (id === null) await send('DELETE', '/sessions', SessionsEnded);
      else await sendOnly('DELETE', `/sessions/${id}`);
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.sessions }),
  });
}

export const useEndSessionsOf = () =>
  useMutation({ mutationFn: (id: string) => send('DELETE', `/members/${id}/sessions`, SessionsEnded) });
