import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { ListFigures } from '../../contracts/api/month-figures.ts';
import { read } from './client.ts';
import { monthKeys } from './keys.ts';

export type ListFigures = z.output<typeof ListFigures>;

/** Current totals of an integration's lists. */
export const useListFigures = (integrationId: string) =>
  useQuery({
    queryKey: [...monthKeys.all, integrationId, 'lists'],
    queryFn: ({ signal }) => read(`/integrations/${integrationId}/list-figures`, ListFigures, { signal }),
  });
