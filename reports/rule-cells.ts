import { equation, ruleSentence } from '../domain/billing-rules/rule-text.ts';
import type { AppliedRule } from '../domain/usage/composition.ts';
import { message } from '../messages/message.ts';
import { column, none, text } from './cells.ts';
import type { ReportCell } from './document.ts';

/** What a document says of a billing rule (RULES 13). No rule is an empty cell. */

export const equationColumn = column('equation', message('tables.column.equation'), 'text', 4);

/** How the rule turns seats into units; empty also when not every account was counted. */
export const equationCell = (rule: AppliedRule | null, seats: number | null): ReportCell =>
  rule === null || rule.units === null ? none : text(equation(rule, seats));

/** Its terms in one sentence, and where the contract says so. */
export const termsCell = (rule: AppliedRule | null): ReportCell =>
  rule === null
    ? none
    : text(message('tables.rule', { terms: ruleSentence(rule.terms), source: rule.source }));
