import { isHostAllowed } from '../../domain/credentials.ts';
import { isHostName } from '../../http/outbound.ts';

type SiteFault = 'empty' | 'with-user-name' | 'not-a-host-name' | 'other-port';

type Site = { readonly ok: true; readonly host: string } | { readonly ok: false; readonly reason: SiteFault };

/** The host of an instance, from whatever a person typed or pasted: always https, port 443, without path. */
export function normalizeSite(typed: string): Site {
  const bare = typed
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^\/+/, '')
    .replace(/[/\\?#].*$/s, '');
  if (bare === '') return { ok: false, reason: 'empty' };
  if (bare.includes('@')) return { ok: false, reason: 'with-user-name' };
  const parts = /^(?<name>[^:\s]+?)\.?(?::(?<port>\d{1,5}))?$/.exec(bare)?.groups;
  const name = parts?.['name']?.toLowerCase();
  if (name === undefined || !name.includes('.') || !isHostName(name))
    return { ok: false, reason: 'not-a-host-name' };
  if (parts?.['port'] !== undefined && Number(parts['port']) !== 443)
    return { ok: false, reason: 'other-port' };
  return { ok: true, host: name };
}

/** Under which the vendor runs instances and gives tokens (halopsa.md 2). */
const cloudDomains = ['halopsa.com', 'haloservicedesk.com', 'haloitsm.com', 'halocrm.com'];

const inCloud = (host: string): boolean => cloudDomains.some((domain) => host.endsWith(`.${domain}`));

/**
 * May a host that the instance names be given the secret? Itself; another of the vendor's where the instance is one of
 * those; or one below the operator's PSA domains, since an MSP may run either host under a domain of its own.
 *
 * @param suffixes `PSA_HOST_SUFFIXES`; null: the operator lists none
 */
export const mayHaveSecret = (named: string, host: string, suffixes: readonly string[] | null): boolean =>
  named === host ||
  (inCloud(host) && inCloud(named)) ||
  (suffixes !== null && isHostAllowed(host, suffixes) && isHostAllowed(named, suffixes));
