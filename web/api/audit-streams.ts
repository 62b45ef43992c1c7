import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  AuditStream,
  type AuditStreamChange,
  AuditStreamList,
  AuditStreamWithSecret,
  type NewAuditStream,
} from '../../contracts/api/audit-streams.ts';
import { read, send, sendOnly } from './client.ts';

export type StreamInfo = z.output<typeof AuditStream>;

const key = ['audit-streams'] as const;

export const useAuditStreams = () =>
  useQuery({
    queryKey: key,
    queryFn: ({ signal }) => read('/audit-streams', AuditStreamList, { signal }),
    // No event reports deliveries: refetch until none are pending.
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ waiting }) => waiting > 0) === true ? 5_000 : false,
  });

/** The answer holds the secret once; it is kept nowhere but in the open dialog. */
export function useNewStream() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      body,
      key: once,
    }: {
      readonly body: z.input<typeof NewAuditStream>;
      readonly key: string;
    }) => send('POST', '/audit-streams', AuditStreamWithSecret, { body, key: once }),
    gcTime: 0,
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

/** As {@link useNewStream}: a new secret, shown once. */
export function useRotateStreamSecret(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (once: string) =>
      send('POST', `/audit-streams/${id}/rotate-secret`, AuditStreamWithSecret, { body: {}, key: once }),
    gcTime: 0,
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useChangeStream(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: z.input<typeof AuditStreamChange>) =>
      send('PATCH', `/audit-streams/${id}`, AuditStream, { body: change }),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useRemoveStream(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => sendOnly('DELETE', `/audit-streams/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}
