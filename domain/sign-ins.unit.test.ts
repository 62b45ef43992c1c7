import { confirmationsOf, type FactorsOfPerson, type SessionOpening } from './sign-ins.ts';

const person = (given: Partial<FactorsOfPerson>): FactorsOfPerson => ({
  hasPassword: true,
  hasTotp: false,
  hasPasskey: false,
  hasUsablePasskey: false,
  ...given,
});
const byPassword: SessionOpening = { method: 'password', factor: null };
const passkey = { hasPasskey: true, hasUsablePasskey: true };

it.each<[string, SessionOpening, Partial<FactorsOfPerson>, readonly string[]]>([
  ['a password alone, by the password', byPassword, {}, ['password']],
  ['an app, by its code alone', byPassword, { hasTotp: true }, ['totp']],
  ['an app and a passkey, by either', byPassword, { hasTotp: true, ...passkey }, ['totp', 'passkey']],
  ['a passkey of another host, by nothing here', byPassword, { hasPasskey: true }, []],
  ['a session of a provider, by the provider', { method: 'provider', factor: null }, {}, ['provider']],
  ['one of a provider and an own passkey, by either', { method: 'provider', factor: null }, passkey, ['provider', 'passkey']],
  ['a session that a recovery code opened, never by a code', { method: 'password', factor: 'recovery-code' }, { hasTotp: true }, ['totp']],
])('whoever has %s, confirms', (_, session, given, expected) => {
  expect(confirmationsOf(session, person(given))).toEqual(expected);
}); // prettier-ignore
