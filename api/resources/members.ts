import { z } from 'zod';
import { inTransaction } from '../../db/core/database.ts';
import { Id } from '../../contracts/api/common.ts';
import {
  Member,
  MemberChange,
  MemberList,
  MemberQuery,
  NewMember,
  MemberWithPassword,
} from '../../contracts/api/people.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { keepKeyNotices } from '../../db/notices/key-notices.ts';
import { makerOfMember } from '../../db/people/makers.ts';
import { oneTimeUntil, resetPassword } from '../../db/people/one-time-passwords.ts';
import {
  changeMember,
  createMember,
  findMember,
  type ListedMember,
  listMembers,
} from '../../db/people/people.ts';
import { endSessionsOf } from '../../db/people/sessions.ts';
import { lockIntegrations } from '../../db/core/integrations.ts';
import { answerListByKey, iso, isoOrNull, sortOf } from '../list-answer.ts';
import { askedBy } from '../carry-out.ts';
import { Problem } from '../problems.ts';
import { created, ok, type Route, route } from '../route.ts';
import { hashPassword, newPassword, withPassword } from '../sign-in/passwords.ts';
import { madeBy } from '../sign-in/caller.ts';
import { endAlso } from './descent.ts';
import { voidLostApprovals } from '../../use-cases/write-back/lost-approvals.ts';

const tag = 'People';

const wire = (member: ListedMember) => ({
  id: member.id,
  email: member.email,
  name: member.name,
  role: member.role,
  disabledAt: isoOrNull(member.disabledAt),
  createdAt: iso(member.createdAt),
  lastSeenAt: isoOrNull(member.lastSeenAt),
  maker: member.maker,
  oneTimePasswordUntil: isoOrNull(member.oneTimeUntil),
});

/** Who may sign in, and as what. */
export const memberRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/members',
    tag,
    summary: 'Members',
    role: 'admin',
    query: MemberQuery,
    answers: { 200: MemberList },
    handle: async ({ deps, caller, query }) =>
      answerListByKey(
        deps,
        query,
        'members',
        (db, page) =>
          listMembers(
            db,
            caller.tenantId,
            { q: query.q, descending: sortOf<'email'>(query.sort).descending },
            page,
          ),
        wire,
      ),
  }),
  route({
    method: 'post',
    path: '/members',
    privileged: true,
    tag,
    summary: 'Create a member with a one-time password, shown once',
    role: 'admin',
    body: {
      schema: NewMember,
      example: { email: 'pat@harbor-lane.example', name: 'Pat Lindgren', role: 'approver' },
    },
    answers: { 201: MemberWithPassword },
    problems: ['EmailTaken'],
    idempotency: 'stored',
    // The password itself is never stored, so a repeat cannot show it again.
    keep: (body) => ({ ...(body as object), oneTimePassword: null }),
    handle: async ({ deps, caller, body, address, requestId }) => {
      const oneTimePassword = newPassword();
      const passwordHash = await withPassword(() => hashPassword(oneTimePassword));
      const member = await inTransaction(deps.db, async (tx) => {
        const made = await createMember(tx, {
          tenantId: caller.tenantId,
          ...body,
          ...madeBy(caller),
          passwordHash,
          oneTimeUntil: oneTimeUntil(),
        });
        if (made === null) throw new Problem('EmailTaken');
        await recordAudit(tx, {
          tenantId: caller.tenantId,
          actor: caller.actor,
          action: 'member.created',
          objectKind: 'member',
          objectId: made.id,
          detail: { role: made.role },
          address,
          requestId,
        });
        return { ...made, maker: await makerOfMember(tx, caller.tenantId, made.id) };
      });
      return created({ member: wire({ ...member, lastSeenAt: null }), oneTimePassword });
    },
  }),
  route({
    method: 'patch',
    path: '/members/{memberId}',
    privileged: true,
    tag,
    summary:
      'Change name or role, or whether the member may sign in; ends what came of them as far as it is named',
    role: 'admin',
    params: z.object({ memberId: Id }),
    body: { schema: MemberChange, example: { role: 'reviewer' } },
    answers: { 200: Member },
    problems: ['LastAdministrator'],
    handle: async ({ deps, caller, params, body, address, requestId }) => {
      const change = { name: body.name, role: body.role, disabled: body.disabled };
      const after = await inTransaction(deps.db, async (tx) => {
        // Integration rows are locked first of all (architecture.md 5).
        const roleMoves = body.role !== undefined || body.disabled !== undefined || body.also.length > 0;
        const integrations = roleMoves ? await lockIntegrations(tx, caller.tenantId) : [];
        const result = await changeMember(tx, caller.tenantId, params.memberId, change);
        if (result.kind !== 'changed') {
          throw new Problem(result.kind === 'unknown' ? 'NotFound' : 'LastAdministrator');
        }
        // Roles are read with each request; only somebody shut out must lose their sessions.
        if (result.after.disabledAt !== null) await endSessionsOf(tx, caller.tenantId, params.memberId, null);
        await endAlso(tx, { kind: 'member', id: params.memberId }, body.also, { caller, address, requestId });
        await voidLostApprovals(tx, integrations, askedBy({ caller, requestId }));
        await keepKeyNotices(tx, caller.tenantId, new Date());
        await recordAudit(tx, {
          tenantId: caller.tenantId,
          actor: caller.actor,
          action: 'member.changed',
          objectKind: 'member',
          objectId: params.memberId,
          detail: {
            before: { role: result.before.role, disabled: result.before.disabledAt !== null },
            after: { role: result.after.role, disabled: result.after.disabledAt !== null },
          },
          address,
          requestId,
        });
        return { ...result.after, maker: await makerOfMember(tx, caller.tenantId, params.memberId) };
      });
      return ok(wire({ ...after, lastSeenAt: null }));
    },
  }),
  route({
    method: 'post',
    path: '/members/{memberId}/reset-password',
    privileged: true,
    tag,
    summary: 'Give a member a one-time password, shown once; their sessions end',
    role: 'admin',
    params: z.object({ memberId: Id }),
    answers: { 200: MemberWithPassword },
    idempotency: 'stored',
    keep: (body) => ({ ...(body as object), oneTimePassword: null }),
    handle: async ({ deps, caller, params, address, requestId }) => {
      const oneTimePassword = newPassword();
      const passwordHash = await withPassword(() => hashPassword(oneTimePassword));
      const { tenantId, actor } = caller;
      const member = await inTransaction(deps.db, async (tx) => {
        const of = { tenantId, memberId: params.memberId };
        const reset = await resetPassword(tx, { ...of, passwordHash, actor, address, requestId });
        const after = reset === null ? null : await findMember(tx, tenantId, params.memberId);
        if (after === null) throw new Problem('NotFound');
        return { ...after, maker: await makerOfMember(tx, tenantId, params.memberId) };
      });
      return ok({ member: wire({ ...member, lastSeenAt: null }), oneTimePassword });
    },
  }),
];
