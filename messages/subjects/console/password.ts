import type { DeclaredMessages } from '../../params.ts';

/** Choosing a password. */
export const password = {
  'console-password.temporary-password': {},
  'console-password.set': {},
  'console-password.new-password': {},
  'console-password.new-password-hint': {},
  'console-password.new-password-again': {},
  'console-password.missing.enter-current': {},
  'console-password.missing.enter-temporary': {},
  'console-password.missing.too-short': {},
  'console-password.missing.differ': {},
  'console-password.current-password': {},
  'console-password.change': {},
} as const satisfies DeclaredMessages;
