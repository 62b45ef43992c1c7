import type { PsaScreens } from '../../domain/kinds.ts';
import { isRecordId } from './records.ts';
import { cloudDomainOf, normalizeSite } from './site.ts';

/**
 * Screens of companies and agreements where people sign in (connectwise.md 2.1). The company's login ID, which such an
 * address may carry, is sealed among the credentials and stays there: ConnectWise asks for it where nobody is signed in.
 */
export function screensAt(site: string): PsaScreens | null {
  const api = normalizeSite(site);
  if (!api.ok) return null;
  const router = `https://${screenHost(api.host)}/v4_6_release/services/system_io/router/openrecord.rails`;
  const screen = (recordType: string) => (id: string) =>
    isRecordId(id) ? `${router}?locale=en_US&recordType=${recordType}&recid=${id}` : null;
  return { company: screen('CompanyFV'), agreement: screen('AgreementFV') };
}

/** In the cloud the API has a host of its own, `api-` before that of the screens. */
const screenHost = (apiHost: string): string =>
  cloudDomainOf(apiHost) === null ? apiHost : apiHost.replace(/^api-/u, '');
