import { entraTenantOf } from './entra-issuer.ts';
import { type Role, roles as allRoles } from './roles.ts';
import type { ProviderKind } from './sign-ins.ts';

type Claims = Readonly<Record<string, unknown>>;

/** The settings of a provider that decide who signs in and with which role. */
export interface ProviderRules {
  readonly kind: ProviderKind;
  readonly issuer: string;
  /** Google: the organizations whose accounts may sign in. */
  readonly domains: readonly string[];
  /** The claim that names groups or app roles; null: everybody gets the default role. */
  readonly roleClaim: string | null;
  readonly roles: readonly { readonly value: string; readonly role: Role }[];
  readonly defaultRole: Role | null;
}

/** A person at a provider, from verified claims. */
export interface ProviderIdentity {
  /** Permanent, and of this issuer alone. Never an email, which providers let people change. */
  readonly subject: string;
  readonly email: string | null;
  readonly name: string | null;
}

/** Why a person may not sign in with their claims. */
export type IdentityRejection = 'SsoRejected' | 'DomainNotAllowed';

export const googleIssuer = 'https://accounts.google.com';

/** Whether a provider of this kind may have this issuer: https, port 443, no query. Of Entra ID, one organization's. */
export function isIssuerOf(kind: ProviderKind, issuer: string): boolean {
  switch (kind) {
    case 'entra':
      return entraTenantOf(issuer) !== null;
    case 'google':
      return issuer === googleIssuer;
    case 'okta':
    case 'generic':
      return /^https:\/\/[a-z0-9.-]+(?:\/[^?#\s]*)?$/u.test(issuer);
  }
}

/** The subject of verified claims; `null` when a claim that this kind of provider needs is missing. */
export function subjectOf(
  { kind, issuer }: Pick<ProviderRules, 'kind' | 'issuer'>,
  claims: Claims,
): string | null {
  if (kind !== 'entra') return identifier(claims['sub']);
  const tenant = identifier(claims['tid']);
  const object = identifier(claims['oid']);
  return tenant !== null && object !== null && tenant === entraTenantOf(issuer)
    ? `${tenant}|${object}`
    : null;
}

/** The person in the claims, or why they may not sign in. */
export function identityOf(rules: ProviderRules, claims: Claims): ProviderIdentity | IdentityRejection {
  const subject = subjectOf(rules, claims);
  if (subject === null) return 'SsoRejected';
  if (rules.kind === 'google') {
    const domain = text(claims['hd']);
    if (domain === null || claims['email_verified'] !== true) return 'DomainNotAllowed';
    if (!rules.domains.some((allowed) => allowed.toLowerCase() === domain.toLowerCase()))
      return 'DomainNotAllowed';
  }
  const email =
    [claims['email'], claims['preferred_username'], claims['upn']].map(text).find(isEmail) ?? null;
  return { subject, email, name: text(claims['name'])?.slice(0, 200) ?? null };
}

/** * `role`: the highest that is mapped · `none`: none is, with the values that the provider gave · `too-many`: it gave none, since there are too many */
export type GivenRole =
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'none'; readonly values: readonly string[] }
  | { readonly kind: 'too-many' };

/** As many values as a notice shows. */
const mostValues = 20;

export function roleOf(rules: ProviderRules, claims: Claims): GivenRole {
  const { roleClaim, defaultRole } = rules;
  if (roleClaim === null)
    return defaultRole === null ? { kind: 'none', values: [] } : { kind: 'role', role: defaultRole };
  // Entra ID leaves out a claim of more than 200 groups, and says where they could be read.
  if (claims[roleClaim] === undefined && isLeftOut(claims, roleClaim)) return { kind: 'too-many' };
  const values = [claims[roleClaim]].flat().filter((value) => typeof value === 'string');
  const mapped = rules.roles.filter(({ value }) => values.includes(value)).map(({ role }) => role);
  const role = allRoles.findLast((one) => mapped.includes(one)) ?? defaultRole;
  return role === null ? { kind: 'none', values: values.slice(0, mostValues) } : { kind: 'role', role };
}

function isLeftOut(claims: Claims, claim: string): boolean {
  const names = claims['_claim_names'];
  return (
    (typeof names === 'object' && names !== null && Object.hasOwn(names, claim)) ||
    (claim === 'groups' && claims['hasgroups'] === true)
  );
}

/** To the letter: subjects that differ in a space are two people. */
const identifier = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' && value.length <= 500 ? value : null;

const text = (value: unknown): string | null => identifier(value)?.trim() ?? null;

const isEmail = (value: string | null): boolean =>
  value !== null && /^[^\s@]+@[^\s@]+$/u.test(value) && value.length <= 254;
