import { ChangePassword, NewSession, Session, SignIn, StepUp } from '../../contracts/api/session.ts';
import { inTransaction } from '../../db/model/database.ts';
import { changeOwnPassword, signOut, stepUp } from '../../use-cases/people/sessions.ts';
import { askedFrom } from '../carry-out.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem, problemItem } from '../problems.ts';
import { rendererOf } from '../rendering.ts';
import { noContent, ok, publicRoute, type Route, route } from '../route.ts';
import type { SignInOutcome } from '../metrics.ts';
import type { Caller } from '../sign-in/caller.ts';
import { type Attempt, type Authenticator, createPasswordAuthenticator } from '../sign-in/authenticator.ts';
import { beginSession } from '../sign-in/begin-session.ts';
import { weaknessOf } from '../sign-in/password-strength.ts';
import { hashPassword, withPassword } from '../sign-in/passwords.ts';
import { type Message, message } from '../../messages/message.ts';
import { sessionBody, tenantOf } from '../sign-in/session-body.ts';
import { endedCookie } from '../sign-in/session-cookie.ts';

const tag = 'Session';

/** Sign in, who am I, sign out, own password. */
export function sessionRoutes(
  deps: ApiDependencies,
  cookieName: () => Promise<string>,
  countSignIn: (outcome: SignInOutcome) => void,
): readonly Route[] {
  const authenticator = createPasswordAuthenticator(deps);
  const signIn: Authenticator['authenticate'] = async (claim, attempt) => {
    try {
      const member = await authenticator.authenticate(claim, attempt);
      countSignIn(member === null ? 'rejected' : 'accepted');
      return member;
    } catch (error) {
      if (error instanceof Problem && error.code === 'TooManyRequests') countSignIn('limited');
      throw error;
    }
  };
  return [
    publicRoute({
      method: 'post',
      path: '/session',
      tag,
      summary: 'Sign in; the session comes as a cookie',
      body: {
        schema: SignIn,
        example: { email: 'pat@harbor-lane.example', password: 'four words and a comma' },
      },
      answers: { 201: NewSession },
      problems: ['SignInRejected', 'TemporaryPasswordExpired'],
      handle: async ({ body, address, request, requestId }) => {
        const claim = { method: 'password', ...body } as const;
        const member = await signIn(claim, { address, requestId, action: 'session.rejected' });
        if (member === null) throw new Problem('SignInRejected');
        const from = { address, requestId, request };
        return beginSession(deps, await cookieName(), member, { method: 'password', factor: null }, from);
      },
    }),
    route({
      method: 'get',
      path: '/session',
      tag,
      summary: 'Who is signed in and what they may do',
      needs: 'read',
      beforePasswordChange: true,
      answers: { 200: Session },
      handle: async ({ caller, request }) => ok(await sessionBody(deps, caller, rendererOf(request, null))),
    }),
    route({
      method: 'delete',
      path: '/session',
      tag,
      summary: 'Sign out: the session ends on the server',
      needs: 'read',
      beforePasswordChange: true,
      answers: { 204: null },
      handle: async (call) => {
        const { sessionHash, member } = call.caller;
        if (sessionHash === null) throw new Problem('PersonRequired');
        await inTransaction(deps.db, (tx) => signOut(tx, member.id, sessionHash, askedFrom(call)));
        return noContent({ 'Set-Cookie': endedCookie(await cookieName()) });
      },
    }),
    passwordRoute(deps, authenticator),
    stepUpRoute(deps, authenticator),
  ];
}

/** A new password ends all other sessions of the person. */
function passwordRoute(deps: ApiDependencies, authenticator: Authenticator): Route {
  return route({
    method: 'put',
    path: '/me/password',
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
    problems: ['PasswordWrong', 'PasswordTooWeak', 'PersonRequired'],
    handle: async ({ caller, body, address, requestId }) => {
      if (caller.by !== 'session') throw new Problem('PersonRequired');
      if (!(await isConfirmed(authenticator, body.currentPassword, { caller, address, requestId }))) {
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
      const { member, sessionHash } = caller;
      await inTransaction(deps.db, (tx) =>
        changeOwnPassword(
          tx,
          member.id,
          passwordHash,
          sessionHash,
          askedFrom({ caller, address, requestId }),
        ),
      );
      return noContent();
    },
  });
}

/** Whether the password is that of the person who is signed in. */
async function isConfirmed(
  authenticator: Authenticator,
  password: string,
  { caller, address, requestId }: Pick<Attempt, 'address' | 'requestId'> & { readonly caller: Caller },
): Promise<boolean> {
  const claim = { method: 'password', email: caller.member.email, password } as const;
  const attempt = { address, requestId, action: 'member.password-rejected' } as const;
  return (await authenticator.authenticate(claim, attempt)) !== null;
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

/** The password once more, after which what is privileged may be done for minutes. */
function stepUpRoute(deps: ApiDependencies, authenticator: Authenticator): Route {
  return route({
    method: 'post',
    path: '/session/step-up',
    tag,
    summary: 'Confirm the password again before privileged actions',
    needs: 'read',
    body: { schema: StepUp, example: { password: 'four words and a comma' } },
    answers: { 204: null },
    problems: ['PasswordWrong', 'PersonRequired'],
    handle: async ({ caller, body, address, requestId }) => {
      const { sessionHash } = caller;
      if (sessionHash === null) throw new Problem('PersonRequired');
      if (!(await isConfirmed(authenticator, body.password, { caller, address, requestId }))) {
        throw new Problem('PasswordWrong', {
          items: [
            { code: 'PasswordWrong', field: 'password', detail: message('requests.password-not-current') },
          ],
        });
      }
      const by = askedFrom({ caller, address, requestId });
      await inTransaction(deps.db, (tx) => stepUp(tx, caller.member.id, sessionHash, by));
      return noContent();
    },
  });
}
