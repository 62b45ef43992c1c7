import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { commandAnswers, type Finish, Schedule, ScheduleChanged } from '../../contracts/api/commands.ts';
import { WriteBackAnswer } from '../../contracts/api/decisions.ts';
import { IntegrationCard } from '../../contracts/api/integrations.ts';
import { SetUpReview } from '../../contracts/api/mapping.ts';
import { CanceledDaySetting } from '../../contracts/api/canceled-day.ts';
import { WriteMethodList } from '../../contracts/api/write-methods.ts';
import { read, send } from './client.ts';
import { command } from './command.ts';
import { integrationKeys } from './integrations.ts';

export type Review = z.output<typeof SetUpReview>;

export const useSchedule = (id: string, enabled = true) =>
  useQuery({
    queryKey: integrationKeys.schedule(id),
    queryFn: ({ signal }) => read(`/integrations/${id}/schedule`, Schedule, { signal }),
    enabled,
  });

export const useSetUpReview = (id: string, enabled = true) =>
  useQuery({
    queryKey: integrationKeys.review(id),
    queryFn: ({ signal }) => read(`/integrations/${id}/set-up-review`, SetUpReview, { signal }),
    enabled,
    staleTime: 0,
  });

/** Each change reads cards, status and what hangs on them again. */
export function useConnect() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, key }: { readonly body: unknown; readonly key: string }) =>
      send('POST', '/integrations', IntegrationCard, { body, key }),
    onSettled: () => client.invalidateQueries({ queryKey: integrationKeys.all }),
  });
}

/** Each command's schema by its name, so that the answer's type follows from the name. */
const answers: { readonly [Name in keyof typeof commandAnswers]: z.ZodType<CommandAnswer<Name>> } =
  commandAnswers;
type CommandAnswer<Name extends keyof typeof commandAnswers> = z.output<(typeof commandAnswers)[Name]>;

type CommandName = 'authenticate' | 'load' | 'finish' | 'pause' | 'resume' | 'disconnect';

/** An update of the integration, with its final answer. The key belongs to the opened form. */
export function useIntegrationCommand<Name extends CommandName>(id: string, name: Name) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, body = {} }: { readonly key: string; readonly body?: z.input<typeof Finish> }) =>
      command<z.ZodType<CommandAnswer<Name>>>('POST', `/integrations/${id}/${name}`, answers[name], {
        body,
        key,
        integrationId: id,
      }),
    onSettled: () => client.invalidateQueries({ queryKey: integrationKeys.all }),
  });
}

export function useChangeSchedule(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      key,
      hour,
      minute,
    }: {
      readonly key: string;
      readonly hour: number;
      readonly minute: number;
    }) =>
      command('PUT', `/integrations/${id}/schedule`, ScheduleChanged, {
        body: { hour, minute },
        key,
        integrationId: id,
      }),
    onSettled: () => client.invalidateQueries({ queryKey: integrationKeys.one(id) }),
  });
}

export function useWriteBackSwitch(id: string, name: 'turn-on-write-back' | 'turn-off-write-back') {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, ...body }: { readonly key: string; readonly proveLineId?: string }) =>
      send('POST', `/integrations/${id}/${name}`, WriteBackAnswer, { body, key }),
    onSettled: () => client.invalidateQueries({ queryKey: integrationKeys.all }),
  });
}

export const useWriteMethods = (id: string) =>
  useQuery({
    queryKey: integrationKeys.writeMethods(id),
    queryFn: ({ signal }) => read(`/integrations/${id}/write-methods`, WriteMethodList, { signal }),
  });

/** `method` null: such lines are not written. */
export function useChooseWriteMethod(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { readonly choice: string; readonly method: string | null }) =>
      send('PUT', `/integrations/${id}/write-methods`, WriteMethodList, { body }),
    onSettled: () => client.invalidateQueries({ queryKey: integrationKeys.writeMethods(id) }),
  });
}

export const useCanceledDay = (id: string) =>
  useQuery({
    queryKey: integrationKeys.canceledDay(id),
    queryFn: ({ signal }) => read(`/integrations/${id}/canceled-day`, CanceledDaySetting, { signal }),
  });

export function useChangeCanceledDay(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (canceledDay: 'billed' | 'not-billed') =>
      send('PUT', `/integrations/${id}/canceled-day`, CanceledDaySetting, { body: { canceledDay } }),
    onSettled: () => client.invalidateQueries({ queryKey: integrationKeys.canceledDay(id) }),
  });
}
