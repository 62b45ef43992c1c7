import { plainIssue } from '../../../contracts/api/plain-issue.ts';
import type { z } from 'zod';
import { ConnectWiseCredentialBody, DuoCredentialBody } from '../../../contracts/api/credentials.ts';
import type { CredentialInfo, CredentialSetName, ProbeFacts } from '../../api/credentials.ts';
import type { ApiError } from '../../api/problem.ts';
import { plural } from '../../components/format.ts';

export const setNames: readonly CredentialSetName[] = ['accounts-api', 'admin-api', 'psa'];

export type Fields = Readonly<Record<string, string>>;

/** Typed values by set; a set that is being typed, or replaced, has an entry. */
export type Typed = Readonly<Partial<Record<CredentialSetName, Fields | undefined>>>;

const bodies: Readonly<Record<CredentialSetName, z.ZodObject>> = {
  'accounts-api': DuoCredentialBody,
  'admin-api': DuoCredentialBody,
  psa: ConnectWiseCredentialBody,
};

/**
 * What is sent of these values: an empty client ID stands for the installation's default, where it has one.
 * `hasDefaultClientId` is what the API says of this installation.
 */
export function bodyOf(
  set: CredentialSetName,
  fields: Fields,
  hasDefaultClientId: boolean,
): Readonly<Record<string, string | null>> {
  if (set !== 'psa') return fields;
  const clientId = (fields['clientId'] ?? '').trim();
  return { ...fields, clientId: clientId === '' && hasDefaultClientId ? null : clientId };
}

/** What of these values the API would refuse, by field. Empty fields are said by the button instead. */
export function faultsOf(set: CredentialSetName, fields: Fields): Fields {
  const result = bodies[set].safeParse(fields, { error: plainIssue });
  if (result.success) return {};
  const faults = result.error.issues.map((issue): [string, string] => [String(issue.path[0]), issue.message]);
  return Object.fromEntries(faults.filter(([name]) => (fields[name] ?? '') !== ''));
}

export const isComplete = (set: CredentialSetName, fields: Fields, hasDefaultClientId: boolean): boolean =>
  bodies[set].safeParse(bodyOf(set, fields, hasDefaultClientId)).success;

/** Whose client ID a stored ConnectWise credential uses. */
export function clientIdWords(uses: 'own' | 'installation', hasDefaultClientId: boolean): string {
  if (uses === 'own') return 'its own';
  return hasDefaultClientId
    ? 'the installation’s default'
    : 'the installation’s default, which is not set any more: give one here, or ask your operator';
}

/** What a client ID that is typed, or left empty, means where the installation has a default. */
export const clientIdHint = (typed: string): string =>
  typed.trim() === ''
    ? 'Left empty: the installation’s default is used.'
    : 'Its own is used, not the installation’s default.';

/** The version that counts next: a candidate is tried before what works. */
export const versionOf = ({ candidate, working }: CredentialInfo) => candidate ?? working;

export function isVerified(info: CredentialInfo): boolean {
  const version = versionOf(info);
  return version !== null && version.verifiedAt !== null && version.cause === null;
}

/** What the last probe of this version saw: "60 accounts seen"; null where this page did not probe it. */
export function seenBy(
  info: CredentialInfo,
  verification: Readonly<Record<string, ProbeFacts>> | undefined,
): string | null {
  const facts = verification?.[versionOf(info)?.id ?? ''];
  if (facts === undefined) return null;
  const { accounts, users, version } = facts;
  if (accounts !== undefined) return `${plural(accounts, 'account')} seen`;
  if (users != null) return `${plural(users, 'user')} of your own seen`;
  return version == null ? null : `version ${version}`;
}

/** Field errors of a refused store. */
export const fieldErrors = (error: ApiError): Fields =>
  Object.fromEntries(
    error.items.flatMap(({ field, detail }) => (field === undefined ? [] : [[field, detail]])),
  );

/** What a host field keeps of a paste, and says so. */
export function cleanedHost(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//u, '')
    .replace(/\/.*$/u, '');
}

/** ConnectWise's API has its own host: "na.myconnectwise.net" is where people sign in. */
export function siteOffer(site: string): string | null {
  const match = /^(na|eu|au|aus|staging)\.myconnectwise\.net$/u.exec(cleanedHost(site));
  return match === null ? null : `api-${match[1] ?? ''}.myconnectwise.net`;
}
