import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { UnusedReason, UnusedSeats } from '../../contracts/api/unused-seats.ts';
import { apiAddress, read, type TableFormat } from './client.ts';
import { held } from './query-client.ts';

export { UnusedReason };
export type Unused = z.output<typeof UnusedSeats>;
export type Reason = z.output<typeof UnusedReason>;

export interface UnusedQuestion {
  readonly reason: Reason | null;
  /** A part of the customer's name; empty: all. */
  readonly q: string;
}

const path = (integrationId: string): string => `/integrations/${integrationId}/unused-seats`;

/** Of one moment, until Refresh; what was shown stays while another question is answered. */
export const useUnusedSeats = (integrationId: string, { reason, q }: UnusedQuestion) =>
  useQuery({
    queryKey: [held, 'unused-seats', integrationId, reason, q],
    queryFn: ({ signal }) =>
      read(path(integrationId), UnusedSeats, { query: { reason, q: q.trim() }, signal }),
    staleTime: Infinity,
    refetchOnMount: 'always',
    gcTime: 0,
    placeholderData: (before) => before,
  });

export const unusedSeatsFile = (
  integrationId: string,
  { reason, q }: UnusedQuestion,
  format: TableFormat,
): string => apiAddress(`${path(integrationId)}.${format}`, { reason, q: q.trim() });
