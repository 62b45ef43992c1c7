import type { Tx } from '../../db/model/database.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import { findApiKey } from '../../db/people/api-keys.ts';
import { isClosedToKeys, setClosedToKeys } from '../../db/people/closed-to-keys.ts';
import { isConnected } from '../../db/people/external-identities.ts';
import type { Member } from '../../db/people/people.ts';
import { apiKeys } from '../../domain/defaults.ts';
import { isWithin, mayApprove, type Role } from '../../domain/roles.ts';
import { message } from '../../messages/message.ts';
import { type Rejected, rejected } from '../outcome.ts';
import type { RequestContext } from '../request-context.ts';

/**
 * What an API key may not do, it may not do through a person that it creates, enables, raises, or resets: it does so only
 * to members who may not approve, before and after the change, and could not in the days before it.
 */

const closure = { days: apiKeys.closedAfterApprovingDays } as const;

const isKey = ({ actor }: RequestContext): boolean => actor.kind === 'api-key';

/** Returns `null` where a member with this role may be created. */
export const requireRoleOpenToKeys = (role: Role, by: RequestContext): Rejected | null =>
  isKey(by) && mayApprove(role)
    ? rejected(
        'PersonRequired',
        message('rejections.role-closed-to-keys', { role: message(`requests.role.${role}`) }),
        [{ field: 'role' }],
      )
    : null;

/**
 * Returns `null` where a member's password may be reset. One who signs in through an identity provider may be raised by
 * it at any time, and is closed to keys.
 */
export async function requireOpenToKeys(
  tx: Tx,
  memberId: string,
  by: RequestContext,
): Promise<Rejected | null> {
  if (!isKey(by)) return null;
  const isClosed =
    (await isClosedToKeys(tx, by.tenantId, memberId, by.now)) ||
    (await isConnected(tx, by.tenantId, memberId, null));
  return isClosed ? rejected('PersonRequired', message('rejections.member-closed-to-keys', closure)) : null;
}

/** What a change was, once it is stored and its rows are locked. */
interface Change {
  readonly before: Member;
  readonly after: Member;
}

/**
 * Rejects enabling and raising by a key, as above. Of a member who could approve, demoting and disabling raises a notice
 * and closes them to keys, until a person changes their role or sign-in. Returns `null` if the change is allowed.
 */
export async function limitChangeByKey(
  tx: Tx,
  { before, after }: Change,
  by: RequestContext,
): Promise<Rejected | null> {
  const { tenantId } = by;
  const isEnabled = before.disabledAt !== null && after.disabledAt === null;
  const isDisabled = before.disabledAt === null && after.disabledAt !== null;
  const isRaised = !isWithin(after.role, before.role);
  const isDemoted = !isRaised && after.role !== before.role;
  if (!isKey(by)) {
    if (isEnabled || isDisabled || isRaised || isDemoted)
      await setClosedToKeys(tx, tenantId, after.id, false);
    return null;
  }
  if (isEnabled || isRaised) {
    const rejection = requireRoleOpenToKeys(after.role, by);
    if (rejection !== null) return rejection;
    if (mayApprove(before.role) || (await isClosedToKeys(tx, tenantId, after.id, by.now)))
      return rejected('PersonRequired', message('rejections.member-closed-to-keys', closure));
  }
  if (mayApprove(before.role) && (isDemoted || isDisabled)) await noteLoss(tx, { before, after }, by);
  return null;
}

async function noteLoss(tx: Tx, { before, after }: Change, by: RequestContext): Promise<void> {
  const { tenantId } = by;
  await setClosedToKeys(tx, tenantId, after.id, true);
  const key = (await findApiKey(tx, tenantId, by.actor.id))?.name ?? by.actor.id;
  const who = { memberId: after.id, key };
  await raiseNotice(
    tx,
    { tenantId, integrationId: null },
    {
      code: 'ApproverChangedByKey',
      subject: after.email,
      detail:
        after.role === before.role
          ? message('notices.approver-disabled-by-key', who)
          : message('notices.approver-demoted-by-key', {
              ...who,
              before: message(`requests.role.${before.role}`),
              after: message(`requests.role.${after.role}`),
            }),
    },
  );
}
