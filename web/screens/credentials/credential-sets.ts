import { issueMessage, withoutWords } from '../../../contracts/api/issue-message.ts';
import type { Message } from '../../../messages/message.ts';
import { credentialBody, foreignHost, isHostAllowed } from '../../../contracts/api/credentials.ts';
import type { CredentialForm, CredentialInfo, ProbeFacts } from '../../api/credentials.ts';
import type { ApiError } from '../../values/problem.ts';
import type { Texts } from '../../components/texts.ts';
import type { consoleCredentials } from '../../../messages/generated/console-credentials.ts';

export type Fields = Readonly<Record<string, string>>;

/** Typed values by set; a set that is being typed, or replaced, has an entry. */
export type Typed = Readonly<Partial<Record<string, Fields | undefined>>>;

export type FieldInfo = CredentialForm['fields'][number];

type FieldsOf = Pick<CredentialForm, 'fields'>;

/**
 * What is sent of these values: a field that is left empty stands for the installation's default, where it has one.
 * `hasDefaultClientId` is what the API says of this installation.
 */
export function bodyOf(
  { fields }: FieldsOf,
  typed: Fields,
  hasDefaultClientId: boolean,
): Readonly<Record<string, string | null>> {
  const shared = fields.filter(({ installationVariable }) => installationVariable !== undefined);
  const values = shared.map(({ name }): [string, string | null] => {
    const value = (typed[name] ?? '').trim();
    return [name, value === '' && hasDefaultClientId ? null : value];
  });
  return { ...typed, ...Object.fromEntries(values) };
}

/** A set's form, and the domains that its host must lie below. */
type AskedOf = Pick<CredentialInfo, 'hostSuffixes'> & { readonly form: FieldsOf };

/**
 * What of these values the API would reject, by field. Empty fields are said by the button instead; of the one that is
 * being typed only what no further key can mend.
 */
export function faultsOf(
  { form: { fields }, hostSuffixes }: AskedOf,
  typed: Fields,
  typing: string | null,
): Readonly<Record<string, Message>> {
  const result = credentialBody(fields).safeParse(typed, withoutWords);
  const hosts = fields.filter(({ holds }) => holds === 'host').map(({ name }) => name);
  const ofShape = (result.error?.issues ?? []).flatMap((issue): [string, Message][] => {
    const name = String(issue.path[0]);
    const host = hosts.includes(name) ? cleanedHost(typed[name] ?? '') : null;
    const mayBecome = host === null ? issue.code === 'too_small' : /^[a-z0-9.-]*$/u.test(host);
    return name === typing && mayBecome ? [] : [[name, issueMessage(issue)]];
  });
  const foreign = hosts.flatMap((name): [string, Message][] => {
    const host = cleanedHost(typed[name] ?? '');
    if (hostSuffixes === null || isHostAllowed(host, hostSuffixes)) return [];
    return name === typing && mayEndIn(host, hostSuffixes) ? [] : [[name, foreignHost(hostSuffixes)]];
  });
  return Object.fromEntries([...foreign, ...ofShape].filter(([name]) => (typed[name] ?? '').trim() !== ''));
}

/** Whether a host that is typed from the left can still come to lie below one of these domains. */
const mayEndIn = (host: string, suffixes: readonly string[]): boolean => {
  const [, ...labels] = host.split('.');
  const tails = labels.map((_, index) => labels.slice(index).join('.'));
  return tails.length === 0 || suffixes.some((suffix) => tails.some((tail) => suffix.startsWith(tail)));
};

export const isComplete = (
  { form, hostSuffixes }: AskedOf,
  typed: Fields,
  hasDefaultClientId: boolean,
): boolean =>
  credentialBody(form.fields).safeParse(bodyOf(form, typed, hasDefaultClientId)).success &&
  Object.keys(faultsOf({ form, hostSuffixes }, typed, null)).length === 0;

/** Whose client ID a stored credential uses; `missing`: a default that is not set any more. */
export function clientIdUse(
  uses: 'own' | 'installation',
  hasDefaultClientId: boolean,
): 'own' | 'installation' | 'missing' {
  if (uses === 'own') return 'own';
  return hasDefaultClientId ? 'installation' : 'missing';
}

/** What a client ID that is typed, or left empty, means where the installation has a default. */
export const clientIdHint = (typed: string): 'empty' | 'own' => (typed.trim() === '' ? 'empty' : 'own');

/** The version that counts next: a candidate is tried before what works. */
export const versionOf = ({ candidate, working }: Pick<CredentialInfo, 'candidate' | 'working'>) =>
  candidate ?? working;

export function isVerified(info: CredentialInfo): boolean {
  const version = versionOf(info);
  return version !== null && version.verifiedAt !== null && version.cause === null;
}

/** What the last probe of this version saw: "60 accounts seen"; null where this page did not probe it. */
export function seenBy(
  info: CredentialInfo,
  verification: Readonly<Record<string, ProbeFacts>> | undefined,
  text: Texts<typeof consoleCredentials.declared>,
): string | null {
  const facts = verification?.[versionOf(info)?.id ?? ''];
  if (facts === undefined) return null;
  const { accounts, users, version } = facts;
  if (accounts !== undefined) return text('console-credentials.accounts-seen', { count: accounts });
  if (users != null) return text('console-credentials.users-seen', { count: users });
  return version == null ? null : text('console-credentials.version', { version });
}

/** Field errors of a rejected store. */
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

/** What to use where a person typed a host that is often mistaken for the right one; null: nothing to say. */
export function hostOffer({ mistaken }: FieldInfo, typed: string): string | null {
  if (mistaken === undefined) return null;
  const host = cleanedHost(typed);
  const pattern = new RegExp(mistaken.for, 'u');
  return pattern.test(host) ? host.replace(pattern, mistaken.use) : null;
}
