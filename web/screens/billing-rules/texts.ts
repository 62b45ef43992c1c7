import { consoleBillingRules } from '../../../messages/generated/console-billing-rules.ts';
import { billingRules } from '../../../messages/generated/billing-rules.ts';
import { ruleSentence, scopeText, validityText } from '../../../contracts/api/billing-rules.ts';
import type { Rule, Scope, Terms } from '../../api/billing-rules.ts';
import { type Texts, useRenderer, useTexts } from '../../components/texts.ts';
import { shortText, visibleText } from '../../components/visible-text.ts';

export type RulesText = Texts<typeof consoleBillingRules.declared>;

export const useRulesTexts = (integrationId: string): RulesText =>
  useTexts(consoleBillingRules, integrationId);

/** What a rule says, in the same words as everywhere else. */
export interface RuleWords {
  /** "Customer Acme Dental"; null: its name is not known. */
  readonly scope: (scope: Scope, name: string | null) => string;
  readonly validity: (validity: Pick<Rule, 'from' | 'to'>) => string;
  readonly sentence: (terms: Terms) => string;
}

export function useRuleWords(integrationId: string): RuleWords {
  const render = useRenderer(billingRules, { integrationId, dates: 'full' });
  return {
    scope: (scope, name) => render(scopeText(scope, name === null ? null : shortText(name))),
    validity: (validity) => render(validityText(validity)),
    sentence: (terms) => visibleText(render(ruleSentence(terms))),
  };
}
