import type { DeclaredMessages } from '../params.ts';

/** About identity providers and single sign-on, beside the texts of error codes. */
export const signIn = {
  'sign-in.domains-needed': {},
  'sign-in.domains-of-google': {},
  'sign-in.issuer-in-use': {},
  'sign-in.issuer.entra': {},
  'sign-in.issuer.generic': {},
  'sign-in.issuer.google': {},
  'sign-in.issuer.okta': {},
  'sign-in.role-twice': {},
} as const satisfies DeclaredMessages;
