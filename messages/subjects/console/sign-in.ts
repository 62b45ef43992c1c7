import type { DeclaredMessages } from '../../params.ts';

/** Signing in, and the first password. */
export const signIn = {
  'console-sign-in.title': {},
  'console-sign-in.email': {},
  'console-sign-in.password': {},
  'console-sign-in.incorrect': {},
  'console-sign-in.too-many': { wait: 'duration' },
  'console-sign-in.other': { title: 'text', detail: 'text' },
  'console-sign-in.set-password': {},
  'console-sign-in.set-password-why': { email: 'text' },
  'console-sign-in.sign-out': {},
} as const satisfies DeclaredMessages;
