import { apiKeys } from '../../domain/defaults.ts';
import { dayMs } from '../../domain/calendar.ts';
import { mayApprove } from '../../domain/roles.ts';
import type { Queryable, Tx } from '../model/database.ts';

/** Whether API keys may not reset, enable, or raise a member: one who can approve, could within the last days, or was kept from it by a key. */
export async function isClosedToKeys(
  db: Queryable,
  tenantId: string,
  memberId: string,
  now: Date,
): Promise<boolean> {
  const row = await db
    .selectFrom('member')
    .select(['role', 'approvedUntil', 'closedToKeys'])
    .where('tenantId', '=', tenantId)
    .where('id', '=', memberId)
    .executeTakeFirst();
  if (row === undefined) return false;
  const { role, approvedUntil, closedToKeys } = row;
  const closedMs = apiKeys.closedAfterApprovingDays * dayMs;
  return (
    closedToKeys ||
    mayApprove(role) ||
    (approvedUntil !== null && approvedUntil.getTime() + closedMs > now.getTime())
  );
}

export async function setClosedToKeys(
  tx: Tx,
  tenantId: string,
  memberId: string,
  closedToKeys: boolean,
): Promise<void> {
  await tx
    .updateTable('member')
    .set({ closedToKeys })
    .where('tenantId', '=', tenantId)
    .where('id', '=', memberId)
    .execute();
}
