import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import ipaddr from 'ipaddr.js';
import { factors } from '../../domain/defaults.ts';
import type { ListedPasskey, StoredPasskey } from '../../db/people/passkeys.ts';
import { Problem } from '../problems.ts';

/** What the browser calls the relying party: this installation, by the address that people open. */
interface RelyingParty {
  readonly rpId: string;
  readonly origin: string;
}

/** Throws the problem PasskeysUnavailable where the address is no name: browsers make passkeys for names alone. */
export function relyingParty({ publicUrl }: { readonly publicUrl: string }): RelyingParty {
  const { hostname, origin } = new URL(publicUrl);
  if (isAddress(hostname)) throw new Problem('PasskeysUnavailable');
  return { rpId: hostname, origin };
}

const isAddress = (hostname: string): boolean => ipaddr.isValid(hostname.replaceAll(/[[\]]/gu, ''));

const timeout = factors.stepMinutes * 60_000;

const named = ({ credentialId, transports }: ListedPasskey) => ({
  id: credentialId,
  transports: [...transports],
});

/** Options for creating a passkey. `known`: the person's passkeys, which the authenticator must not register again. */
export const registrationOptions = (
  { rpId }: RelyingParty,
  person: { readonly id: string; readonly email: string; readonly name: string },
  known: readonly ListedPasskey[],
) =>
  generateRegistrationOptions({
    rpName: 'Seatwise',
    rpID: rpId,
    userID: userHandleOf(person.id),
    userName: person.email,
    userDisplayName: person.name,
    timeout,
    attestationType: 'none',
    excludeCredentials: known.filter((passkey) => passkey.rpId === rpId).map(named),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
  });

/** What a browser needs to use a passkey; `of`: those that will do, absent: whichever it has for this host. */
export const authenticationOptions = ({ rpId }: RelyingParty, of?: readonly ListedPasskey[]) =>
  generateAuthenticationOptions({
    rpID: rpId,
    timeout,
    userVerification: 'required',
    ...(of === undefined
      ? {}
      : { allowCredentials: of.filter((passkey) => passkey.rpId === rpId).map(named) }),
  });

/** What is in a response of a browser that was parsed for its shape alone: the library checks all of it. */
export interface PasskeyResponse {
  readonly id: string;
}

/** What a passkey is created with, and gives back: whose it is. */
const userHandleOf = (personId: string) => Buffer.from(personId, 'utf8');

/**
 * Whether the passkey says that it is this person's. Where it alone says who signs in, it must (WebAuthn Level 3, 7.2,
 * step 6); elsewhere an authenticator may leave it out.
 */
function isOwn(
  { response: { userHandle } }: AuthenticationResponseJSON,
  personId: string,
  isAlone: boolean,
): boolean {
  return userHandle === undefined
    ? !isAlone
    : Buffer.from(userHandle, 'base64url').equals(userHandleOf(personId));
}

/** A new passkey, for this challenge, on this page, by a person who proved that it is them; null: it was not. */
export async function verifyNewPasskey(
  { rpId, origin }: RelyingParty,
  response: PasskeyResponse,
  challenge: string,
) {
  const verified = await verifyRegistrationResponse({
    response: response as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
  }).catch(() => null);
  if (verified?.registrationInfo === undefined) return null;
  const { credential, aaguid, credentialBackedUp } = verified.registrationInfo;
  return {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: credential.transports ?? [],
    aaguid,
    backedUp: credentialBackedUp,
    rpId,
  };
}

/**
 * The counter that a passkey signed, for this challenge, on this page, by a person who proved that it is them; null: none.
 * @param isAlone nothing but the passkey says who they are
 */
export async function verifyPasskey(
  { rpId, origin }: RelyingParty,
  passkey: StoredPasskey,
  response: PasskeyResponse,
  { challenge, isAlone }: { readonly challenge: string; readonly isAlone: boolean },
): Promise<{ readonly counter: number; readonly backedUp: boolean } | null> {
  const given = response as AuthenticationResponseJSON;
  const verified = await verifyAuthenticationResponse({
    response: given,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    // The counter is compared in the statement that stores it, so that two concurrent uses cannot both pass.
    credential: { id: passkey.credentialId, publicKey: new Uint8Array(passkey.publicKey), counter: 0 },
  }).catch(() => null);
  if (verified === null || !verified.verified || !isOwn(given, passkey.personId, isAlone)) return null;
  return {
    counter: verified.authenticationInfo.newCounter,
    backedUp: verified.authenticationInfo.credentialBackedUp,
  };
}
