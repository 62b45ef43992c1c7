import type { MonthEndText } from './texts.ts';

const texts = {
  'usage-line.approved': 'console-month-end.did.approved',
  'usage-line.adjusted': 'console-month-end.did.adjusted',
  'usage-line.create-approved': 'console-month-end.did.create-approved',
  'usage-line.end-approved': 'console-month-end.did.end-approved',
  'usage-line.proposed': 'console-month-end.did.proposed',
  'usage-line.dismissed': 'console-month-end.did.dismissed',
  'usage-line.held': 'console-month-end.did.held',
  'usage-line.reopened': 'console-month-end.did.reopened',
  'usage-line.overridden': 'console-month-end.did.overridden',
  'mapping.give-role': 'console-month-end.did.give-role',
  'mapping.answer-included': 'console-month-end.did.answer-included',
  'mapping.map-account': 'console-month-end.did.map-account',
  'mapping.unmap-account': 'console-month-end.did.unmap-account',
  'mapping.reject-suggestion': 'console-month-end.did.reject-suggestion',
  'mapping.exclude-account': 'console-month-end.did.exclude-account',
  'mapping.include-account': 'console-month-end.did.include-account',
  'mapping.mark-account': 'console-month-end.did.mark-account',
  'mapping.acknowledge-cause': 'console-month-end.did.acknowledge-cause',
  'mapping.map-product': 'console-month-end.did.map-product',
  'mapping.unmap-product': 'console-month-end.did.unmap-product',
  'billing-rule.added': 'console-month-end.did.rule-added',
  'billing-rule.corrected': 'console-month-end.did.rule-corrected',
  'billing-rule.ended': 'console-month-end.did.rule-ended',
  'billing-rule.imported': 'console-month-end.did.rule-imported',
  'billing-target.set': 'console-month-end.did.answer-billing',
  'write-back.canceled': 'console-month-end.did.canceled',
  'write-back.revert-approved': 'console-month-end.did.revert-approved',
  'write-back.resolved': 'console-month-end.did.resolved',
} as const;

const known = new Map<string, (typeof texts)[keyof typeof texts]>(Object.entries(texts));

/** What a person did, by the action of the audit; an action of another release keeps its code. */
export function decisionWords(action: string, text: MonthEndText): string {
  const did = known.get(action);
  return did === undefined ? action : text(did);
}
