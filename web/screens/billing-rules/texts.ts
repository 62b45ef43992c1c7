import ruleTexts from '../../../locales/en/billing-rules.json' with { type: 'json' };
import texts from '../../../locales/en/console-billing-rules.json' with { type: 'json' };
import { ruleSentence, scopeText, validityText } from '../../../contracts/api/billing-rules.ts';
import { subject } from '../../../messages/rendering/subject.ts';
import { billingRules } from '../../../messages/subjects/billing-rules.ts';
import { billingRulesPage } from '../../../messages/subjects/console/billing-rules.ts';
import type { Rule, Scope, Terms } from '../../api/billing-rules.ts';
import { type Texts, useRenderer, useTexts } from '../../components/texts.ts';
import { shortText, visibleText } from '../../components/visible-text.ts';

const pageTexts = subject(billingRulesPage, texts);
const sharedTexts = subject(billingRules, ruleTexts);

export type RulesText = Texts<typeof billingRulesPage>;

export const useRulesTexts = (integrationId: string): RulesText => useTexts(pageTexts, integrationId);

/** What a rule says, in the same words as everywhere else. */
export interface RuleWords {
  /** "Customer Acme Dental"; null: its name is not known. */
  readonly scope: (scope: Scope, name: string | null) => string;
  readonly validity: (validity: Pick<Rule, 'from' | 'to'>) => string;
  readonly sentence: (terms: Terms) => string;
}

export function useRuleWords(integrationId: string): RuleWords {
  const render = useRenderer(sharedTexts, { integrationId, dates: 'full' });
  return {
    scope: (scope, name) => render(scopeText(scope, name === null ? null : shortText(name))),
    validity: (validity) => render(validityText(validity)),
    sentence: (terms) => visibleText(render(ruleSentence(terms))),
  };
}
