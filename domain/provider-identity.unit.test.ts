import { identityOf, isIssuerOf, type ProviderRules, roleOf, subjectOf } from './provider-identity.ts';
import type { ProviderKind } from './sign-ins.ts';

const directory = '00000000-1111-4222-8333-444444444444';
const entra = `https://login.microsoftonline.com/${directory}/v2.0`;
const issuers: Readonly<Record<ProviderKind, string>> = {
  entra,
  google: 'https://accounts.google.com',
  okta: 'https://harbor-lane.okta.com',
  generic: 'https://idp.test/realms/msp',
};

const rules = (kind: ProviderKind, given: Partial<ProviderRules> = {}): ProviderRules => ({
  kind,
  issuer: issuers[kind],
  domains: kind === 'google' ? ['Harbor-Lane.test'] : [],
  roleClaim: 'groups',
  roles: [
    { value: 'admins', role: 'admin' },
    { value: 'readers', role: 'viewer' },
    { value: 'approvers', role: 'approver' },
  ],
  defaultRole: null,
  ...given,
});

it.each<[ProviderKind, string, boolean]>([
  ['entra', entra, true],
  ['entra', entra.replace('.com/', '.us/'), true],
  ['entra', entra.replace(directory, 'common'), false],
  ['entra', entra.replace(directory, 'organizations'), false],
  ['entra', entra.replace('/v2.0', ''), false],
  ['entra', entra.replace('microsoftonline.com', 'microsoftonline.com.evil.test'), false],
  ['google', issuers.google, true],
  ['google', 'https://accounts.google.com.evil.test', false],
  ['okta', 'https://harbor-lane.okta.com/oauth2/default', true],
  ['generic', 'http://idp.test', false],
  ['generic', 'https://idp.test:8443', false],
  ['generic', 'https://user@idp.test', false],
  ['generic', 'https://idp.test/?realm=msp', false],
])('of kind %s, whether %s may be the issuer: %s', (kind, issuer, expected) => {
  expect(isIssuerOf(kind, issuer)).toBe(expected);
});

const own = { tid: directory, oid: 'object', sub: 'of this client alone' };
it.each<[string, ProviderKind, object, string | null]>([
  ['Entra ID by directory and object', 'entra', own, `${directory}|object`],
  ['another directory by nothing', 'entra', { ...own, tid: directory.replace('4', '5') }, null],
  ['Entra ID without a directory by nothing', 'entra', { ...own, tid: undefined }, null],
  ['Entra ID without an object by nothing', 'entra', { ...own, oid: undefined }, null],
  ['others by subject', 'generic', { sub: 'pat', oid: 'object' }, 'pat'],
  ['a subject to the letter', 'generic', { sub: ' Pat' }, ' Pat'],
  ['a blank subject by nothing', 'okta', { sub: '  ' }, null],
  ['a number by nothing', 'okta', { sub: 7 }, null],
  ['an endless subject by nothing', 'generic', { sub: 'x'.repeat(501) }, null],
])('identifies %s', (_, kind, claims, expected) => {
  expect(subjectOf(rules(kind), { ...claims })).toBe(expected);
});

const verified = { sub: 'pat', hd: 'harbor-lane.test', email_verified: true };
it.each<[string, object, string]>([
  ['an account without a domain', { ...verified, hd: undefined }, 'DomainNotAllowed'],
  ['one of another domain', { ...verified, hd: 'evil.test' }, 'DomainNotAllowed'],
  ['one of a domain below', { ...verified, hd: 'x.harbor-lane.test' }, 'DomainNotAllowed'],
  ['one whose email only ends so', { ...verified, hd: undefined, email: 'a@harbor-lane.test' }, 'DomainNotAllowed'],
  ['an unverified email', { ...verified, email_verified: false }, 'DomainNotAllowed'],
  ['“true” as text', { ...verified, email_verified: 'true' }, 'DomainNotAllowed'],
  ['no subject', { ...verified, sub: undefined }, 'SsoRejected'],
])('rejects at Google: %s', (_, claims, expected) => {
  expect(identityOf(rules('google'), { ...claims })).toBe(expected);
}); // prettier-ignore

it('takes a domain in any case, the first claim that is an email, and a name of at most 200 characters', () => {
  expect(identityOf(rules('google'), { ...verified, email: 'a@b.test', name: 'N'.repeat(300) })).toEqual({
    subject: 'pat',
    email: 'a@b.test',
    name: 'N'.repeat(200),
  });
  const upn = { ...own, email: 'not an email', preferred_username: 'pat', upn: 'pat@harbor-lane.test' };
  expect(identityOf(rules('entra'), upn)).toMatchObject({ email: 'pat@harbor-lane.test', name: null });
});

const none = (...values: readonly string[]) => ({ kind: 'none', values });
const many = Array.from({ length: 30 }, (_, nth) => `group ${nth}`);
it.each<[string, Partial<ProviderRules>, object, object | string]>([
  ['the highest that is mapped, in any order', {}, { groups: ['readers', 'admins', 'approvers'] }, 'admin'],
  ['that of a single text', {}, { groups: 'approvers' }, 'approver'],
  ['a mapped one below the default', { defaultRole: 'admin' }, { groups: ['readers'] }, 'viewer'],
  ['the default where none is mapped', { defaultRole: 'viewer' }, { groups: ['others'] }, 'viewer'],
  ['none, with what was given', {}, { groups: ['others', 7, null] }, none('others')],
  ['none for another case or part of a value', {}, { groups: ['Admins', 'admins '] }, none('Admins', 'admins ')],
  ['none without the claim', {}, {}, none()],
  ['none, with 20 values at most', {}, { groups: many }, none(...many.slice(0, 20))],
  ['the default without a role claim', { roleClaim: null, defaultRole: 'approver' }, { groups: ['admins'] }, 'approver'],
  ['none without claim and default', { roleClaim: null }, { groups: ['admins'] }, none()],
  ['none that is known, since groups were left out', { defaultRole: 'viewer' }, { _claim_names: { groups: 'src1' } }, { kind: 'too-many' }],
  ['none that is known, by the short mark', {}, { hasgroups: true }, { kind: 'too-many' }],
  ['what is there, whatever else was left out', {}, { groups: ['admins'], _claim_names: { groups: 'src1' } }, 'admin'],
  ['none where another claim was left out', {}, { _claim_names: { roles: 'src1' } }, none()],
  ['none by a mark that is only of groups', { roleClaim: 'roles' }, { hasgroups: true }, none()],
])('gives %s', (_, given, claims, expected) => {
  const role = typeof expected === 'string' ? { kind: 'role', role: expected } : expected;
  expect(roleOf(rules('entra', given), { ...claims })).toEqual(role);
}); // prettier-ignore
