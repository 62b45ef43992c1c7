import { sql } from 'kysely';
import { dayMs } from '../../domain/calendar.ts';
import { signIns } from '../../domain/defaults.ts';
import { tourEmail } from '../../domain/sign-ins.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/core/database.ts';
import { createFirstAdministrator } from '../../db/people/people.ts';
import { endSessionsOf } from '../../db/people/sessions.ts';
import type { AskedBy } from '../asked-by.ts';

/** When a one-time password that is made now ends. */
export const oneTimeUntil = (): Date => new Date(Date.now() + signIns.oneTimePasswordDays * dayMs);

/** True: it is the one sign-in of this one-time password, or the password is the person's own. */
export async function useOneTimePassword(
  tx: Tx,
  member: { readonly tenantId: string; readonly id: string },
): Promise<{ readonly isOneTime: boolean; readonly opens: boolean }> {
  const row = await tx
    .selectFrom('member')
    .select(['one_time_until', 'one_time_used_at'])
    .where('tenant_id', '=', member.tenantId)
    .where('id', '=', member.id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const isOneTime = row.one_time_until !== null;
  const opens =
    row.one_time_until === null || (row.one_time_used_at === null && row.one_time_until > new Date());
  if (opens)
    await tx
      .updateTable('member')
      .set({ signed_in_at: sql<Date>`now()`, ...(isOneTime ? { one_time_used_at: sql<Date>`now()` } : {}) })
      .where('tenant_id', '=', member.tenantId)
      .where('id', '=', member.id)
      .execute();
  return { isOneTime, opens };
}

/** Gives a member a one-time password in place of the present one: sessions end, keys go on. Null: there is none. */
export async function resetPassword(
  tx: Tx,
  memberId: string,
  passwordHash: string,
  by: AskedBy,
): Promise<{ readonly until: Date } | null> {
  const until = oneTimeUntil();
  const { numUpdatedRows } = await tx
    .updateTable('member')
    .set({ password_hash: passwordHash, one_time_until: until, one_time_used_at: null })
    .where('tenant_id', '=', by.tenantId)
    .where('id', '=', memberId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return null;
  await endSessionsOf(tx, by.tenantId, memberId, null);
  await recordAudit(tx, { ...by, action: 'member.password-reset', objectKind: 'member', objectId: memberId });
  return { until };
}

/**
 * While nobody has ever signed in: the first administrator, made where nobody is there yet, gets this one-time password.
 * Gives their email; null: somebody has.
 */
export async function giveFirstPassword(
  tx: Tx,
  first: Parameters<typeof createFirstAdministrator>[1],
): Promise<string | null> {
  const { kind, tenantId } = await createFirstAdministrator(tx, { ...first, oneTimeUntil: oneTimeUntil() });
  if (kind === 'created') return first.email;
  const members = await tx
    .selectFrom('member')
    .select(['id', 'email', 'role', 'disabled_at', 'signed_in_at'])
    .where('tenant_id', '=', tenantId)
    .where('email', '<>', tourEmail)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const administrator = members.find((member) => member.role === 'admin' && member.disabled_at === null);
  if (administrator === undefined || members.some((member) => member.signed_in_at !== null)) return null;
  await tx
    .updateTable('member')
    .set({ password_hash: first.passwordHash, one_time_until: oneTimeUntil(), one_time_used_at: null })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', administrator.id)
    .execute();
  return administrator.email;
}
