import { entraTenantOf, globalEntraIssuer } from '../../../domain/entra-issuer.ts';
import type { Role } from '../../../contracts/api/common.ts';
import type { ProviderKind } from '../../../contracts/api/sign-in.ts';
import type { IdentityProviderInfo, NewProviderBody, ProviderChangeBody } from '../../api/sign-in-policy.ts';

/** What is typed in the form of a provider. */
export interface ProviderDraft {
  readonly kind: ProviderKind;
  readonly name: string;
  /** Entra ID: the directory's ID, or the issuer's URL in a national cloud. Google: unused. Else the issuer's URL. */
  readonly place: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** With commas between. */
  readonly domains: string;
  readonly roleClaim: string;
  readonly roles: readonly { readonly value: string; readonly role: Role }[];
  readonly defaultRole: Role | null;
}

/** How each provider is usually set up. */
const presets: Readonly<
  Record<ProviderKind, { readonly issuer: (place: string) => string; readonly roleClaim: string }>
> = {
  entra: {
    issuer: (place) => (place.startsWith('https://') ? place : globalEntraIssuer(place)),
    roleClaim: 'roles',
  },
  google: { issuer: () => 'https://accounts.google.com', roleClaim: '' },
  okta: { issuer: (place) => place, roleClaim: 'groups' },
  generic: { issuer: (place) => place, roleClaim: '' },
};

export const emptyDraft = (kind: ProviderKind, name: string): ProviderDraft => ({
  kind,
  name,
  place: '',
  clientId: '',
  clientSecret: '',
  domains: '',
  roleClaim: presets[kind].roleClaim,
  roles: [],
  defaultRole: kind === 'google' ? 'viewer' : null,
});

function placeOf({ kind, issuer }: Pick<IdentityProviderInfo, 'kind' | 'issuer'>): string {
  const tenant = kind === 'entra' ? entraTenantOf(issuer) : null;
  return tenant !== null && globalEntraIssuer(tenant) === issuer ? tenant : issuer;
}

export const draftOf = (provider: IdentityProviderInfo): ProviderDraft => ({
  kind: provider.kind,
  name: provider.name,
  place: placeOf(provider),
  clientId: provider.clientId,
  clientSecret: '',
  domains: provider.domains.join(', '),
  roleClaim: provider.roleClaim ?? '',
  roles: provider.roles,
  defaultRole: provider.defaultRole,
});

/** As the API takes it; the secret apart, since an empty one keeps what there is. */
export function bodyOf(draft: ProviderDraft): Omit<NewProviderBody, 'clientSecret' | 'kind' | 'enabled'> {
  const roleClaim = draft.roleClaim.trim();
  return {
    name: draft.name.trim(),
    issuer: presets[draft.kind].issuer(draft.place.trim()),
    clientId: draft.clientId.trim(),
    domains: draft.domains.split(/[\s,]+/u).filter((domain) => domain !== ''),
    roleClaim: roleClaim === '' ? null : roleClaim,
    roles: draft.roles
      .map(({ value, role }) => ({ value: value.trim(), role }))
      .filter(({ value }) => value !== ''),
    defaultRole: draft.defaultRole,
  };
}

/** What is changed of a provider. The issuer only if it is another one, since other issuers have other people. */
export function changeOf(draft: ProviderDraft, before: IdentityProviderInfo): ProviderChangeBody {
  const { issuer, ...fields } = bodyOf(draft);
  return {
    ...fields,
    ...(issuer === before.issuer ? {} : { issuer }),
    ...(draft.clientSecret === '' ? {} : { clientSecret: draft.clientSecret }),
  };
}
