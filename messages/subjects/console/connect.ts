import type { DeclaredMessages } from '../../params.ts';

/** Guide and module, before an integration exists. */
export const connect = {
  'console-connect.continue': {},
  'console-connect.back': {},
  'console-connect.title': {},
  'console-connect.choose-module': {},
  'console-connect.choose-psa': {},
  'console-connect.module': {},
  'console-connect.psa': {},
  'console-connect.connected': { name: 'text' },
  'console-connect.only-psa': { name: 'text' },
  'console-connect.which-psa': {},
} as const satisfies DeclaredMessages;
