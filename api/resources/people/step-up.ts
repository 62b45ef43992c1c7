import type { z } from 'zod';
import { Confirmation, PasskeyOptions } from '../../../contracts/api/sign-in.ts';
import { listPasskeys } from '../../../db/people/passkeys.ts';
import { findMember } from '../../../db/people/people.ts';
import { beginStep, endStep } from '../../../db/people/sign-in-steps.ts';
import { findCandidateOfPerson } from '../../../db/people/sign-ins.ts';
import { inTransaction } from '../../../db/model/database.ts';
import { message } from '../../../messages/message.ts';
import { stepUp } from '../../../use-cases/people/sessions.ts';
import { useFactor } from '../../../use-cases/people/use-factor.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import { Problem } from '../../problems.ts';
import { type Call, noContent, ok, type Route, route } from '../../route.ts';
import { type Authenticator, isOwnPassword } from '../../sign-in/authenticator.ts';
import { networkOf } from '../../sign-in/network.ts';
import { authenticationOptions, relyingParty } from '../../sign-in/passkeys.ts';
import { type Person, personOf } from '../../sign-in/person-of.ts';
import { proveFactor } from '../../sign-in/proofs.ts';
import { challengeOfSession, stepOfSession } from '../../sign-in/steps.ts';

const tag = 'Session';

type Given = z.output<typeof Confirmation>;
type Confirming = Call<unknown, unknown, Given>;

/** "Confirm it's you", after which what is privileged may be done for minutes. */
export const stepUpRoutes = (authenticator: Authenticator): readonly Route[] => [
  route({
    method: 'post',
    path: '/session/step-up',
    keys: 'no',
    tag,
    summary:
      'Confirm that it is you before privileged actions, with a method in `confirmWith` of the session',
    needs: 'read',
    beforeSecondFactor: true,
    body: { schema: Confirmation, example: { password: 'four words and a comma' } },
    answers: { 204: null },
    problems: [
      'PasswordWrong',
      'ConfirmationNotAccepted',
      'SecondFactorRejected',
      'SignInExpired',
      'PasskeyRejected',
      'PasskeyCopied',
      'PasskeysUnavailable',
    ],
    handle: async (call) => {
      const person = personOf(call.caller);
      const kind = 'password' in call.body ? 'password' : call.body.factor;
      if (!call.caller.confirmWith.includes(kind)) throw new Problem('ConfirmationNotAccepted');
      if ('password' in call.body) await byPassword(authenticator, call, person, call.body.password);
      else await byFactor(authenticator, call, person, call.body);
      return noContent();
    },
  }),
  route({
    method: 'post',
    path: '/session/step-up/passkey-options',
    keys: 'no',
    tag,
    summary: 'Options for confirming with a passkey',
    needs: 'read',
    beforeSecondFactor: true,
    answers: { 200: PasskeyOptions },
    problems: ['PasskeysUnavailable'],
    handle: async ({ deps, caller }) => {
      const owner = personOf(caller);
      const passkeys = await listPasskeys(deps.db, owner.personId);
      const options = await authenticationOptions(relyingParty(deps.settings), passkeys);
      await beginStep(deps.db, challengeOfSession(owner, 'passkey-confirmation', options.challenge));
      return ok(options);
    },
  }),
];

async function byPassword(
  authenticator: Authenticator,
  call: Confirming,
  { sessionHash }: Person,
  password: string,
): Promise<void> {
  if (!(await isOwnPassword(authenticator, password, call)))
    throw new Problem('PasswordWrong', {
      items: [{ code: 'PasswordWrong', field: 'password', detail: message('requests.password-not-current') }],
    });
  const session = { hash: sessionHash, factor: null };
  await inTransaction(call.deps.db, (tx) => stepUp(tx, call.caller.member.id, session, askedFrom(call)));
}

async function byFactor(
  authenticator: Authenticator,
  call: Confirming,
  { personId, sessionHash }: Person,
  given: Exclude<Given, { password: string }>,
): Promise<void> {
  const { deps, caller, address, requestId } = call;
  const { db } = deps;
  const member = await findMember(db, caller.tenantId, caller.member.id);
  if (member === null) throw new Problem('NotSignedIn');
  const step = given.factor === 'passkey' ? await endStep(db, stepOfSession(sessionHash, 'passkey-confirmation')) : null;
  if (given.factor === 'passkey' && step === null) throw new Problem('SignInExpired');
  const candidate = await findCandidateOfPerson(db, member, networkOf(address));
  const attempt = { address, requestId, action: 'member.factor-rejected' } as const;
  const session = { hash: sessionHash, factor: caller.method === 'passkey' ? null : given.factor };
  const by = askedFrom(call);
  await authenticator.counted({ ...candidate, member }, attempt, async () => {
    const use = await proveFactor(deps, personId, given, step?.data.challenge ?? null);
    await carryOut(db, async (tx) => (await useFactor(tx, member, use, by)) ?? stepUp(tx, member.id, session, by));
  });
} // prettier-ignore
