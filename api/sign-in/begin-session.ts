import type { Request } from 'express';
import type { Tx } from '../../db/model/database.ts';
import type { Member } from '../../db/people/people.ts';
import { findSession } from '../../db/people/sessions.ts';
import { isRejected, type Rejected } from '../../use-cases/outcome.ts';
import { noteRejection, noteSsoRequired } from '../../use-cases/people/rejected-passwords.ts';
import { type Opening, startSession } from '../../use-cases/people/sessions.ts';
import type { RequestContext } from '../../use-cases/request-context.ts';
import { carryOut } from '../carry-out.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { iso } from '../list-answer.ts';
import { Problem } from '../problems.ts';
import { rendererOf } from '../rendering.ts';
import { type Answer, answer, type PublicCall } from '../route.ts';
import { callerOfSession } from './caller.ts';
import { deviceOf } from './device.ts';
import { networkOf } from './network.ts';
import { newSessionToken, sessionCookie, tokenHash } from './session-cookie.ts';
import { sessionBody } from './session-body.ts';

/** Where a sign-in comes from. */
export type SigningIn = Pick<PublicCall<unknown, unknown, unknown>, 'address' | 'requestId' | 'request'>;

/** Who has proven who they are, and how. */
interface Proven {
  readonly member: Member;
  readonly opening: Opening;
}

const byMember = ({ tenantId, id }: Member, { address, requestId }: SigningIn) =>
  ({ tenantId, actor: { kind: 'member', id }, requestId, address, now: new Date() }) as const;

/**
 * Begins a session of a member who has proven who they are to Seatwise, and answers 201 with its cookie.
 * @param before what the proof uses up, in the same transaction; what it rejects undoes all of it.
 * Throws the problems TemporaryPasswordExpired and SsoRequired, and records them.
 */
export async function beginSession(
  deps: ApiDependencies,
  cookieName: string,
  member: Member,
  opening: Opening,
  call: SigningIn,
  before: (tx: Tx, by: RequestContext) => Promise<Rejected | null> = () => Promise.resolve(null),
): Promise<Answer> {
  const prove = async (tx: Tx) => (await before(tx, byMember(member, call))) ?? { member, opening };
  return openSession(deps, cookieName, call, prove).catch(async (error: unknown) => {
    const { address, requestId } = call;
    const from = { member, address, requestId };
    if (error instanceof Problem && error.code === 'TemporaryPasswordExpired')
      await noteRejection(deps.db, { ...from, action: 'session.rejected', code: null });
    if (error instanceof Problem && error.code === 'SsoRequired')
      await noteSsoRequired(deps.db, from, opening.method);
    throw error;
  });
}

/** Begins the session of whoever `prove` finds, in its transaction, and answers 201 with its cookie. */
export async function openSession(
  deps: ApiDependencies,
  cookieName: string,
  call: SigningIn,
  prove: (tx: Tx) => Promise<Proven | Rejected>,
): Promise<Answer> {
  const token = newSessionToken();
  const { absoluteSeconds } = deps.settings.sessionLimits;
  const session = {
    tokenHash: tokenHash(token),
    expiresAt: new Date(Date.now() + absoluteSeconds * 1_000),
    address: call.address,
    network: networkOf(call.address),
    device: deviceOf(call.request.headers['user-agent']),
  };
  const { isOneTime, rejectedBefore, email } = await carryOut(deps.db, async (tx) => {
    const proven = await prove(tx);
    if (isRejected(proven)) return proven;
    const { member, opening } = proven;
    const started = await startSession(tx, member, session, opening, byMember(member, call));
    return isRejected(started) ? started : { ...started, email: member.email };
  });
  if (isOneTime) deps.temporaryPasswordUsed?.(email);
  return answer(
    201,
    {
      ...(await bodyOf(deps, session.tokenHash, call.request)),
      rejectedBefore:
        rejectedBefore === null ? null : { ...rejectedBefore, lastAt: iso(rejectedBefore.lastAt) },
    },
    { 'Set-Cookie': sessionCookie(cookieName, token, absoluteSeconds) },
  );
}

async function bodyOf(deps: ApiDependencies, hash: string, request: Request) {
  const found = await findSession(deps.db, hash, deps.settings.sessionLimits);
  if (found === null) throw new Error('a session that ended as it began');
  return sessionBody(deps, callerOfSession(deps, found, hash), rendererOf(request, null));
}
