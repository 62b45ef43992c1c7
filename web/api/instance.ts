import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { type InstanceAnswer, InstanceAnswered } from '../../contracts/api/commands.ts';
import { IntegrationInstance } from '../../contracts/api/instance.ts';
import { read } from './client.ts';
import { command } from './command.ts';
import { integrationKeys } from './integrations.ts';

export type InstanceInfo = z.output<typeof IntegrationInstance>;

/** Which instance the integration belongs to, and what an administrator is asked about it. */
export const useInstance = (id: string) =>
  useQuery({
    queryKey: [...integrationKeys.one(id), 'instance'],
    queryFn: ({ signal }) => read(`/integrations/${id}/instance`, IntegrationInstance, { signal }),
  });

/** Answers one question, or an open move again; the key belongs to the opened dialog. */
export function useAnswerInstance(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      key,
      ...body
    }: {
      readonly key: string;
      readonly credentialId: string;
      readonly askedAt: string;
      readonly answer: InstanceAnswer;
    }) => command('POST', `/integrations/${id}/instance`, InstanceAnswered, { body, key, integrationId: id }),
    onSettled: () => client.invalidateQueries({ queryKey: integrationKeys.all }),
  });
}
