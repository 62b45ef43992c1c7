import { useMutation, useQueryClient } from '@tanstack/react-query';
import { AgreementType } from '../../contracts/api/agreement-types.ts';
import type { BillsIn } from '../../contracts/api/decisions.ts';
import { send } from './client.ts';
import { agreementTypesKey, monthKey } from './keys.ts';

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
          `/integrations/${integrationId}/agreement-types/${encodeURIComponent(typeId)}/billing-target`,
          AgreementType,
          { body: { billsIn } },
        );
    },
    onSettled: (_done, _error, answers) =>
      Promise.all([
        client.invalidateQueries({ queryKey: monthKey }),
        ...answers.map(({ integrationId }) =>
          client.invalidateQueries({ queryKey: agreementTypesKey(integrationId) }),
        ),
      ]),
  });
}
