import {
  InvitationCode,
  JoinedOrganization,
  OrganizationChoice,
} from '../../../contracts/api/organizations.ts';
import { joinOrganization, switchOrganization } from '../../../use-cases/people/organizations.ts';
import { noteNetworkLimited } from '../../../use-cases/people/rejected-passwords.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { Problem } from '../../problems.ts';
import { noContent, ok, type Route, route } from '../../route.ts';
import { createAttempts } from '../../sign-in/attempts.ts';
import type { Caller } from '../../sign-in/caller.ts';
import { networkOf } from '../../sign-in/network.ts';
import { newSessionToken, sessionCookie, tokenHash } from '../../sign-in/session-cookie.ts';

const tag = 'Session';

/** Of a person; one that an identity provider opened is good for the organization of the provider alone. */
function ownSession({ sessionHash, method, member }: Caller) {
  if (sessionHash === null) throw new Problem('PersonRequired');
  if (method === 'provider') throw new Problem('OneOrganizationOnly');
  return { memberId: member.id, hash: sessionHash };
}

/** A person with several organizations. */
export function organizationRoutes(
  deps: ApiDependencies,
  cookieName: () => Promise<string>,
): readonly Route[] {
  const attempts = createAttempts(deps.db, deps.settings.signInLimits, (network) =>
    noteNetworkLimited(deps.db, network),
  );
  return [
    route({
      method: 'put',
      path: '/session/membership',
      keys: 'no',
      tag,
      summary: 'Switch to another of your organizations, with a new cookie and the same expiry',
      needs: 'read',
      beforeSecondFactor: true,
      body: {
        schema: OrganizationChoice,
        example: { memberId: '3b0c8c5e-6f0a-4c5e-9d57-0f2c1a7be001' },
      },
      answers: { 204: null },
      problems: ['NotFound', 'OneOrganizationOnly', 'SsoRequired'],
      handle: async (call) => {
        const session = ownSession(call.caller);
        const token = newSessionToken();
        const to = { ...call.body, tokenHash: tokenHash(token), network: networkOf(call.address) };
        const { expiresAt } = await carryOut(call.deps.db, (tx) =>
          switchOrganization(tx, session, to, askedFrom(call)),
        );
        const seconds = Math.max(0, Math.ceil((expiresAt.getTime() - Date.now()) / 1_000));
        return noContent({ 'Set-Cookie': sessionCookie(await cookieName(), token, seconds) });
      },
    }),
    route({
      method: 'post',
      path: '/me/invitations',
      keys: 'no',
      privileged: true,
      tag,
      summary:
        'Join another organization with the code that its administrator was shown; your other sessions end, and other second factors are removed',
      needs: 'read',
      body: { schema: InvitationCode, example: { code: 'shown once by the administrator' } },
      answers: { 200: JoinedOrganization },
      problems: ['OneOrganizationOnly', 'InvitationRejected', 'TooManyRequests'],
      handle: async (call) => {
        const session = ownSession(call.caller);
        const attempt = await attempts.begin({
          person: `invitation ${session.memberId}`,
          network: networkOf(call.address),
          isKnownNetwork: true,
        });
        try {
          const { memberId, tenantId, organization, factorsRemoved } = await carryOut(call.deps.db, (tx) =>
            joinOrganization(tx, session, tokenHash(call.body.code.trim()), askedFrom(call)),
          );
          await attempt.fitted();
          return ok({ memberId, tenantId, name: organization, factorsRemoved });
        } catch (error) {
          if (!(error instanceof Problem && error.code === 'InvitationRejected')) await attempt.undone();
          throw error;
        }
      },
    }),
  ];
}
