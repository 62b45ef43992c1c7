import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import type { MappingDecision } from '../../contracts/api/commands.ts';
import {
  AgreementType,
  AgreementTypeList,
  DecisionAnswer,
  type DecideUsageLines,
  ReleaseAnswer,
} from '../../contracts/api/decisions.ts';
import { SyncStarted } from '../../contracts/api/syncs.ts';
import { command, read, send } from './client.ts';
import { ApiError } from './problem.ts';
import { definitionOf } from '../../contracts/errors.ts';

type Decisions = z.input<typeof DecideUsageLines>;
export type DecisionItem = Decisions['items'][number];
export type DecisionResult = z.output<typeof DecisionAnswer>['items'][number];

const mostAtOnce = 500;

/** Sends decisions, at most 500 in one request; a repeat with the same key has one effect. One result for each item. */
export async function sendDecisions(
  key: string,
  { selection, items }: Decisions,
): Promise<readonly DecisionResult[]> {
  const results: DecisionResult[] = [];
  for (let from = 0; from < items.length; from += mostAtOnce) {
    const answer = await send('POST', '/usage-lines/decisions', DecisionAnswer, {
      body: { selection, items: items.slice(from, from + mostAtOnce) },
      key: from === 0 ? key : `${key}-${from}`,
    });
    results.push(...answer.items);
  }
  return results;
}

export const sendRelease = (
  lineId: string,
  key: string,
  body: { readonly reason: string; readonly lineVersion: number },
) => send('POST', `/usage-lines/${lineId}/release`, ReleaseAnswer, { body, key });

/** Starts a run for this line alone, or joins the one under way. */
export const sendReadAgain = (lineId: string, key: string) =>
  send('POST', `/usage-lines/${lineId}/read-again`, SyncStarted, { body: {}, key });

const Outcomes = z.looseObject({
  outcomes: z.array(
    z.looseObject({ ok: z.boolean(), code: z.string().nullable(), detail: z.string().nullable() }),
  ),
});

/** Mapping decisions made in the review: roles of lines, exclusions. Throws with the first refusal's words. */
export async function sendMappingDecisions(
  integrationId: string,
  key: string,
  decisions: readonly MappingDecision[],
): Promise<void> {
  const answer = await command('POST', `/integrations/${integrationId}/mapping-decisions`, Outcomes, {
    body: { decisions },
    key,
    integrationId,
  });
  const refused = answer.outcomes.find(({ ok }) => !ok);
  if (refused === undefined) return;
  const code = refused.code ?? 'DecisionRefused';
  throw new ApiError({
    status: 409,
    code,
    title: definitionOf(code)?.title ?? 'The decision was refused',
    detail: refused.detail ?? '',
  });
}

export const agreementTypesKey = (integrationId: string) =>
  ['integrations', integrationId, 'agreement-types'] as const;

export const useAgreementTypes = (integrationId: string) =>
  useQuery({
    queryKey: agreementTypesKey(integrationId),
    queryFn: ({ signal }) =>
      read(`/integrations/${integrationId}/agreement-types`, AgreementTypeList, { signal }),
  });

/** The landing question answered for a type of agreement (RULES 5). */
export function useSetLanding(integrationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ typeId, billsIn }: { readonly typeId: string; readonly billsIn: 'advance' | 'arrears' }) =>
      send(
        'PUT',
        `/integrations/${integrationId}/agreement-types/${encodeURIComponent(typeId)}/landing`,
        AgreementType,
        { body: { billsIn } },
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: agreementTypesKey(integrationId) }),
  });
}
