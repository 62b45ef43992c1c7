import { NewSession } from '../../../contracts/api/session.ts';
import { GivenFactor, PasskeyOptions, PasskeySignIn } from '../../../contracts/api/sign-in.ts';
import { findPasskey, listPasskeys } from '../../../db/people/passkeys.ts';
import { findMember, type Member } from '../../../db/people/people.ts';
import { beginStep, endStep, findStep, keepChallenge, type SignInStep, type StepKey, tryStep } from '../../../db/people/sign-in-steps.ts'; // prettier-ignore
import { findCandidateOfPerson, findMemberToSignIn } from '../../../db/people/sign-ins.ts';
import { factors } from '../../../domain/defaults.ts';
import { rejected } from '../../../use-cases/outcome.ts';
import { useFactor } from '../../../use-cases/people/use-factor.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { Problem } from '../../problems.ts';
import { type Answer, ok, publicRoute, type Route } from '../../route.ts';
import { beginSession, type SigningIn } from '../../sign-in/begin-session.ts';
import { networkOf } from '../../sign-in/network.ts';
import { authenticationOptions, relyingParty } from '../../sign-in/passkeys.ts';
import { proveFactor, provePasskey } from '../../sign-in/proofs.ts';
import { countedSignIn, type SignInParts } from '../../sign-in/sign-in-parts.ts';
import { newStep, stepExpiry, stepOf } from '../../sign-in/steps.ts';

const tag = 'Session';
const response = { id: '0123-4567', rawId: '0123-4567', type: 'public-key' as const };

/** The second step of a sign-in by password, and the sign-in by passkey without one. */
export const secondFactorRoutes = (parts: SignInParts): readonly Route[] => [
  publicRoute({
    method: 'post',
    path: '/session/second-factor/passkey-options',
    tag,
    summary: 'Options for using a passkey as the second factor',
    answers: { 200: PasskeyOptions },
    problems: ['SignInExpired', 'PasskeysUnavailable'],
    handle: async ({ deps, request }) => {
      const key = await stepOfBrowser(parts, request, 'second-factor');
      const { personId } = memberOf(await findStep(deps.db, key));
      const options = await authenticationOptions(
        relyingParty(deps.settings),
        await listPasskeys(deps.db, personId),
      );
      await keepChallenge(deps.db, key, options.challenge);
      return ok(options);
    },
  }),
  publicRoute({
    method: 'post',
    path: '/session/second-factor',
    tag,
    summary: 'Complete a sign-in with the second factor',
    body: { schema: GivenFactor, example: { factor: 'totp', code: '123456' } },
    answers: { 201: NewSession },
    problems: [
      'SignInExpired',
      'SecondFactorRejected',
      'PasskeyRejected',
      'PasskeyCopied',
      'PasskeysUnavailable',
      'TemporaryPasswordExpired',
    ],
    handle: (call) => countedSignIn(parts, 'second-factor', () => giveFactor(parts, call)),
  }),
  publicRoute({
    method: 'post',
    path: '/session/passkey/options',
    tag,
    summary: 'Options for signing in with a passkey alone',
    answers: { 200: PasskeyOptions },
    problems: ['PasskeysUnavailable'],
    handle: async ({ deps }) => {
      const options = await authenticationOptions(relyingParty(deps.settings));
      const { key, cookie } = newStep('passkey-sign-in', await parts.cookieName());
      const data = { challenge: options.challenge };
      const unknown = { personId: null, member: null, sessionHash: null };
      await beginStep(deps.db, { ...key, ...unknown, data, expiresAt: stepExpiry() });
      return ok(options, { 'Set-Cookie': cookie });
    },
  }),
  publicRoute({
    method: 'post',
    path: '/session/passkey',
    tag,
    summary: 'Sign in with a passkey alone; sets the session cookie',
    body: { schema: PasskeySignIn, example: { response } },
    answers: { 201: NewSession },
    problems: ['SignInExpired', 'PasskeyRejected', 'PasskeyCopied', 'PasskeysUnavailable'],
    handle: (call) => countedSignIn(parts, 'passkey', () => signInByPasskey(parts, call)),
  }),
];

type Asked<B> = SigningIn & { readonly deps: ApiDependencies; readonly body: B };

const expired = (): Problem => new Problem('SignInExpired');

async function stepOfBrowser(
  { cookieName }: SignInParts,
  request: SigningIn['request'],
  kind: StepKey['kind'],
): Promise<StepKey> {
  const key = stepOf(request, kind, await cookieName());
  if (key === null) throw expired();
  return key;
}

/** The person whose password began a step. */
function memberOf(step: SignInStep | null): { readonly personId: string; readonly member: NonNullable<SignInStep['member']> } {
  if (step === null || step.personId === null || step.member === null) throw expired();
  return { personId: step.personId, member: step.member };
} // prettier-ignore

const attemptOf = ({ address, requestId }: SigningIn) =>
  ({ address, requestId, action: 'session.rejected' }) as const;

async function giveFactor(
  parts: SignInParts,
  call: Asked<Parameters<typeof proveFactor>[2]>,
): Promise<Answer> {
  const { deps, body } = call;
  const name = await parts.cookieName();
  const key = await stepOfBrowser(parts, call.request, 'second-factor');
  const step = await tryStep(deps.db, key, factors.stepAttempts);
  const { personId, member: of } = memberOf(step);
  const member = await findMember(deps.db, of.tenantId, of.id);
  if (member === null || member.disabledAt !== null) throw expired();
  const candidate = await findCandidateOfPerson(deps.db, member, networkOf(call.address));
  return parts.authenticator.counted({ ...candidate, member }, attemptOf(call), async () => {
    const use = await proveFactor(deps, personId, body, step?.data.challenge ?? null);
    const opening = { method: 'password', factor: body.factor } as const;
    return beginSession(deps, name, member, opening, call, async (tx, by) =>
      (await endStep(tx, key)) === null ? rejected('SignInExpired') : useFactor(tx, member, use, by),
    );
  });
}

async function signInByPasskey(
  parts: SignInParts,
  call: Asked<{ readonly response: Parameters<typeof provePasskey>[1] }>,
): Promise<Answer> {
  const { deps, body } = call;
  const name = await parts.cookieName();
  const step = await endStep(deps.db, await stepOfBrowser(parts, call.request, 'passkey-sign-in'));
  if (step === null) throw expired();
  const passkey = await findPasskey(deps.db, body.response.id);
  const member = passkey === null ? null : await findMemberToSignIn(deps.db, passkey.personId);
  const candidate = await candidateOf(deps, member, call);
  return parts.authenticator.counted({ ...candidate, member }, attemptOf(call), async () => {
    const use = await provePasskey(deps, body.response, step.data.challenge ?? null, true);
    if (member === null || member.disabledAt !== null) throw new Problem('PasskeyRejected');
    return beginSession(deps, name, member, { method: 'passkey', factor: null }, call, (tx, by) =>
      useFactor(tx, member, use, by),
    );
  });
}

/** An unknown passkey is counted for its network. */
const candidateOf = async (
  deps: ApiDependencies,
  member: Member | null,
  { address }: SigningIn,
): ReturnType<typeof findCandidateOfPerson> =>
  member === null
    ? { person: 'passkey', isKnownNetwork: true }
    : findCandidateOfPerson(deps.db, member, networkOf(address));
