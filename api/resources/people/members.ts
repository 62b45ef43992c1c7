import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import {
  Member,
  MemberChange,
  MemberList,
  MemberQuery,
  NewMember,
  MemberWithPassword,
} from '../../../contracts/api/people.ts';
import { type ListedMember, listMembers } from '../../../db/people/member-list.ts';
import type { Member as StoredMember } from '../../../db/people/people.ts';
import { addMember, editMember, giveTemporaryPassword } from '../../../use-cases/people/members.ts';
import { resetFactors } from '../../../use-cases/people/second-factors.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import { answerListByKey, iso, isoOrNull, sortOf } from '../../list-answer.ts';
import { created, noContent, ok, type Route, route } from '../../route.ts';
import { lacksPrivilege, madeBy } from '../../sign-in/caller.ts';
import { hashPassword, newPassword, withPassword } from '../../sign-in/passwords.ts';
import { tokenHash } from '../../sign-in/session-cookie.ts';

const tag = 'People';

const wire = (member: StoredMember & Pick<ListedMember, 'lastSeenAt' | 'creator'>) => ({
  id: member.id,
  email: member.email,
  name: member.name,
  role: member.role,
  disabledAt: isoOrNull(member.disabledAt),
  createdAt: iso(member.createdAt),
  lastSeenAt: isoOrNull(member.lastSeenAt),
  creator: member.creator,
  temporaryPasswordUntil: isoOrNull(member.temporaryUntil),
});

const wireOfList = (member: ListedMember) => ({
  ...wire(member),
  hasSecondFactor: member.hasSecondFactor,
  isConnected: member.isConnected,
  roleFrom: member.roleFrom,
  breakGlass: member.breakGlass,
});

/** Hashed for both that it can be, whichever it becomes, so that the time tells nothing. */
async function newSecret() {
  const temporaryPassword = newPassword();
  const passwordHash = await withPassword(() => hashPassword(temporaryPassword));
  return { temporaryPassword, passwordHash, invitationHash: tokenHash(temporaryPassword) };
}

/** Who may sign in, and as what. */
export const memberRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/members',
    tag,
    summary: 'Members',
    needs: 'manage-people',
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
        wireOfList,
      ),
  }),
  route({
    method: 'post',
    path: '/members',
    keys: 'limited',
    privileged: true,
    tag,
    summary: 'Create a member with a temporary password, shown once',
    needs: 'manage-people',
    body: {
      schema: NewMember,
      example: { email: 'pat@harbor-lane.example', name: 'Pat Lindgren', role: 'approver' },
    },
    answers: { 201: MemberWithPassword },
    problems: ['EmailTaken'],
    idempotency: 'stored',
    // The password itself is never stored, so a repeat cannot show it again.
    keep: (body) => ({ ...(body as object), temporaryPassword: null }),
    handle: async (call) => {
      const { temporaryPassword, ...hashes } = await newSecret();
      const member = await carryOut(call.deps.db, (tx) =>
        addMember(tx, { ...call.body, ...hashes }, madeBy(call.caller), askedFrom(call)),
      );
      return created({ member: wire({ ...member, lastSeenAt: null }), temporaryPassword });
    },
  }),
  route({
    method: 'patch',
    path: '/members/{memberId}',
    keys: 'limited',
    privileged: true,
    tag,
    summary:
      'Change name, role or sign-in of a member; also revokes the keys and members named, which they created',
    needs: 'manage-people',
    params: z.object({ memberId: Id }),
    body: { schema: MemberChange, example: { role: 'reviewer' } },
    answers: { 200: Member },
    problems: ['LastAdministrator', 'RoleFromProvider', 'BreakGlassProtected'],
    handle: async (call) => {
      const { also, name, role, disabled } = call.body;
      const ending = { ids: also, lacksPrivilege: lacksPrivilege(call.caller) };
      const member = await carryOut(call.deps.db, (tx) =>
        editMember(tx, call.params.memberId, { name, role, disabled }, ending, askedFrom(call)),
      );
      return ok(wire({ ...member, lastSeenAt: null }));
    },
  }),
  route({
    method: 'post',
    path: '/members/{memberId}/reset-password',
    keys: 'limited',
    privileged: true,
    tag,
    summary: 'Give a member a temporary password, shown once; their sessions end',
    needs: 'manage-people',
    params: z.object({ memberId: Id }),
    answers: { 200: MemberWithPassword },
    problems: ['PersonElsewhere', 'BreakGlassProtected'],
    idempotency: 'stored',
    keep: (body) => ({ ...(body as object), temporaryPassword: null }),
    handle: async (call) => {
      const { temporaryPassword, ...hashes } = await newSecret();
      const member = await carryOut(call.deps.db, (tx) =>
        giveTemporaryPassword(tx, call.params.memberId, hashes, askedFrom(call)),
      );
      return ok({ member: wire({ ...member, lastSeenAt: null }), temporaryPassword });
    },
  }),
  route({
    method: 'post',
    path: '/members/{memberId}/reset-factors',
    keys: 'no',
    privileged: true,
    tag,
    summary: 'Remove the second factors of a member who lost them, and sign them out',
    needs: 'manage-people',
    params: z.object({ memberId: Id }),
    answers: { 204: null },
    problems: ['OwnSecondFactors', 'PersonElsewhere', 'BreakGlassProtected'],
    handle: async (call) => {
      await carryOut(call.deps.db, (tx) => resetFactors(tx, call.params.memberId, askedFrom(call)));
      return noContent();
    },
  }),
];
