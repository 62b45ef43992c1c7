/** The tour signs in as a member of its own, whom nobody else is. */
export const tourEmail = 'tour@seatwise.local';

/** What was rejected since a person last signed in; told at the next sign-in. */
export interface SignInRejections {
  readonly times: number;
  readonly lastAt: Date;
  readonly lastAddress: string;
}

/** What opens a session. A passkey is checked on its device by finger, face or PIN, and so is two factors in one. */
export const signInMethods = ['password', 'passkey', 'provider'] as const;
export type SignInMethod = (typeof signInMethods)[number];

/** What is given beside a password. A recovery code opens a session, and confirms nothing. */
export const secondFactors = ['passkey', 'totp', 'recovery-code'] as const;
export type SecondFactor = (typeof secondFactors)[number];

/** What a sign-in or a change of factors waits for between two requests. */
export const signInSteps = [
  'second-factor',
  'passkey-sign-in',
  'passkey-registration',
  'passkey-confirmation',
  'totp-setup',
  'provider',
] as const;
export type SignInStepKind = (typeof signInSteps)[number];

/** Identity providers that can be set up; `generic`: any other of OpenID Connect. */
export const providerKinds = ['entra', 'google', 'okta', 'generic'] as const;
export type ProviderKind = (typeof providerKinds)[number];
