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
} as const satisfies DeclaredMessages;
