import type { Role } from '../../contracts/api/common.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { lockIntegrations } from '../../db/integrations/integrations.ts';
import { keepKeyNotices } from '../../db/notices/key-notices.ts';
import { creatorOfMember, type NamedCreator } from '../../db/people/creators.ts';
import { changeMember, createMember, findMember, type Member } from '../../db/people/people.ts';
import { endSessionsOf } from '../../db/people/sessions.ts';
import type { RequestContext } from '../request-context.ts';
import { type Rejected, rejected } from '../outcome.ts';
import { voidLostApprovals } from '../write-back/lost-approvals.ts';
import { type AlsoEnded, endLineage } from './end-lineage.ts';
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

/** A member with a temporary password, of which only the hash comes here. */
export async function addMember(
  tx: Tx,
  member: {
    readonly email: string;
    readonly name: string;
    readonly role: Role;
    readonly passwordHash: string;
  },
  madeBy: MadeBy,
  by: RequestContext,
): Promise<MemberWithCreator | Rejected> {
  const { tenantId } = by;
  const made = await createMember(tx, { tenantId, ...member, ...madeBy, temporaryUntil: temporaryUntil() });
  if (made === null) return rejected('EmailTaken');
  const detail = { role: made.role };
  await recordAudit(tx, { ...by, action: 'member.created', objectKind: 'member', objectId: made.id, detail });
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
  const { tenantId } = by;
  // Integration rows are locked first of all (architecture.md 5).
  const roleMoves = edit.role !== undefined || edit.disabled !== undefined || also.ids.length > 0;
  const integrations = roleMoves ? await lockIntegrations(tx, tenantId) : [];
  const result = await changeMember(tx, tenantId, memberId, edit);
  if (result.kind !== 'changed')
    return rejected(result.kind === 'unknown' ? 'NotFound' : 'LastAdministrator');
  const { before, after } = result;
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

/** A temporary password in place of the present one; sessions end. */
export async function giveTemporaryPassword(
  tx: Tx,
  memberId: string,
  passwordHash: string,
  by: RequestContext,
): Promise<MemberWithCreator | Rejected> {
  const reset = await resetPassword(tx, memberId, passwordHash, by);
  const after = reset === null ? null : await findMember(tx, by.tenantId, memberId);
  return after === null ? rejected('NotFound') : withCreator(tx, after);
}
