import { isHostName } from '../../http/outbound.ts';

export type DuoHostCheck =
  | { readonly ok: true; readonly host: string }
  | { readonly ok: false; readonly reason: 'empty' | 'not-a-host-name' | 'other-domain' };

/** Domains of Duo's API hosts (architecture.md 8); the operator may name others. */
export const duoSuffixes: readonly string[] = ['duosecurity.com', 'duofederal.com'];

/**
 * An API hostname as a person types or pastes it: outer blanks, scheme, path, port 443, capitals and a trailing
 * dot are taken off; then it must be a host name below one of the suffixes. Nothing is sent to anything else.
 */
export function typedDuoHost(text: string, suffixes: readonly string[]): DuoHostCheck {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/?#].*$/s, '')
    .replace(/:443$/, '');
  return answeredDuoHost(bare, suffixes);
}

/** An `api_hostname` from Duo's answer: only letter case and a trailing dot are forgiven. */
export function answeredDuoHost(text: string | null, suffixes: readonly string[]): DuoHostCheck {
  const host = (text === null ? '' : text.trim()).toLowerCase().replace(/\.$/, '');
  if (host === '') return { ok: false, reason: 'empty' };
  if (!isHostName(host) || !host.includes('.')) return { ok: false, reason: 'not-a-host-name' };
  return suffixes.some((suffix) => host.endsWith(`.${suffix.toLowerCase()}`))
    ? { ok: true, host }
    : { ok: false, reason: 'other-domain' };
}

/** The Admin Panel of the account whose API answers at `api-…` (duo.md 2); null: the host is of another form. */
export const accountScreen = (apiHostname: string): string | null =>
  /^api-[a-z0-9-]+(?:\.[a-z0-9-]+)+$/u.test(apiHostname)
    ? `https://${apiHostname.replace(/^api-/u, 'admin-')}/`
    : null;
