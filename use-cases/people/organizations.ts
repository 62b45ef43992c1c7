import { timingSafeEqual } from 'node:crypto';
import { recordAudit, recordAudits } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { acceptInvitation, openInvitations } from '../../db/people/invitations.ts';
import { mayBypassSso } from '../../db/people/break-glass.ts';
import { endSessionsOfPerson, lockMemberships, type Membership } from '../../db/people/memberships.ts';
import { findPersonOfMember } from '../../db/people/persons.ts';
import { removeOtherFactors } from '../../db/people/remove-factors.ts';
import { moveSession } from '../../db/people/sessions.ts';
import { noteNetwork } from '../../db/people/sign-ins.ts';
import type { RequestContext } from '../request-context.ts';
import { type Rejected, rejected } from '../outcome.ts';
import { asMember, auditOfPerson } from './audit-of-person.ts';
import { noteBreakGlass } from './break-glass.ts';
import { closeLowCodes } from './factors-reset.ts';

/** Of the person who asks. */
interface OwnSession {
  readonly memberId: string;
  readonly hash: string;
}

interface Joined extends Membership {
  /** Passkeys, an authenticator app, or recovery codes were removed. */
  readonly factorsRemoved: boolean;
}

const ofMember = (id: string) => ({ objectKind: 'member' as const, objectId: id });

/**
 * A person joins the organization whose invitation they hold. Their other sessions end, everywhere, and only the
 * second factor that confirmed this session stays: whoever could sign in as them before, by a password that an
 * administrator gave or a factor that was added with it, does not follow them there.
 *
 * @param codeHash of what they typed
 */
export async function joinOrganization(
  tx: Tx,
  { memberId, hash }: OwnSession,
  codeHash: string,
  by: RequestContext,
): Promise<Joined | Rejected> {
  const person = await findPersonOfMember(tx, by.tenantId, memberId);
  if (person === null) throw new Error('a session without a member');
  await lockMemberships(tx, person.id);
  const fitting = (await openInvitations(tx, person.id)).filter((one) =>
    isSame(one.invitationHash, codeHash),
  );
  const [invitation] = fitting;
  if (invitation === undefined || !(await acceptInvitation(tx, invitation)))
    return rejected('InvitationRejected');
  const memberships = await lockMemberships(tx, person.id);
  const ended = await endSessionsOfPerson(tx, person.id, hash);
  const removed = await removeOtherFactors(tx, person.id, { tenantId: by.tenantId, hash });
  await closeLowCodes(tx, memberships);
  if (removed.passkeys) await auditOfPerson(tx, memberships, 'member.passkey-removed', asMember(by));
  if (removed.totp) await auditOfPerson(tx, memberships, 'member.totp-removed', asMember(by));
  const joined = memberships.find((one) => one.memberId === invitation.memberId);
  if (joined === undefined) throw new Error('an invitation that was accepted without a membership');
  await recordAudits(tx, [
    ...memberships.flatMap((one) => {
      const sessions = ended.get(one.memberId);
      if (sessions === undefined) return [];
      const entry = { ...by, ...asMember(by)(one), tenantId: one.tenantId, ...ofMember(one.memberId) };
      return [{ ...entry, action: 'member.sessions-ended' as const, detail: { sessions } }];
    }),
    { ...by, ...asMember(by)(joined), tenantId: joined.tenantId, action: 'member.joined', ...ofMember(joined.memberId) },
  ]);
  return { ...joined, factorsRemoved: removed.passkeys || removed.totp || removed.codes };
} // prettier-ignore

/** Both are hashes of equal length. */
const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** Continues the session in another organization of the person, under a new token. Returns its expiry. */
export async function switchOrganization(
  tx: Tx,
  session: OwnSession,
  to: { readonly memberId: string; readonly tokenHash: string; readonly network: string },
  by: RequestContext,
): Promise<{ readonly expiresAt: Date } | Rejected> {
  const moved = await moveSession(tx, session.hash, to);
  if (moved === null) return rejected('NotFound');
  const there = { tenantId: moved.tenantId, id: to.memberId };
  if (!(await mayBypassSso(tx, there, 'passkey'))) return rejected('SsoRequired');
  await noteNetwork(tx, there, to.network);
  await recordAudit(tx, { ...by, action: 'session.ended', ...ofMember(session.memberId) });
  const actor = { kind: 'member', id: to.memberId } as const;
  await recordAudit(tx, {
    ...by,
    actor,
    tenantId: moved.tenantId,
    action: 'session.started',
    ...ofMember(to.memberId),
    detail: { method: moved.method, factor: moved.factor },
  });
  await noteBreakGlass(tx, to.memberId, { ...by, tenantId: moved.tenantId });
  return moved;
}
