import type { DeclaredMessages } from '../params.ts';

/** Where HaloPSA shows what a failure is about. */
export const halopsa = {
  'halopsa.application-keys': {},
  'halopsa.client-id': {},
  'halopsa.instance-address': {},
  'halopsa.may-be-hidden': {},
  'halopsa.recurring-invoice-hidden': {},
  'halopsa.scope-not-granted': { response: 'message' },
  'halopsa.scopes-and-rights': {},
  'halopsa.withheld.quantity-changed': { shown: 'quantity', expected: 'quantity' },
  'halopsa.withheld.no-quantity': { expected: 'quantity' },
  'halopsa.withheld.other-lines-changed': { changes: 'text' },
  'halopsa.read-back.later': { finding: 'message', shown: 'quantity' },
  'halopsa.read-back.later-no-quantity': { finding: 'message' },
  'halopsa.read-back.bills': { finding: 'message', billed: 'quantity' },
  'halopsa.read-back.bills-no-quantity': { finding: 'message' },
  'halopsa.change-log.edit': {
    who: 'text',
    field: 'text',
    record: 'message',
    before: 'message',
    after: 'message',
  },
  'halopsa.change-log.edit-by-unknown': {
    field: 'text',
    record: 'message',
    before: 'message',
    after: 'message',
  },
  'halopsa.change-log.replaced': { replaced: 'text', expected: 'text' },
  'halopsa.change-log.no-value': {},
  'halopsa.change-log.recurring-invoice': {},
  'halopsa.change-log.line': { id: 'text' },
  'halopsa.change-log.named-line': { id: 'text', name: 'text' },
  'halopsa.change-log.not-shown': {},
  'halopsa.change-log.unreadable': { cause: 'message' },
} as const satisfies DeclaredMessages;
