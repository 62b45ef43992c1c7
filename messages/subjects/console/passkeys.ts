import type { DeclaredMessages } from '../../params.ts';

/** What the browser says of a passkey that was asked for. */
export const passkeys = {
  'console-passkeys.canceled': {},
  'console-passkeys.canceled-detail': {},
  'console-passkeys.known': {},
  'console-passkeys.known-detail': {},
  'console-passkeys.failed': {},
} as const satisfies DeclaredMessages;
