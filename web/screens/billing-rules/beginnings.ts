import type { z } from 'zod';
import { RuleScope, RuleTerms } from '../../../contracts/api/billing-rules.ts';
import { draftOfTerms, emptyDraft, type RuleDraft } from './draft.ts';

/** What another page knew already, as `newBillingRulePlace` wrote it; what does not fit is left out. */
export function draftOfAddress(params: URLSearchParams): RuleDraft {
  const scope = parsed(RuleScope, params.get('scope'));
  const terms = parsed(RuleTerms, params.get('terms'));
  return {
    ...emptyDraft,
    ...(terms === null ? {} : draftOfTerms(terms)),
    scope,
    source: (params.get('source') ?? '').slice(0, 300),
  };
}

function parsed<T extends z.ZodType>(schema: T, json: string | null): z.output<T> | null {
  if (json === null) return null;
  try {
    return schema.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}
