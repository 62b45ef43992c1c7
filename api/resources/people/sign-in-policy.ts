import { SignInPolicy, SignInPolicyChange } from '../../../contracts/api/sign-in.ts';
import { signInPolicy } from '../../../db/settings/sign-in-policy.ts';
import { changeSignInPolicy } from '../../../use-cases/people/sign-in-policy.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import { ok, type Route, route } from '../../route.ts';

const tag = 'Settings';

/** How members must sign in. */
export const signInPolicyRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/settings/sign-in',
    tag,
    summary: 'How members of this organization must sign in',
    needs: 'read',
    answers: { 200: SignInPolicy },
    handle: async ({ deps, caller }) => ok(await signInPolicy(deps.db, caller.tenantId)),
  }),
  route({
    method: 'put',
    path: '/settings/sign-in',
    keys: 'no',
    tag,
    summary:
      'Set how members must sign in; open sessions follow from their next request, or end where single sign-on is required',
    needs: 'manage-people',
    privileged: true,
    body: {
      schema: SignInPolicyChange,
      example: { secondFactorFor: ['approver', 'admin'], isSsoRequired: false, endSessions: false },
    },
    answers: { 200: SignInPolicy },
    problems: ['BreakGlassMissing', 'SsoNotProven'],
    handle: async (call) => {
      const { endSessions, ...policy } = call.body;
      const { member, provider } = call.caller;
      const asking = { endSessions, memberId: member.id, isByProvider: provider !== null };
      return ok(
        await carryOut(call.deps.db, (tx) => changeSignInPolicy(tx, policy, asking, askedFrom(call))),
      );
    },
  }),
];
