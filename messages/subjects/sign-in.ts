import type { DeclaredMessages } from '../params.ts';

/** About identity providers and single sign-on. Texts of error codes are elsewhere. */
export const signIn = {
  'sign-in.break-glass-unused': { email: 'text', days: 'count' },
  'sign-in.rejected-or-provider': {},
  'sign-in.break-glass-used': { email: 'text', address: 'text' },
  'sign-in.domains-needed': {},
  'sign-in.domains-of-google': {},
  'sign-in.secret-with-issuer': {},
  'sign-in.issuer-in-use': {},
  'sign-in.issuer.entra': {},
  'sign-in.issuer.generic': {},
  'sign-in.issuer.google': {},
  'sign-in.issuer.okta': {},
  'sign-in.no-role': { who: 'text', provider: 'text', values: 'texts' },
  'sign-in.no-values': { who: 'text', provider: 'text' },
  'sign-in.role-twice': {},
} as const satisfies DeclaredMessages;
