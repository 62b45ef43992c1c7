import { isHostName } from '../../http/outbound.ts';

type SiteFault = 'empty' | 'with-user-name' | 'not-a-host-name' | 'other-port';

export type ConnectWiseSite =
  | { readonly ok: true; readonly host: string }
  | { readonly ok: false; readonly reason: SiteFault };

/** The vendor's own domains, where the API answers only under `api-` (connectwise.md 2). */
const cloudDomains = ['myconnectwise.net', 'connectwisedev.com'];

/**
 * The host of the API, from whatever a person typed as "site":
 * the sign-in address, the API address with or without its path, or an on-premise host (connectwise.md 2).
 * Path and query are dropped, since the codebase is discovered: an API path in the address would otherwise be
 * sent twice, which the cloud answers with "Cannot route". Always https, whatever scheme was typed.
 */
export function normalizeSite(typed: string): ConnectWiseSite {
  const bare = typed
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^\/+/, '')
    .replace(/[/\\?#].*$/s, '');
  if (bare === '') return { ok: false, reason: 'empty' };
  if (bare.includes('@')) return { ok: false, reason: 'with-user-name' };
  const parts = /^(?<name>[^:\s]+?)\.?(?::(?<port>\d{1,5}))?$/.exec(bare)?.groups;
  const name = parts?.['name']?.toLowerCase();
  if (name === undefined || !name.includes('.') || !isHostName(name)) {
    return {
      ok: false,
      reason: 'not-a-host-name',
    };
  }
  if (parts?.['port'] !== undefined && Number(parts['port']) !== 443) {
    return { ok: false, reason: 'other-port' };
  }
  return { ok: true, host: apiHost(name) };
}

/** The vendor's own domain that a host is below; null: it is an on-premise one. */
export const cloudDomainOf = (host: string): string | null =>
  cloudDomains.find((cloud) => host.endsWith(`.${cloud}`)) ?? null;

function apiHost(name: string): string {
  const domain = cloudDomainOf(name);
  if (domain === null || name.startsWith('api-')) return name;
  const region = name.slice(0, -domain.length - 1);
  return region.includes('.') ? name : `api-${region}.${domain}`;
}
