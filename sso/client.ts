import { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify, type JSONWebKeySet } from 'jose';
import * as oidc from 'openid-client';
import { createOutbound, type Outbound, type OutboundOptions } from '../http/outbound.ts';
import { isLogoutToken } from './logout-token.ts';
import type { SsoFailure } from '../domain/sign-ins.ts';
import type { SsoClaims, SsoClient, SsoLogout, SsoProvider, SsoResult } from './port.ts';
import { type CallNotes, fetchThrough } from './provider-fetch.ts';

/** All calls that one request makes to a provider, in milliseconds: the API answers within 3 s. */
const ssoTimeoutMs = 2_500;
/** Bytes of one answer. Discovery documents have some 5 kB, keys of large providers 20 kB. */
const ssoMaxBytes = 256 * 1024;
/** Seconds that clocks may differ. */
const clockToleranceSeconds = 60;
const logoutTokenSeconds = 120;
/** Cache limits of discovery documents. Failures are cached briefly, to spare a provider that is down. */
const keepMs = 5 * 60_000;
const keepFailureMs = 5_000;
const mostKept = 500;
/** Keys younger than a minute are not read again by the library, however unknown the key. */
const readAgainAfterSeconds = 60;
/** Anybody can send a logout token, so an unknown key ID in one makes the keys be read this often at most. */
const logoutReadsApartMs = 60_000;

type Metadata = Readonly<oidc.ServerMetadata>;

/** What was read from a provider. */
interface Known {
  readonly metadata: Promise<SsoResult<Metadata>>;
  until: number;
  keys: oidc.ExportedJWKSCache | undefined;
  /** The last time that a logout token had an unknown key ID; null: none had. */
  readForLogout: { readonly at: number; readonly keys: Promise<JSONWebKeySet> } | null;
}

/** Calls identity providers through the outbound client, with the operator's settings. */
export function createSsoClient(options: OutboundOptions): SsoClient {
  const outbound = createOutbound({ ...options, timeoutMs: ssoTimeoutMs, maxBytes: ssoMaxBytes });
  const kept = new Map<string, Known>();

  const known = (provider: SsoProvider): Known => {
    const found = kept.get(provider.key);
    if (found !== undefined && found.until > Date.now()) return found;
    kept.delete(provider.key);
    const fresh: Known = {
      metadata: discover(outbound, provider),
      until: Date.now() + keepMs,
      keys: undefined,
      readForLogout: null,
    };
    kept.set(provider.key, fresh);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    void fresh.metadata.then(({ kind }) => {
      if (kind === 'failed') fresh.until = Date.now() + keepFailureMs;
    });
    return fresh;
  };

  /** Runs one operation with its own configuration. All its calls share one deadline. */
  const operate = async <T>(
    provider: SsoProvider,
    work: (config: oidc.Configuration, calls: oidc.CustomFetch) => Promise<T>,
  ): Promise<SsoResult<T>> => {
    const deadline = AbortSignal.timeout(ssoTimeoutMs);
    const source = known(provider);
    const metadata = await source.metadata;
    if (metadata.kind === 'failed') return metadata;
    const notes: CallNotes = { failure: null };
    const calls = fetchThrough(outbound, deadline, notes);
    const config = configurationOf(provider, metadata.value, calls);
    if (source.keys !== undefined) oidc.setJwksCache(config, aged(source.keys));
    try {
      return { kind: 'done', value: await work(config, calls) };
    } catch (error) {
      return { kind: 'failed', ...(notes.failure ?? failureOf(error)) };
    } finally {
      source.keys = oidc.getJwksCache(config) ?? source.keys;
    }
  };

  return {
    begin: (provider, { redirectUri, fresh }) =>
      operate(provider, async (config) => {
        const challenge = {
          state: oidc.randomState(),
          nonce: oidc.randomNonce(),
          verifier: oidc.randomPKCECodeVerifier(),
        };
        const url = oidc.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          response_type: 'code',
          scope: scopesOf(provider, config.serverMetadata()),
          state: challenge.state,
          nonce: challenge.nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(challenge.verifier),
          code_challenge_method: 'S256',
          ...(fresh ? { prompt: 'login', max_age: '0' } : {}),
        });
        return { url: url.href, challenge };
      }),
    finish: (provider, cameBack, challenge) =>
      operate(provider, async (config) => {
        const tokens = await oidc.authorizationCodeGrant(config, cameBack, {
          expectedState: challenge.state,
          expectedNonce: challenge.nonce,
          pkceCodeVerifier: challenge.verifier,
          idTokenExpected: true,
        });
        const ofIdToken = tokens.claims();
        if (ofIdToken === undefined) throw new Error('no-id-token');
        // The library does not look at it.
        if (ofIdToken.iat > Date.now() / 1_000 + clockToleranceSeconds) throw new Error('issued-later');
        return claimsOf(await withUserInfo(config, provider, tokens.access_token, ofIdToken));
      }),
    verifyLogout: (provider, token) =>
      operate(provider, (config, calls) =>
        verifyLogout(provider, token, config, () => {
          const source = known(provider);
          const last = source.readForLogout;
          if (last !== null && last.at + logoutReadsApartMs > Date.now()) return last.keys;
          const keys = readKeys(config, calls);
          source.readForLogout = { at: Date.now(), keys };
          return keys;
        }),
      ),
    logoutUrl: (provider, returnTo) =>
      operate(provider, (config) =>
        Promise.resolve(
          // Okta shows error 400 without the ID token, which nothing here keeps.
          provider.kind === 'okta' || config.serverMetadata().end_session_endpoint === undefined
            ? null
            : oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: returnTo }).href,
        ),
      ),
    probe: (provider) => {
      kept.delete(provider.key);
      return operate(provider, async (config, calls) => {
        await readKeys(config, calls);
        return null;
      });
    },
    close: () => outbound.close(),
  };
}

