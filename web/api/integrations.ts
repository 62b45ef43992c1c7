import { queryOptions, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { IntegrationCard, IntegrationList, IntegrationStatus } from '../../contracts/api/integrations.ts';
import { read } from './client.ts';

export type Integration = z.output<typeof IntegrationCard>;
/** Its set-up was finished, and it is connected still. */
export const isInUse = ({ finishedAt, phase }: Pick<Integration, 'finishedAt' | 'phase'>): boolean =>
  finishedAt !== null && phase !== 'disconnected';
export type Status = z.output<typeof IntegrationStatus>;

export const integrationKeys = {
  all: ['integrations'] as const,
  one: (id: string) => ['integrations', id] as const,
  status: (id: string) => ['integrations', id, 'status'] as const,
  schedule: (id: string) => ['integrations', id, 'schedule'] as const,
  review: (id: string) => ['integrations', id, 'set-up-review'] as const,
  credentials: (id: string) => ['integrations', id, 'credentials'] as const,
  writeMethods: (id: string) => ['integrations', id, 'write-methods'] as const,
  canceledDay: (id: string) => ['integrations', id, 'canceled-day'] as const,
};

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
