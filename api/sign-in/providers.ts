import type { ErrorCode } from '../../contracts/errors.ts';
import { findProvider, providerSecret, type StoredProvider } from '../../db/people/identity-providers.ts';
import type { SsoFailure } from '../../domain/sign-ins.ts';
import type { SsoProvider } from '../../sso/port.ts';
import { apiBase } from '../api-base.ts';
import type { ApiDependencies, ApiSettings } from '../dependencies.ts';

type Addresses = Pick<ApiSettings, 'publicUrl'>;

const below = ({ publicUrl }: Addresses, path: string): string =>
  new URL(`${apiBase}${path}`, publicUrl).href;

/** Each provider has its own, so that an answer shows which one it is from (RFC 9700, 4.4.2). */
export const redirectUri = (settings: Addresses, providerId: string): string =>
  below(settings, `/session/sso/callback/${providerId}`);

export const backChannelLogoutUri = (settings: Addresses, providerId: string): string =>
  below(settings, `/session/sso/back-channel-logout/${providerId}`);

/** With its secret, as it is called. Throws where the secret does not open. */
export async function openProvider(
  { db, keyRing }: Pick<ApiDependencies, 'db' | 'keyRing'>,
  provider: StoredProvider,
): Promise<SsoProvider> {
  const { tenantId, id, changedAt, kind, issuer, clientId, roleClaim } = provider;
  const clientSecret = await providerSecret(db, keyRing, { tenantId, id });
  return {
    key: `${tenantId}/${id}/${changedAt.toISOString()}`,
    kind,
    issuer,
    clientId,
    clientSecret,
    roleClaim,
  };
}

/** Where the browser signs out of the provider too; null: it has no usable page, or is not responding. */
export async function logoutUrlOf(
  deps: Pick<ApiDependencies, 'db' | 'keyRing' | 'sso' | 'settings'>,
  tenantId: string,
  providerId: string,
): Promise<string | null> {
  const provider = await findProvider(deps.db, tenantId, providerId);
  if (provider === null) return null;
  const returnTo = new URL('/sign-in', deps.settings.publicUrl).href;
  const found = await deps.sso.logoutUrl(await openProvider(deps, provider), returnTo);
  return found.kind === 'done' ? found.value : null;
}

/** What went wrong with a provider, as people read it. */
export const codeOfFailure: Readonly<Record<SsoFailure, ErrorCode>> = {
  unavailable: 'ProviderUnavailable',
  'address-rejected': 'ProviderAddressRejected',
  'not-a-provider': 'NotAProvider',
  'client-rejected': 'ProviderRejectedClient',
  denied: 'SsoDenied',
  'answer-rejected': 'SsoRejected',
};