async function discover(outbound: Outbound, provider: SsoProvider): Promise<SsoResult<Metadata>> {
  const notes: CallNotes = { failure: null };
  try {
    const config = await oidc.discovery(new URL(provider.issuer), provider.clientId, undefined, undefined, {
      [oidc.customFetch]: fetchThrough(outbound, AbortSignal.timeout(ssoTimeoutMs), notes),
      timeout: ssoTimeoutMs / 1_000,
    });
    return { kind: 'done', value: config.serverMetadata() };
  } catch (error) {
    return {
      kind: 'failed',
      ...(notes.failure ?? { ...failureOf(error), reason: 'not-a-provider' as const }),
    };
  }
}

/** The signature of every ID token is verified: the library leaves that to TLS unless asked. */
function configurationOf(
  { clientId, clientSecret }: SsoProvider,
  metadata: Metadata,
  calls: oidc.CustomFetch,
): oidc.Configuration {
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const config = new oidc.Configuration(
    metadata,
    clientId,
    { [oidc.clockTolerance]: clockToleranceSeconds },
    methods.includes('client_secret_post')
      ? oidc.ClientSecretPost(clientSecret)
      : oidc.ClientSecretBasic(clientSecret),
  );
  config[oidc.customFetch] = calls;
  config.timeout = ssoTimeoutMs / 1_000;
  oidc.enableNonRepudiationChecks(config);
  return config;
}

/** So old that an unknown key makes the library read the keys again: providers change them at any time. */
const aged = ({ jwks, uat }: oidc.ExportedJWKSCache): oidc.ExportedJWKSCache => ({
  jwks,
  uat: Math.min(uat, Math.floor(Date.now() / 1_000) - readAgainAfterSeconds),
});

/** Some providers give groups for a scope of that name alone. */
const scopesOf = ({ roleClaim }: SsoProvider, { scopes_supported }: Metadata): string =>
  [
    'openid',
    'profile',
    'email',
    ...(roleClaim !== null && scopes_supported?.includes(roleClaim) === true ? [roleClaim] : []),
  ].join(' ');

