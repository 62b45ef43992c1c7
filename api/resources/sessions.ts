import { z } from 'zod';
import { inTransaction } from '../../db/core/database.ts';
import { Id } from '../../contracts/api/common.ts';
import { SessionList, SessionsEnded } from '../../contracts/api/session.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { findMember } from '../../db/people/people.ts';
import { endSessionById, endSessionsOf, listSessions } from '../../db/people/sessions.ts';
import { iso } from '../list-answer.ts';
import { Problem } from '../problems.ts';
import { type Call, noContent, ok, type Route, route } from '../route.ts';

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
    tag,
    summary: 'Own sessions, the latest used first: device, address, times',
    role: 'viewer',
    answers: { 200: SessionList },
    problems: ['PersonRequired'],
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
    tag,
    summary: 'End one of the own sessions',
    role: 'viewer',
    params: z.object({ sessionId: Id }),
    answers: { 204: null },
    problems: ['PersonRequired'],
    handle: async (call) => {
      ownSessionOf(call.caller);
      const { caller, params, deps } = call;
      await inTransaction(deps.db, async (tx) => {
        if (!(await endSessionById(tx, caller.tenantId, caller.member.id, params.sessionId)))
          throw new Problem('NotFound');
        await audit(call, tx, caller.member.id, 1);
      });
      return noContent();
    },
  }),
  route({
    method: 'delete',
    path: '/sessions',
    tag,
    summary: 'End all own sessions but this one',
    role: 'viewer',
    answers: { 200: SessionsEnded },
    problems: ['PersonRequired'],
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
    role: 'admin',
    params: z.object({ memberId: Id }),
    answers: { 200: SessionsEnded },
    handle: async (call) => {
      const { memberId } = call.params;
      if ((await findMember(call.deps.db, call.caller.tenantId, memberId)) === null)
        throw new Problem('NotFound');
      return ok({ ended: await endAll(call, memberId, null) });
    },
  }),
];

type AnyCall = Pick<Call<unknown, unknown, unknown>, 'deps' | 'caller' | 'address' | 'requestId'>;

const endAll = (call: AnyCall, memberId: string, except: string | null): Promise<number> =>
  inTransaction(call.deps.db, async (tx) => {
    const ended = await endSessionsOf(tx, call.caller.tenantId, memberId, except);
    if (ended > 0) await audit(call, tx, memberId, ended);
    return ended;
  });

const audit = (
  { caller, address, requestId }: AnyCall,
  tx: Parameters<typeof recordAudit>[0],
  memberId: string,
  sessions: number,
): Promise<void> =>
  recordAudit(tx, {
    tenantId: caller.tenantId,
    actor: caller.actor,
    action: 'member.sessions-ended',
    objectKind: 'member',
    objectId: memberId,
    detail: { sessions },
    address,
    requestId,
  });
