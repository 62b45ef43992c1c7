import type { z } from 'zod';
import { RuleScope, RuleTerms } from '../../../contracts/api/billing-rules.ts';
import type { UsageDetail } from '../../api/usage.ts';
import { today } from '../../values/format.ts';
import { draftOfTerms, emptyDraft, type RuleDraft } from './draft.ts';

/** What another page knew already, as `newBillingRulePlace` wrote it; what does not fit is left out. */
export function draftOfAddress(params: URLSearchParams, line: UsageDetail | null): RuleDraft {
  const scope = parsed(RuleScope, params.get('scope'));
  const terms = parsed(RuleTerms, params.get('terms'));
  return {
    ...emptyDraft,
    ...(terms === null ? {} : draftOfTerms(terms)),
    scope: scope ?? scopeOf(line),
    from: line === null ? '' : periodOf(line),
    source: (params.get('source') ?? '').slice(0, 300),
  };
}

/** The line that the rule is for; several: a person chooses. */
function scopeOf(line: UsageDetail | null): RuleDraft['scope'] {
  const [only, ...others] = line?.lines.filter(({ live }) => live) ?? [];
  const id = line?.target?.psaLineId ?? (others.length === 0 ? only?.psaLineId : undefined);
  return id === undefined ? null : { kind: 'line', id };
}

/** The first day of the period that runs. */
function periodOf({ billingTarget }: UsageDetail): string {
  const begins = billingTarget?.kind === 'billing-target' ? billingTarget.periodBegins : null;
  return begins !== null && begins <= today() ? begins : `${today().slice(0, 'YYYY-MM'.length)}-01`;
}

function parsed<T extends z.ZodType>(schema: T, json: string | null): z.output<T> | null {
  if (json === null) return null;
  try {
    return schema.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}