/** Some providers say in the ID token only who it is. Entra ID and Google say everything there, signed. */
async function withUserInfo(
  config: oidc.Configuration,
  { kind, roleClaim }: SsoProvider,
  accessToken: string,
  ofIdToken: oidc.IDToken,
): Promise<oidc.IDToken> {
  const wanted = ['email', 'name', ...(roleClaim === null ? [] : [roleClaim])];
  if (kind === 'entra' || kind === 'google' || wanted.every((name) => ofIdToken[name] !== undefined))
    return ofIdToken;
  if (config.serverMetadata().userinfo_endpoint === undefined) return ofIdToken;
  return { ...(await oidc.fetchUserInfo(config, accessToken, ofIdToken.sub)), ...ofIdToken };
}

const claimsOf = (claims: oidc.IDToken): SsoClaims => ({
  claims,
  providerSession: typeof claims['sid'] === 'string' ? claims['sid'] : null,
  authenticatedAt: claims.auth_time === undefined ? null : new Date(claims.auth_time * 1_000),
});

const asymmetric = ['RS', 'PS', 'ES'].flatMap((family) =>
  ['256', '384', '512'].map((size) => `${family}${size}`),
);

async function verifyLogout(
  provider: SsoProvider,
  token: string,
  config: oidc.Configuration,
  readAgain: () => Promise<JSONWebKeySet>,
): Promise<SsoLogout> {
  const { kid } = decodeProtectedHeader(token);
  const keys = oidc.getJwksCache(config)?.jwks;
  const holds = keys?.keys.some((key) => key.kid === kid) === true;
  const jwks = keys !== undefined && holds ? keys : await readAgain();
  const { payload } = await jwtVerify(token, createLocalJWKSet(jwks), {
    algorithms: [...asymmetric, 'EdDSA'],
    issuer: config.serverMetadata().issuer,
    audience: provider.clientId,
    maxTokenAge: logoutTokenSeconds,
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ['iat', 'jti'],
  });
  if (!isLogoutToken(payload)) throw new Error('no-logout-token');
  return {
    claims: payload,
    providerSession: typeof payload['sid'] === 'string' ? payload['sid'] : null,
    tokenId: String(payload.jti),
  };
}

async function readKeys(config: oidc.Configuration, calls: oidc.CustomFetch): Promise<JSONWebKeySet> {
  const address = config.serverMetadata().jwks_uri;
  if (address === undefined) throw new Error('no-jwks-uri');
  const response = await calls(address, {
    method: 'GET',
    headers: { accept: 'application/json' },
    body: undefined,
    redirect: 'manual',
  });
  if (response.status !== 200) throw new Error(`jwks-status-${response.status}`);
  const jwks = (await response.json()) as JSONWebKeySet;
  // Throws where it is none.
  createLocalJWKSet(jwks);
  oidc.setJwksCache(config, { jwks, uat: Math.floor(Date.now() / 1_000) });
  return jwks;
}

function failureOf(error: unknown): { readonly reason: SsoFailure; readonly code: string } {
  if (error instanceof oidc.AuthorizationResponseError)
    return { reason: 'denied', code: ofStandard(error.error) };
  if (error instanceof oidc.ResponseBodyError)
    return {
      reason: ['invalid_client', 'unauthorized_client'].includes(error.error)
        ? 'client-rejected'
        : 'answer-rejected',
      code: ofStandard(error.error),
    };
  if (error instanceof oidc.WWWAuthenticateChallengeError)
    return { reason: 'client-rejected', code: 'challenge' };
  if (error instanceof errors.JOSEError) return { reason: 'answer-rejected', code: error.code };
  return { reason: 'answer-rejected', code: codeOf(error) };
}

/** The code as the standards write them. Anything else that a provider, or whoever calls as one, sends is not repeated. */
const ofStandard = (code: string): string => (/^[a-z][a-z_]{0,49}$/u.test(code) ? code : 'other');

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : error instanceof Error && /^[a-z0-9-]{1,40}$/u.test(error.message)
      ? error.message
      : 'unknown';
