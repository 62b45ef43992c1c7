import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  type BillingRule,
  BillingRuleDetail,
  BillingRuleList,
  type ConfirmedRuleChange,
  type ConfirmedRuleImport,
  type RuleChange,
  RuleEffect,
  RuleImportEffect,
  RuleImportResult,
  type RuleScope,
  type RuleTerms,
  SeatStatuses,
} from '../../contracts/api/billing-rules.ts';
import { apiAddress, type Query, read, send } from './client.ts';
import { usePages } from './pages.ts';
import { held } from './query-client.ts';

export type Rule = z.output<typeof BillingRule>;
export type RuleDetail = z.output<typeof BillingRuleDetail>;
export type Version = RuleDetail['versions'][number];
export type Effect = z.output<typeof RuleEffect>;
export type Scope = z.output<typeof RuleScope>;
export type Terms = z.output<typeof RuleTerms>;
export type ImportEffect = z.output<typeof RuleImportEffect>;
export type Change = z.input<typeof RuleChange>;

const path = (integrationId: string): string => `/integrations/${integrationId}/billing-rules`;
const keyOf = (integrationId: string) => [held, 'billing-rules', integrationId] as const;

export const useBillingRules = (integrationId: string, question: Query) =>
  usePages([...keyOf(integrationId), question], path(integrationId), BillingRuleList, question, {
    limit: 200,
  });

/** With all its versions, read when it is opened. */
export const useBillingRule = (integrationId: string, ruleId: string) =>
  useQuery({
    queryKey: [...keyOf(integrationId), 'one', ruleId],
    queryFn: ({ signal }) => read(`${path(integrationId)}/${ruleId}`, BillingRuleDetail, { signal }),
    staleTime: Infinity,
    refetchOnMount: 'always',
    gcTime: 0,
  });

/** The same, unknown until it was read again: a form that begins on a former version would lose what is typed. */
export function useRuleToChange(integrationId: string, ruleId: string) {
  const { data, error, isPending, isFetchedAfterMount, refetch } = useBillingRule(integrationId, ruleId);
  return { data, error, isPending: isPending || !isFetchedAfterMount, refetch };
}

/** Statuses of users that take a seat, which a rule can exclude. */
export const useSeatStatuses = (integrationId: string) =>
  useQuery({
    queryKey: [held, 'seat-statuses', integrationId],
    queryFn: ({ signal }) => read(`/integrations/${integrationId}/seat-statuses`, SeatStatuses, { signal }),
  });

export const billingRulesFile = (integrationId: string): string => apiAddress(`${path(integrationId)}.csv`);

/** What a change would do now; null: nothing is asked. What was shown stays while another change is looked at. */
export const useRuleEffect = (integrationId: string, change: Change | null) =>
  useQuery({
    queryKey: ['rule-effect', integrationId, change],
    queryFn: ({ signal }) =>
      send('POST', `${path(integrationId)}/preview`, RuleEffect, { body: change, signal }),
    enabled: change !== null,
    staleTime: 0,
    refetchOnMount: 'always',
    gcTime: 0,
    placeholderData: keepPreviousData,
  });

/** Confirms a change of a rule with the effect that was looked at. */
export function useChangeRules(integrationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      body,
      key,
    }: {
      readonly body: z.input<typeof ConfirmedRuleChange>;
      readonly key: string;
    }) => send('POST', `${path(integrationId)}/changes`, BillingRuleDetail, { body, key }),
    // Not waited for: a form of the former version would be gone before it hears of its success.
    onSuccess: () => void client.invalidateQueries({ queryKey: keyOf(integrationId) }),
  });
}

/** What the rules of a file would do; nothing is stored. */
export const usePreviewImport = (integrationId: string) =>
  useMutation({
    mutationFn: (csv: string) =>
      send('POST', `${path(integrationId)}/import/preview`, RuleImportEffect, { body: { csv } }),
    gcTime: 0,
  });

/** Adds every rule of a file, or none. */
export function useImportRules(integrationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      body,
      key,
    }: {
      readonly body: z.input<typeof ConfirmedRuleImport>;
      readonly key: string;
    }) => send('POST', `${path(integrationId)}/import`, RuleImportResult, { body, key }),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(integrationId) }),
  });
}
