import type { DeclaredMessages } from '../../params.ts';

/** The question how agreements are billed. */
export const billingQuestion = {
  'console-billing-question.mark': {},
  'console-billing-question.waiting': { types: 'count', changes: 'count' },
  'console-billing-question.answer': {},
  'console-billing-question.title': {},
  'console-billing-question.meaning': {},
  'console-billing-question.cancel': {},
  'console-billing-question.none-answered': {},
  'console-billing-question.save': { count: 'count' },
  'console-billing-question.no-type': {},
  'console-billing-question.of-type': { count: 'count', changes: 'count' },
  'console-billing-question.no-suggestion': {},
  'console-billing-question.suggests': { way: ['advance', 'arrears'] },
  'console-billing-question.in-advance': {},
  'console-billing-question.in-arrears': {},
  'console-billing-question.choice': { type: 'text', way: 'text' },
} as const satisfies DeclaredMessages;
