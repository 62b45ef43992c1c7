import type { Role } from '../../contracts/api/common.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { lockIntegrations } from '../../db/integrations/integrations.ts';
import { keepKeyNotices } from '../../db/notices/key-notices.ts';
import { creatorOfMember, type NamedCreator } from '../../db/people/creators.ts';
import { inviteMember, renewInvitation } from '../../db/people/invitations.ts';
import { changeMember, findMember, type Member } from '../../db/people/people.ts';
import { giveEmail } from '../../db/people/persons.ts';
import { ssoStanding } from '../../db/people/break-glass.ts';
import { lockProviders } from '../../db/people/identity-providers.ts';
import { endSessionsOf } from '../../db/people/sessions.ts';
import type { RequestContext } from '../request-context.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import { voidLostApprovals } from '../write-back/lost-approvals.ts';
import { protectBreakGlass } from './break-glass.ts';
import { type AlsoEnded, endLineage } from './end-lineage.ts';
import { limitChangeByKey, requireOpenToKeys, requireRoleOpenToKeys } from './limits-of-keys.ts';
import { noteAdministratorOf } from './new-administrators.ts';
import { requireOnlyHere } from './person-elsewhere.ts';
import { temporaryUntil, resetPassword } from './temporary-passwords.ts';

/** Who made a key or a member: the person, and the key where one was used. */
export interface MadeBy {
  readonly createdBy: string;
  readonly createdByKey: string | null;
}

type MemberWithCreator = Member & { readonly creator: NamedCreator | null };

const withCreator = async (tx: Tx, member: Member): Promise<MemberWithCreator> => ({
  ...member,
  creator: await creatorOfMember(tx, member.tenantId, member.id),
});

/** What an administrator is shown once, as the hashes for both that it can be. */
export interface ShownSecret {
  /** As the temporary password of a new person. */
  readonly passwordHash: string;
  /** As the invitation of a person who signs in elsewhere already. */
  readonly invitationHash: string;
}

/**
 * Adds a member with a temporary password. A person whom another organization knows keeps their password, and joins by
 * the same secret as an invitation. Neither the response nor the statements show which it was.
 */
export async function addMember(
  tx: Tx,
  member: ShownSecret & { readonly email: string; readonly name: string; readonly role: Role },
  madeBy: MadeBy,
  by: RequestContext,
): Promise<MemberWithCreator | Rejected> {
  const { tenantId } = by;
  const rejection = requireRoleOpenToKeys(member.role, by);
  if (rejection !== null) return rejection;
  const made = await inviteMember(tx, { tenantId, ...member, ...madeBy, until: temporaryUntil() });
  if (made === null) return rejected('EmailTaken');
  const detail = { role: made.role };
  await recordAudit(tx, { ...by, action: 'member.created', objectKind: 'member', objectId: made.id, detail });
  await noteAdministratorOf(tx, null, made, by.actor.id);
  return withCreator(tx, made);
}

interface MemberEdit {
  readonly name: string | undefined;
  readonly role: Role | undefined;
  readonly disabled: boolean | undefined;
}

/** Changes name or role, or whether the member may sign in; ends what came of them as far as it is named. */
export async function editMember(
  tx: Tx,
  memberId: string,
  edit: MemberEdit,
  also: AlsoEnded,
  by: RequestContext,
): Promise<MemberWithCreator | Rejected> {
  const isProtected = edit.role !== undefined || edit.disabled === true;
  if (isProtected || also.ids.length > 0) {
    // Integration rows are locked first of all (architecture.md 5). Then the providers, so that single sign-on cannot become required meanwhile.
    await lockIntegrations(tx, by.tenantId);
    await lockProviders(tx, by.tenantId);
  }
  const standing = await ssoStanding(tx, by.tenantId, memberId);
  if (edit.role !== undefined && standing !== null && standing.roleFrom !== null)
    return rejected('RoleFromProvider');
  const protection = isProtected ? await protectBreakGlass(tx, by.tenantId, memberId) : null;
  if (protection !== null) return protection;
  return applyEdit(tx, memberId, edit, also, by);
}

/** {@link editMember}, regardless of who assigns the role. */
export async function applyEdit(
  tx: Tx,
  memberId: string,
  edit: MemberEdit,
  also: AlsoEnded,
  by: RequestContext,
): Promise<MemberWithCreator | Rejected> {
  const { tenantId } = by;
  // Integration rows are locked first of all (architecture.md 5).
  const roleMoves = edit.role !== undefined || edit.disabled !== undefined || also.ids.length > 0;
  const integrations = roleMoves ? await lockIntegrations(tx, tenantId) : [];
  const result = await changeMember(tx, tenantId, memberId, edit);
  if (result.kind !== 'changed')
    return rejected(result.kind === 'unknown' ? 'NotFound' : 'LastAdministrator');
  const { before, after } = result;
  const limit = await limitChangeByKey(tx, result, by);
  if (limit !== null) return limit;
  if (by.actor.kind === 'member') await noteAdministratorOf(tx, before, after, by.actor.id);
  // Roles are read with each request; only somebody shut out must lose their sessions.
  if (after.disabledAt !== null) await endSessionsOf(tx, tenantId, memberId, null);
  const rejection = await endLineage(tx, { kind: 'member', id: memberId }, also, by);
  if (rejection !== null) return rejection;
  await voidLostApprovals(tx, integrations, by);
  await keepKeyNotices(tx, tenantId, by.now);
  await recordAudit(tx, {
    ...by,
    action: 'member.changed',
    objectKind: 'member',
    objectId: memberId,
    detail: {
      before: { role: before.role, disabled: before.disabledAt !== null },
      after: { role: after.role, disabled: after.disabledAt !== null },
    },
  });
  return withCreator(tx, after);
}

/**
 * A temporary password in place of the present one, and sessions end; where the person has not joined yet, another
 * invitation in place of the former.
 */
export async function giveTemporaryPassword(
  tx: Tx,
  memberId: string,
  { passwordHash, invitationHash }: ShownSecret,
  by: RequestContext,
): Promise<MemberWithCreator | Rejected> {
  const { tenantId } = by;
  await lockProviders(tx, tenantId);
  const before = await findMember(tx, tenantId, memberId);
  if (before === null) return rejected('NotFound');
  const limit = await requireOpenToKeys(tx, memberId, by);
  if (limit !== null) return limit;
  if (await renewInvitation(tx, tenantId, memberId, { invitationHash, until: temporaryUntil() }))
    await recordAudit(tx, {
      ...by,
      action: 'member.password-reset',
      objectKind: 'member',
      objectId: memberId,
    });
  else {
    const here = await requireOnlyHere(tx, memberId, by);
    if (isRejected(here)) return here;
    const protection = await protectBreakGlass(tx, tenantId, memberId);
    if (protection !== null) return protection;
    // Where a person of another organization has the email, the password opens nothing: saying so would name them.
    await giveEmail(tx, before.personId, before.email);
    await resetPassword(tx, before.personId, passwordHash, by);
  }
  const after = await findMember(tx, tenantId, memberId);
  return after === null ? rejected('NotFound') : withCreator(tx, after);
}
