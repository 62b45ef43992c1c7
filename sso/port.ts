import type { ProviderKind, SsoFailure } from '../domain/sign-ins.ts';

/** An identity provider as it is called. */
export interface SsoProvider {
  /** Changes with every setting below: what was read from the provider is kept under it. */
  readonly key: string;
  readonly kind: ProviderKind;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The claim that names roles, and the scope that asks for it where the provider has one; null: none. */
  readonly roleClaim: string | null;
}

/** What a sign-in that was sent to a provider is checked against when it comes back. */
export interface SsoChallenge {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE. */
  readonly verifier: string;
}

/** A person according to the provider's verified answer. */
export interface SsoClaims {
  /** Claims of the ID token, completed from the user info endpoint. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** The provider's session ID, which its logout token names; `null` when it sends none. */
  readonly providerSession: string | null;
  /** When the person last proved to the provider who they are; null: it does not say. */
  readonly authenticatedAt: Date | null;
}

/** A verified logout token, for one session or for all sessions of the subject. */
export interface SsoLogout {
  readonly claims: Readonly<Record<string, unknown>>;
  /** Null: it names the subject alone. */
  readonly providerSession: string | null;
  /** Each works once. */
  readonly tokenId: string;
}

/** `code`: the library's or the provider's own, for logs; it holds no secret and no name. */
export type SsoResult<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly reason: SsoFailure; readonly code: string };

/** OpenID Connect, as a confidential client with code, PKCE, state, and nonce. No call takes longer than 2.5 s. */
export interface SsoClient {
  /** The provider's page to open. `fresh`: it must authenticate the person again. */
  begin(
    provider: SsoProvider,
    ask: { readonly redirectUri: string; readonly fresh: boolean },
  ): Promise<SsoResult<{ readonly url: string; readonly challenge: SsoChallenge }>>;
  /** Redeems what came back to the redirect URI, and verifies it. */
  finish(provider: SsoProvider, cameBack: URL, challenge: SsoChallenge): Promise<SsoResult<SsoClaims>>;
  /** Verifies signature, issuer, audience, age (2 minutes), and form of a logout token. */
  verifyLogout(provider: SsoProvider, token: string): Promise<SsoResult<SsoLogout>>;
  /** The provider's sign-out page; `null` when it has none that works without an ID token. */
  logoutUrl(provider: SsoProvider, returnTo: string): Promise<SsoResult<string | null>>;
  /** Reads the discovery document and the keys again. */
  probe(provider: SsoProvider): Promise<SsoResult<null>>;
  close(): Promise<void>;
}
