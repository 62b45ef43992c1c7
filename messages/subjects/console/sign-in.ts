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
  'console-sign-in.or': {},
  'console-sign-in.with-passkey': {},
  'console-sign-in.with-provider': { name: 'text' },
  'console-sign-in.another-way': {},
  'console-sign-in.two-factor': {},
  'console-sign-in.code': {},
  'console-sign-in.code-hint': {},
  'console-sign-in.verify': {},
  'console-sign-in.use-passkey': {},
  'console-sign-in.use-totp': {},
  'console-sign-in.use-recovery-code': {},
  'console-sign-in.recovery-code': {},
  'console-sign-in.recovery-code-hint': {},
  'console-sign-in.passkey-why': {},
  'console-sign-in.start-over': {},
} as const satisfies DeclaredMessages;
