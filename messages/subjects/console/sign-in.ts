import type { DeclaredMessages } from '../../params.ts';

/** Signing in, and choosing a password. */
export const signIn = {
  'console-sign-in.title': {},
  'console-sign-in.email': {},
  'console-sign-in.password': {},
  'console-sign-in.incorrect': {},
  'console-sign-in.too-many': { wait: 'duration' },
  'console-sign-in.other': { title: 'text', detail: 'text' },
  'console-sign-in.set-password': {},
  'console-sign-in.set-password-why': { email: 'text' },
  'console-sign-in.temporary-password': {},
  'console-sign-in.set': {},
  'console-sign-in.sign-out': {},
  'console-sign-in.new-password': {},
  'console-sign-in.new-password-hint': {},
  'console-sign-in.new-password-again': {},
  'console-sign-in.missing.enter-current': {},
  'console-sign-in.missing.enter-temporary': {},
  'console-sign-in.missing.too-short': {},
  'console-sign-in.missing.differ': {},
  'console-sign-in.current-password': {},
  'console-sign-in.change': {},
} as const satisfies DeclaredMessages;
