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

/** Given after a password. A recovery code opens a session, but confirms nothing. */
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

/**
 * * `unavailable`: no answer in time, or an error of the provider itself
 * * `address-rejected`: it is not at a public address, or at another port than 443
 * * `not-a-provider`: what answers is no OpenID Connect provider of this issuer
 * * `client-rejected`: it does not accept client ID and secret
 * * `denied`: it did not sign the person in
 * * `answer-rejected`: its answer is not what was asked for, or is not signed by it
 */
export const ssoFailures = [
  'unavailable',
  'address-rejected',
  'not-a-provider',
  'client-rejected',
  'denied',
  'answer-rejected',
] as const;
export type SsoFailure = (typeof ssoFailures)[number];

/** Why a browser is sent to a provider. */
export const ssoPurposes = ['sign-in', 'confirm', 'connect'] as const;
export type SsoPurpose = (typeof ssoPurposes)[number];

/** What confirms that a person is still there. */
export const confirmations = ['password', 'totp', 'passkey', 'provider'] as const;
export type ConfirmationKind = (typeof confirmations)[number];

/** How a session was opened, as far as rules ask. */
export interface SessionOpening {
  readonly method: SignInMethod;
  readonly factor: SecondFactor | null;
}

/** What a person can prove themselves with. */
export interface FactorsOfPerson {
  readonly hasPassword: boolean;
  readonly hasTotp: boolean;
  /** Including one for another host: a changed address must not make a password enough. */
  readonly hasPasskey: boolean;
  /** One that works at the present address. */
  readonly hasUsablePasskey: boolean;
}

/** Recovery codes are none: they stand in for one. */
export const hasSecondFactor = ({ hasTotp, hasPasskey }: FactorsOfPerson): boolean => hasTotp || hasPasskey;

/** More than a password opened the session. What a provider asks for is its own matter. */
export const isMoreThanPassword = ({ method, factor }: SessionOpening): boolean =>
  method !== 'password' || factor !== null;

/** Seatwise itself saw a passkey, or a password and a second factor. A recovery code is none. */
export const isTwoFactor = ({ method, factor }: SessionOpening): boolean =>
  method === 'passkey' || (method === 'password' && factor !== null && factor !== 'recovery-code');

/**
 * Whether a factor may be added in a session that nothing else can confirm: one that a recovery code opened, or one of
 * Google, which sends no time of authentication, of a person without a factor.
 */
export const mayAddUnconfirmed = (
  { factor }: SessionOpening,
  provider: ProviderKind | null,
  person: FactorsOfPerson,
): boolean => factor === 'recovery-code' || (provider === 'google' && !hasSecondFactor(person));

/** The methods that confirm a session: a person with a second factor cannot confirm with a password alone. */
export function confirmationsOf(
  session: SessionOpening,
  person: FactorsOfPerson,
): readonly ConfirmationKind[] {
  const own: readonly ConfirmationKind[] = [
    ...(person.hasTotp ? (['totp'] as const) : []),
    ...(person.hasUsablePasskey ? (['passkey'] as const) : []),
  ];
  if (session.method === 'provider') return ['provider', ...own];
  if (hasSecondFactor(person)) return own;
  return person.hasPassword ? ['password'] : [];
}
