import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import { SessionList, SessionsEnded } from '../../../contracts/api/session.ts';
import { listSessions } from '../../../db/people/session-list.ts';
import { endOwnSession, endSessions } from '../../../use-cases/people/sessions.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import { iso } from '../../list-answer.ts';
import { Problem } from '../../problems.ts';
import { type Call, noContent, ok, type Route, route } from '../../route.ts';

const tag = 'Session';

/** A session is a person's: a key has none. */
function ownSessionOf(caller: Call<unknown, unknown, unknown>['caller']): string {
  if (caller.sessionHash === null) throw new Problem('PersonRequired');
  return caller.sessionHash;
}

/** Where somebody is signed in, and how to end it. */
export const sessionListRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/sessions',
    keys: 'no',
    tag,
    summary: 'Own sessions, the latest used first: device, address, times',
    needs: 'read',
    answers: { 200: SessionList },
    handle: async ({ deps, caller }) => {
      const own = ownSessionOf(caller);
      const { tenantId, member } = caller;
      const sessions = await listSessions(deps.db, tenantId, member.id, deps.settings.sessionLimits);
      return ok({
        items: sessions.map(({ tokenHash, createdAt, lastSeenAt, expiresAt, ...rest }) => ({
          ...rest,
          createdAt: iso(createdAt),
          lastSeenAt: iso(lastSeenAt),
          expiresAt: iso(expiresAt),
          isPresent: tokenHash === own,
        })),
      });
    },
  }),
  route({
    method: 'delete',
    path: '/sessions/{sessionId}',
    keys: 'no',
    tag,
    summary: 'End one of the own sessions',
    needs: 'read',
    params: z.object({ sessionId: Id }),
    answers: { 204: null },
    handle: async (call) => {
      ownSessionOf(call.caller);
      await carryOut(call.deps.db, (tx) =>
        endOwnSession(tx, call.caller.member.id, call.params.sessionId, askedFrom(call)),
      );
      return noContent();
    },
  }),
  route({
    method: 'delete',
    path: '/sessions',
    keys: 'no',
    tag,
    summary: 'End all own sessions but this one',
    needs: 'read',
    answers: { 200: SessionsEnded },
    handle: async (call) => {
      const own = ownSessionOf(call.caller);
      return ok({ ended: await endAll(call, call.caller.member.id, own) });
    },
  }),
  route({
    method: 'delete',
    path: '/members/{memberId}/sessions',
    tag: 'People',
    summary: 'End all sessions of a member',
    needs: 'manage-people',
    params: z.object({ memberId: Id }),
    answers: { 200: SessionsEnded },
    handle: async (call) => ok({ ended: await endAll(call, call.params.memberId, null) }),
  }),
];

const endAll = (
  call: Pick<Call<unknown, unknown, unknown>, 'deps' | 'caller' | 'address' | 'requestId'>,
  memberId: string,
  except: string | null,
): Promise<number> => carryOut(call.deps.db, (tx) => endSessions(tx, memberId, except, askedFrom(call)));
