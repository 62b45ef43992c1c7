import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { InvoicesCompared } from '../../contracts/api/invoices-compared.ts';
import { read } from './client.ts';
import { monthKeys } from './keys.ts';

export type ComparedRow = z.output<typeof InvoicesCompared>['rows'][number];

export const useInvoicesCompared = (integrationId: string, month: string) =>
  useQuery({
    queryKey: [...monthKeys.all, integrationId, 'invoices', month],
    queryFn: ({ signal }) =>
      read(`/integrations/${integrationId}/invoices-compared`, InvoicesCompared, {
        query: { month },
        signal,
      }),
  });
