import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { MonthNow } from '../../contracts/api/month.ts';
import { AgreementType, type BillsIn } from '../../contracts/api/decisions.ts';
import { read, send } from './client.ts';
import { held } from './query-client.ts';
import { agreementTypesKey } from './usage-decisions.ts';

export type Month = z.output<typeof MonthNow>;
export type MonthRow = Month['rows'][number];
export type MonthQuestion = Month['questions'][number];

const key = [held, 'month'] as const;

/** Held still until Refresh like every list; gone when the screen is left, so that it opens with the newest. */
export const useMonth = () =>
  useQuery({
    queryKey: key,
    queryFn: ({ signal }) => read('/month', MonthNow, { signal }),
    staleTime: Infinity,
    refetchOnMount: 'always',
    gcTime: 0,
  });

export interface BillingAnswer {
  readonly integrationId: string;
  readonly typeId: string;
  readonly billsIn: BillsIn;
}

/** Answers one after the other; then the month is read again, since it was asked on it. */
export function useAnswerBilling() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (answers: readonly BillingAnswer[]) => {
      for (const { integrationId, typeId, billsIn } of answers)
        await send(
          'PUT',
          `/integrations/${integrationId}/agreement-types/${encodeURIComponent(typeId)}/landing`,
          AgreementType,
          { body: { billsIn } },
        );
    },
    onSettled: (_done, _error, answers) =>
      Promise.all([
        client.invalidateQueries({ queryKey: key }),
        ...answers.map(({ integrationId }) =>
          client.invalidateQueries({ queryKey: agreementTypesKey(integrationId) }),
        ),
      ]),
  });
}
