import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import { BreakGlass } from '../../../contracts/api/sign-in.ts';
import { changeBreakGlass } from '../../../use-cases/people/break-glass.ts';
import { disconnectIdentity } from '../../../use-cases/people/provider-sign-in.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import { noContent, type Route, route } from '../../route.ts';

/** Who signs in without an identity provider, and who no longer signs in by one. */
export const breakGlassRoutes: readonly Route[] = [
  route({
    method: 'put',
    path: '/members/{memberId}/break-glass',
    keys: 'no',
    tag: 'People',
    summary:
      'Let an administrator sign in without the identity provider, also where single sign-on is required',
    needs: 'manage-people',
    privileged: true,
    params: z.object({ memberId: Id }),
    body: { schema: BreakGlass, example: { breakGlass: true } },
    answers: { 204: null },
    problems: ['BreakGlassUnfit', 'BreakGlassProtected'],
    handle: async (call) => {
      const { deps, params, body } = call;
      await carryOut(deps.db, (tx) =>
        changeBreakGlass(tx, params.memberId, body.breakGlass, askedFrom(call)),
      );
      return noContent();
    },
  }),
  route({
    method: 'delete',
    path: '/me/identities/{identityId}',
    keys: 'no',
    tag: 'Single sign-on',
    summary: 'Disconnect your account at an identity provider and sign out the sessions it opened',
    needs: 'read',
    privileged: true,
    params: z.object({ identityId: Id }),
    answers: { 204: null },
    problems: ['IdentityNeeded'],
    handle: async (call) => {
      const { deps, caller, params } = call;
      await carryOut(deps.db, (tx) =>
        disconnectIdentity(tx, caller.member.id, params.identityId, askedFrom(call)),
      );
      return noContent();
    },
  }),
];
