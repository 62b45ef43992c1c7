import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { AccountHistory } from '../../contracts/api/mapping.ts';
import { apiAddress, read } from './client.ts';

export type AccountHistoryInfo = z.output<typeof AccountHistory>;

const path = (integrationId: string, accountId: string): string =>
  `/integrations/${integrationId}/vendor-accounts/${accountId}/history`;

export const useAccountHistory = (integrationId: string, accountId: string) =>
  useQuery({
    queryKey: ['account-history', integrationId, accountId],
    queryFn: ({ signal }) => read(path(integrationId, accountId), AccountHistory, { signal }),
  });

export const historyCsvAddress = (integrationId: string, accountId: string): string =>
  apiAddress(`${path(integrationId, accountId)}.csv`);
