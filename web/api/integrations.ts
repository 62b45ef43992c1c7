import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { commandAnswers, type Finish, Schedule, ScheduleChanged } from '../../contracts/api/commands.ts';
import { ArmedAnswer } from '../../contracts/api/decisions.ts';
import {
  IntegrationCard,
  IntegrationList,
  IntegrationStatus,
  VendorList,
} from '../../contracts/api/integrations.ts';
import { SetUpReview } from '../../contracts/api/mapping.ts';
import { WriteMethodList } from '../../contracts/api/write-methods.ts';
import { command, read, send } from './client.ts';

export type Integration = z.output<typeof IntegrationCard>;
/** Its set-up was finished, and it is connected still. */
export const isInUse = ({ finishedAt, phase }: Pick<Integration, 'finishedAt' | 'phase'>): boolean =>
  finishedAt !== null && phase !== 'disconnected';
export type Status = z.output<typeof IntegrationStatus>;
export type Vendor = z.output<typeof VendorList>['items'][number];
export type Review = z.output<typeof SetUpReview>;

export const integrationKeys = {
  all: ['integrations'] as const,
  one: (id: string) => ['integrations', id] as const,
  status: (id: string) => ['integrations', id, 'status'] as const,
  schedule: (id: string) => ['integrations', id, 'schedule'] as const,
  review: (id: string) => ['integrations', id, 'set-up-review'] as const,
  credentials: (id: string) => ['integrations', id, 'credentials'] as const,
  writeMethods: (id: string) => ['integrations', id, 'write-methods'] as const,
};

export const useVendors = () =>
  useQuery({
    queryKey: ['vendors'],
    queryFn: ({ signal }) => read('/vendors', VendorList, { signal }),
    staleTime: Infinity,
  });

const list = queryOptions({
  queryKey: integrationKeys.all,
  queryFn: ({ signal }) => read('/integrations', IntegrationList, { signal }),
});

export const useIntegrations = () => useQuery(list);

/** By which names an integration's kinds go in the session; empty until they are read. The same value while they stay. */
export const useKindsOfIntegrations = () => useQuery({ ...list, select: kindsOf }).data ?? none;

const kindsOf = ({ items }: z.output<typeof IntegrationList>) =>
  items.map(({ id, vendor, psa, phase }) => ({ id, vendor, psa, isConnected: phase !== 'disconnected' }));
const none: ReturnType<typeof kindsOf> = [];

export const useIntegration = (id: string) =>
  useQuery({
    queryKey: integrationKeys.one(id),
    queryFn: ({ signal }) => read(`/integrations/${id}`, IntegrationCard, { signal }),
  });

export const useStatus = (id: string) =>
  useQuery({
    queryKey: integrationKeys.status(id),
    queryFn: ({ signal }) => read(`/integrations/${id}/status`, IntegrationStatus, { signal }),
    staleTime: 0,
    refetchOnMount: 'always',
  });

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

export function useArming(id: string, name: 'arm' | 'disarm') {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, ...body }: { readonly key: string; readonly proveLineId?: string }) =>
      send('POST', `/integrations/${id}/${name}`, ArmedAnswer, { body, key }),
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
