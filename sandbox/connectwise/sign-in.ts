import type { ConnectWiseScenario, PsaMember } from '../scenario.ts';
import type { VendorAnswer, VendorRequest } from '../vendor.ts';
import { notRouted, rejection } from './answers.ts';

export type SignIn =
  | { readonly kind: 'member'; readonly member: PsaMember }
  | { readonly kind: 'rejected'; readonly answer: VendorAnswer };

/** `companyId+publicKey:privateKey`, base64, behind `Basic` (connectwise.md 3). */
function readBasic(
  header: string | undefined,
): { companyId: string; publicKey: string; privateKey: string } | null {
  const encoded = /^basic ([a-z0-9+/=]+)$/iu.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const plus = text.indexOf('+');
  if (plus < 1 || colon < plus) return null;
  return {
    companyId: text.slice(0, plus),
    publicKey: text.slice(plus + 1, colon),
    privateKey: text.slice(colon + 1),
  };
}

/**
 * Who calls. Order: credentials, company (the gateway), client id, keys. Which answer a bad client id gets is
 * unverified (connectwise.md 3): here a missing one is 400 and an unknown one 401, both as JSON.
 */
export function signIn(request: VendorRequest, scenario: ConnectWiseScenario): SignIn {
  const rejected = (answer: VendorAnswer): SignIn => ({ kind: 'rejected', answer });
  const given = readBasic(request.headers['authorization']);
  if (given === null) return rejected(rejection(401, 'Unauthorized', 'MissingCredentials'));
  if (given.companyId !== scenario.companyId) return rejected(notRouted());

  const clientId = request.headers['clientid'];
  if (clientId === undefined || clientId === '') {
    return rejected(rejection(400, 'ConnectWiseApi', 'ClientId is required.'));
  }
  if (!scenario.clientIds.includes(clientId)) {
    return rejected(rejection(401, 'Unauthorized', 'ClientId is not valid.'));
  }

  const member = scenario.members.find(
    (m) =>
      m.publicKey === given.publicKey && m.privateKey === given.privateKey && m.companyId === given.companyId,
  );
  if (member === undefined) return rejected(rejection(401, 'Unauthorized', 'UserNotAuthenticated'));
  return { kind: 'member', member };
}
