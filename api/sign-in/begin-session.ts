import type { Request } from 'express';
import type { Tx } from '../../db/model/database.ts';
import type { Member } from '../../db/people/people.ts';
import { findSession } from '../../db/people/sessions.ts';
import type { Rejected } from '../../use-cases/outcome.ts';
import { noteRejection } from '../../use-cases/people/rejected-passwords.ts';
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

/**
 * Begins a session of a member who has proven who they are, by whatever method, and answers 201 with its cookie.
 * @param before what the proof uses up, in the same transaction; what it rejects undoes all of it.
 * Throws the problem TemporaryPasswordExpired.
 */
export async function beginSession(
  deps: ApiDependencies,
  cookieName: string,
  member: Member,
  opening: Opening,
  call: SigningIn,
  before: (tx: Tx, by: RequestContext) => Promise<Rejected | null> = () => Promise.resolve(null),
): Promise<Answer> {
  const token = newSessionToken();
  const { address, requestId } = call;
  const { absoluteSeconds } = deps.settings.sessionLimits;
  const by = {
    tenantId: member.tenantId,
    actor: { kind: 'member', id: member.id },
    requestId,
    address,
    now: new Date(),
  } as const;
  const session = {
    tokenHash: tokenHash(token),
    expiresAt: new Date(Date.now() + absoluteSeconds * 1_000),
    address,
    network: networkOf(address),
    device: deviceOf(call.request.headers['user-agent']),
  };
  const start = async (tx: Tx) =>
    (await before(tx, by)) ?? (await startSession(tx, member, session, opening, by));
  const { isOneTime, rejectedBefore } = await carryOut(deps.db, start).catch(async (error: unknown) => {
    if (error instanceof Problem && error.code === 'TemporaryPasswordExpired')
      await noteRejection(deps.db, { member, address, requestId, action: 'session.rejected' });
    throw error;
  });
  if (isOneTime) deps.temporaryPasswordUsed?.(member.email);
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
