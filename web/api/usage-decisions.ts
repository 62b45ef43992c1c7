import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type MappingDecision, MappingOutcome } from '../../contracts/api/commands.ts';
import { AgreementType, AgreementTypeList } from '../../contracts/api/agreement-types.ts';
import { DecisionAnswer, OverrideAnswer, type BillsIn } from '../../contracts/api/decisions.ts';
import { SyncStarted } from '../../contracts/api/syncs.ts';
import { read, send } from './client.ts';
import { command } from './command.ts';
import { agreementTypesKey } from './keys.ts';
import { type Batch, type DecisionResult, sendInTurn } from './decision-sending.ts';
import { ApiError } from '../values/problem.ts';
import { sendUntilAnswered } from './send-until-answered.ts';

export type { Batch, DecisionResult, DecisionWish } from './decision-sending.ts';

/** Sends decisions, again under the same key while nobody answers; see {@link sendInTurn}. */
export const sendDecisions = (
  batches: readonly Batch[],
  onResults: (results: readonly DecisionResult[]) => Promise<void>,
): Promise<readonly DecisionResult[]> =>
  sendInTurn(
    batches,
    async ({ key, ...body }) => {
      const answer = await sendUntilAnswered(() =>
        send('POST', '/usage-lines/decisions', DecisionAnswer, { body, key }),
      );
      return answer.items;
    },
    onResults,
  );

export const sendOverride = (
  lineId: string,
  key: string,
  body: { readonly reason: string; readonly lineVersion: number },
) => send('POST', `/usage-lines/${lineId}/override`, OverrideAnswer, { body, key });

/** Starts a run for this line alone, or joins the one in progress. */
export const sendReadAgain = (lineId: string, key: string) =>
  send('POST', `/usage-lines/${lineId}/read-again`, SyncStarted, { body: {}, key });

/** Mapping decisions made in the review: roles of lines, exclusions. Throws with the first rejection's words. */
export async function sendMappingDecisions(
  integrationId: string,
  key: string,
  decisions: readonly MappingDecision[],
): Promise<void> {
  const answer = await command('POST', `/integrations/${integrationId}/mapping-decisions`, MappingOutcome, {
    body: { decisions },
    key,
    integrationId,
  });
  const rejected = answer.outcomes.find(({ ok }) => !ok);
  if (rejected === undefined) return;
  const code = rejected.code ?? 'DecisionRejected';
  throw new ApiError({
    status: 409,
    code,
    title: rejected.title ?? code,
    detail: rejected.detail ?? '',
  });
}

export const useAgreementTypes = (integrationId: string) =>
  useQuery({
    queryKey: agreementTypesKey(integrationId),
    queryFn: ({ signal }) =>
      read(`/integrations/${integrationId}/agreement-types`, AgreementTypeList, { signal }),
  });

/** The billing target question answered for a type of agreement (RULES 5). */
export function useSetBillingTarget(integrationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ typeId, billsIn }: { readonly typeId: string; readonly billsIn: BillsIn }) =>
      send(
        'PUT',
        `/integrations/${integrationId}/agreement-types/${encodeURIComponent(typeId)}/billing-target`,
        AgreementType,
        { body: { billsIn } },
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: agreementTypesKey(integrationId) }),
  });
}
