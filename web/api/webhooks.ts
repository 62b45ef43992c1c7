import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  type NewWebhook,
  Webhook,
  type WebhookChange,
  WebhookDelivery,
  WebhookDeliveryList,
  WebhookList,
  WebhookWithSecret,
} from '../../contracts/api/webhooks.ts';
import { read, send, sendOnly } from './client.ts';

export type WebhookInfo = z.output<typeof Webhook>;
export type DeliveryInfo = z.output<typeof WebhookDelivery>;

const key = ['webhooks'] as const;

export const useWebhooks = () =>
  useQuery({
    queryKey: key,
    queryFn: ({ signal }) => read('/webhooks', WebhookList, { query: { limit: 100 }, signal }),
    // No event tells of deliveries: what waits is looked at again until it is gone.
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ pending }) => pending > 0) === true ? 5_000 : false,
  });

/** The answer holds the secret once; it is kept nowhere but in the open dialog. */
export function useNewWebhook() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, key: once }: { readonly body: z.input<typeof NewWebhook>; readonly key: string }) =>
      send('POST', '/webhooks', WebhookWithSecret, { body, key: once }),
    gcTime: 0,
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

/** As {@link useNewWebhook}: a new secret, shown once. */
export function useRotateSecret(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (once: string) =>
      send('POST', `/webhooks/${id}/rotate-secret`, WebhookWithSecret, { body: {}, key: once }),
    gcTime: 0,
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useChangeWebhook(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: z.input<typeof WebhookChange>) =>
      send('PATCH', `/webhooks/${id}`, Webhook, { body: change }),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useRemoveWebhook(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => sendOnly('DELETE', `/webhooks/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

const testPollMs = 500;
const testLongestMs = 30_000;

/** Sends a test and waits for its outcome; one that is not there after half a minute comes back as it is, pending. */
export function useTestWebhook(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (once: string) => {
      let delivery = await send('POST', `/webhooks/${id}/test`, WebhookDelivery, { body: {}, key: once });
      const until = Date.now() + testLongestMs;
      while (delivery.state === 'pending' && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, testPollMs));
        const { items } = await read(`/webhooks/${id}/deliveries`, WebhookDeliveryList, {
          query: { limit: 20 },
        });
        delivery = items.find((one) => one.id === delivery.id) ?? delivery;
      }
      return delivery;
    },
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}
