import type { z } from 'zod';
import { ChangePassword, NewSession, Session, SignIn } from '../../../contracts/api/session.ts';
import { SecondFactorNeeded, SignedOut } from '../../../contracts/api/sign-in.ts';
import { inTransaction } from '../../../db/model/database.ts';
import type { Member } from '../../../db/people/people.ts';
import { factorsToGive } from '../../../db/people/factors.ts';
import { isSsoRequiredAnywhere } from '../../../db/people/sign-in-options.ts';
import { beginStep } from '../../../db/people/sign-in-steps.ts';
import { changeOwnPassword, signOut } from '../../../use-cases/people/sessions.ts';
import { askedFrom } from '../../carry-out.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { iso } from '../../list-answer.ts';
import { Problem, problemItem } from '../../problems.ts';
import { rendererOf } from '../../rendering.ts';
import { type Answer, noContent, ok, publicRoute, type Route, route } from '../../route.ts';
import type { Caller } from '../../sign-in/caller.ts';
import { type Authenticator, isOwnPassword } from '../../sign-in/authenticator.ts';
import { logoutUrlOf } from '../../sign-in/providers.ts';
import { beginSession, type SigningIn } from '../../sign-in/begin-session.ts';
import { weaknessOf } from '../../sign-in/password-strength.ts';
import { hashPassword, withPassword } from '../../sign-in/passwords.ts';
import { type Message, message } from '../../../messages/message.ts';
import { sessionBody, tenantOf } from '../../sign-in/session-body.ts';
import { endedCookie } from '../../sign-in/session-cookie.ts';
import { countedSignIn, type SignInParts } from '../../sign-in/sign-in-parts.ts';
import { newStep, stepExpiry } from '../../sign-in/steps.ts';

const tag = 'Session';

/** Sign in, who am I, sign out, own password. */
export const sessionRoutes = (parts: SignInParts): readonly Route[] => [
  publicRoute({
    method: 'post',
    path: '/session',
    tag,
    summary: 'Sign in; sets the session cookie, or asks for the second factor',
    body: {
      schema: SignIn,
      example: { email: 'pat@harbor-lane.example', password: 'four words and a comma' },
    },
    answers: { 200: SecondFactorNeeded, 201: NewSession },
    problems: ['SignInRejected', 'SsoRequired', 'TemporaryPasswordExpired'],
    handle: (call) => signInByPassword(parts, call),
  }),
  route({
    method: 'get',
    path: '/session',
    tag,
    summary: 'Who is signed in and what they may do',
    needs: 'read',
    beforePasswordChange: true,
    beforeSecondFactor: true,
    answers: { 200: Session },
    handle: async ({ deps, caller, request }) =>
      ok(await sessionBody(deps, caller, rendererOf(request, null))),
  }),
  route({
    method: 'delete',
    path: '/session',
    keys: 'no',
    tag,
    summary: 'Sign out: the session ends on the server; one of a provider also says where to sign out there',
    needs: 'read',
    beforePasswordChange: true,
    beforeSecondFactor: true,
    answers: { 200: SignedOut, 204: null },
    handle: async (call) => {
      const { sessionHash, member } = call.caller;
      if (sessionHash === null) throw new Problem('PersonRequired');
      await inTransaction(call.deps.db, (tx) => signOut(tx, member.id, sessionHash, askedFrom(call)));
      const ended = { 'Set-Cookie': endedCookie(await parts.cookieName()) };
      const { provider, tenantId } = call.caller;
      return provider === null
        ? noContent(ended)
        : ok({ logoutUrl: await logoutUrlOf(call.deps, tenantId, provider.id) }, ended);
    },
  }),
  passwordRoute(parts.authenticator),
];

/** Begins a session, or asks for the second factor of a person who has one. */
async function signInByPassword(
  parts: SignInParts,
  call: SigningIn & { readonly deps: ApiDependencies; readonly body: z.output<typeof SignIn> },
): Promise<Answer> {
  const { address, requestId, deps, body } = call;
  const name = await parts.cookieName();
  const claim = { method: 'password', ...body } as const;
  return countedSignIn(parts, 'password', async () => {
    const attempt = { address, requestId, action: 'session.rejected' } as const;
    const proven = await parts.authenticator.authenticate(claim, attempt);
    if (proven === null) throw await signInRejected(deps);
    const { member, hasSecondFactor } = proven;
    return hasSecondFactor
      ? askForFactor(deps, name, member)
      : beginSession(deps, name, member, { method: 'password', factor: null }, call);
  });
}

/** The same for every email: what it says of an organization must not tell who belongs to one. */
const signInRejected = async ({ db }: ApiDependencies): Promise<Problem> =>
  new Problem(
    'SignInRejected',
    (await isSsoRequiredAnywhere(db)) ? { detail: message('sign-in.rejected-or-provider') } : {},
  );

/** The password fitted: the step in which a second factor is given, with the cookie of its browser. */
async function askForFactor(deps: ApiDependencies, name: string, member: Member): Promise<Answer> {
  const { db, settings } = deps;
  const { key, cookie } = newStep('second-factor', name);
  const expiresAt = stepExpiry();
  const { personId } = member;
  await beginStep(db, { ...key, personId, member, sessionHash: null, data: {}, expiresAt });
  const factors = await factorsToGive(db, personId, new URL(settings.publicUrl).hostname);
  const body = { next: 'second-factor', factors, expiresAt: iso(expiresAt) };
  return ok(body, { 'Set-Cookie': cookie });
}

/** A new password ends all other sessions of the person. */
function passwordRoute(authenticator: Authenticator): Route {
  return route({
    method: 'put',
    path: '/me/password',
    keys: 'no',
    tag,
    summary: 'Change your password',
    needs: 'read',
    beforePasswordChange: true,
    body: {
      schema: ChangePassword,
      example: {
        currentPassword: 'shown once by the administrator',
        newPassword: 'four words and a comma',
      },
    },
    answers: { 204: null },
    problems: ['PasswordWrong', 'PasswordTooWeak'],
    handle: async ({ deps, caller, body, address, requestId }) => {
      if (!(await isOwnPassword(authenticator, body.currentPassword, { caller, address, requestId }))) {
        throw new Problem('PasswordWrong', {
          items: [
            {
              code: 'PasswordWrong',
              field: 'currentPassword',
              detail: message('requests.password-not-current'),
            },
          ],
        });
      }
      if (body.newPassword === body.currentPassword) throw tooWeak(message('requests.password-unchanged'));
      await requireStrength(deps, caller, body.newPassword);
      const passwordHash = await withPassword(() => hashPassword(body.newPassword));
      const session = { sessionHash: caller.sessionHash, confirms: caller.confirmWith.includes('password') };
      const by = askedFrom({ caller, address, requestId });
      await inTransaction(deps.db, (tx) =>
        changeOwnPassword(tx, caller.member.id, passwordHash, session, by),
      );
      return noContent();
    },
  });
}

async function requireStrength(deps: ApiDependencies, caller: Caller, password: string): Promise<void> {
  const { name, email } = caller.member;
  const tenant = await tenantOf(deps, caller.tenantId);
  const weakness = await weaknessOf(password, [name, email, tenant.name]);
  if (weakness !== null) throw tooWeak(weakness);
}

const tooWeak = (detail: Message): Problem =>
  new Problem('PasswordTooWeak', {
    detail,
    items: [problemItem('PasswordTooWeak', { field: 'newPassword', detail })],
  });
