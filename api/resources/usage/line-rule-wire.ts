import type { RuleScope } from '../../../domain/billing-rules/billing-rule.ts';
import { endsSoon } from '../../../domain/billing-rules/rule-endings.ts';
import { equation, ruleSentence, scopeText } from '../../../domain/billing-rules/rule-text.ts';
import type { AppliedRule, LineRule } from '../../../domain/usage/composition.ts';
import { message } from '../../../messages/message.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import type { ListedUsageLine } from '../../../db/lists/usage-lines.ts';
import { today } from '../../today.ts';
import type { LineTexts } from './line-texts.ts';

type Row = Pick<ListedUsageLine, 'integrationId' | 'companyName' | 'composed'>;
type Names = Pick<LineTexts, 'typeOf' | 'renderer'>;

/** The rule of a line on the first day that its change bills, and the one that follows it within the same period. */
export function scopedRuleWire(row: Row, texts: Names) {
  const { rule, vendorQuantity: seats } = row.composed;
  if (rule === undefined) return null;
  const render = texts.renderer(row.integrationId);
  return lineRuleWire(rule, (applied) => ({
    ...ruleWire(applied, seats, render),
    endsSoon: endsSoon(applied, today()),
    scopeText: render(scopeText(applied.scope, scopeName(applied.scope, row, texts))),
  }));
}

export function lineRuleWire<R>({ day, applied, later }: LineRule, wire: (applied: AppliedRule) => R) {
  const orNone = (one: AppliedRule | null): R | null => (one === null ? null : wire(one));
  return {
    day,
    applied: orNone(applied),
    later: later === undefined ? null : { from: later.from, applied: orNone(later.applied) },
  };
}

/** A rule with its texts. @param seats null: not every account was counted */
export const ruleWire = (applied: AppliedRule, seats: number | null, render: Renderer) => ({
  ...applied,
  text: render(ruleSentence(applied.terms)),
  equation: equationText(applied, seats, render),
});

/** Null: not every account was counted. */
export const equationText = (applied: AppliedRule, seats: number | null, render: Renderer): string | null =>
  applied.units === null ? null : render(equation(applied, seats));

/** As the line itself knows it; null: it does not. */
function scopeName(scope: RuleScope, { integrationId, companyName, composed }: Row, texts: Names) {
  switch (scope.kind) {
    case 'everything':
      return null;
    case 'line':
      return composed.lines.some(({ psaLineId }) => psaLineId === scope.id)
        ? texts.renderer(integrationId)(message('usage.line', { line: scope.id }))
        : null;
    case 'customer':
      return companyName;
    case 'agreement-type':
      return (
        composed.lines
          .map(({ agreementId: id }) => texts.typeOf({ integrationId, id }))
          .find((name) => name !== null) ?? null
      );
    case 'product':
      return composed.lines.find(({ productId }) => productId === scope.id)?.productIdentifier ?? null;
  }
}
