import type { z } from 'zod';
import type { RuleScope, RuleTerms } from '../../contracts/api/billing-rules.ts';

/** Addresses of billing rules (web/app/routing.tsx). */

export const billingRulesPlace = (integrationId: string): string =>
  `/integrations/${integrationId}/billing-rules`;

export const billingRulePlace = (integrationId: string, ruleId: string): string =>
  `${billingRulesPlace(integrationId)}/${ruleId}`;

/** The editor, filled with the present rule. */
export const correctBillingRulePlace = (integrationId: string, ruleId: string): string =>
  `${billingRulePlace(integrationId, ruleId)}/correct`;

/** What a new rule begins with: all of it can be changed before it is confirmed. */
export interface RuleBeginnings {
  /** The usage line that the rule is for: its customer, PSA lines, and products are offered as scopes. */
  readonly usageLineId?: string | undefined;
  readonly scope?: z.output<typeof RuleScope> | undefined;
  readonly terms?: z.output<typeof RuleTerms> | undefined;
  readonly source?: string | undefined;
}

/** The editor, filled with what is known already. */
export function newBillingRulePlace(
  integrationId: string,
  { usageLineId, scope, terms, source }: RuleBeginnings = {},
): string {
  const known = new URLSearchParams();
  if (usageLineId !== undefined) known.set('line', usageLineId);
  if (scope !== undefined) known.set('scope', JSON.stringify(scope));
  if (terms !== undefined) known.set('terms', JSON.stringify(terms));
  if (source !== undefined) known.set('source', source);
  const query = known.toString();
  return `${billingRulesPlace(integrationId)}/new${query === '' ? '' : `?${query}`}`;
}
