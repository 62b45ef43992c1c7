import { sql } from 'kysely';
import { dayMs } from '../../domain/calendar.ts';
import { signIns } from '../../domain/defaults.ts';
import { tourEmail } from '../../domain/sign-ins.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { createFirstAdministrator } from '../../db/people/people.ts';
import { endSessionsOf } from '../../db/people/sessions.ts';
import type { RequestContext } from '../request-context.ts';

/** When a temporary password that is made now ends. */
export const temporaryUntil = (): Date => new Date(Date.now() + signIns.temporaryPasswordDays * dayMs);

/** True: it is the one sign-in of this temporary password, or the password is the person's own. */
export async function useTemporaryPassword(
  tx: Tx,
  member: { readonly tenantId: string; readonly id: string },
): Promise<{ readonly isOneTime: boolean; readonly opens: boolean }> {
  const row = await tx
    .selectFrom('member')
    .select(['temporaryUntil', 'temporaryUsedAt'])
    .where('tenantId', '=', member.tenantId)
    .where('id', '=', member.id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const isOneTime = row.temporaryUntil !== null;
  const opens =
    row.temporaryUntil === null || (row.temporaryUsedAt === null && row.temporaryUntil > new Date());
  if (opens)
    await tx
      .updateTable('member')
      .set({ signedInAt: sql<Date>`now()`, ...(isOneTime ? { temporaryUsedAt: sql<Date>`now()` } : {}) })
      .where('tenantId', '=', member.tenantId)
      .where('id', '=', member.id)
      .execute();
  return { isOneTime, opens };
}

/** Gives a member a temporary password in place of the present one: sessions end, keys go on. Null: there is none. */
export async function resetPassword(
  tx: Tx,
  memberId: string,
  passwordHash: string,
  by: RequestContext,
): Promise<{ readonly until: Date } | null> {
  const until = temporaryUntil();
  const { numUpdatedRows } = await tx
    .updateTable('member')
    .set({ passwordHash, temporaryUntil: until, temporaryUsedAt: null })
    .where('tenantId', '=', by.tenantId)
    .where('id', '=', memberId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return null;
  await endSessionsOf(tx, by.tenantId, memberId, null);
  await recordAudit(tx, { ...by, action: 'member.password-reset', objectKind: 'member', objectId: memberId });
  return { until };
}

/**
 * While nobody has ever signed in: the first administrator, made where nobody is there yet, gets this temporary password.
 * Gives their email; null: somebody has.
 */
export async function giveFirstPassword(
  tx: Tx,
  first: Parameters<typeof createFirstAdministrator>[1],
): Promise<string | null> {
  const { kind, tenantId } = await createFirstAdministrator(tx, {
    ...first,
    temporaryUntil: temporaryUntil(),
  });
  if (kind === 'created') return first.email;
  const members = await tx
    .selectFrom('member')
    .select(['id', 'email', 'role', 'disabledAt', 'signedInAt'])
    .where('tenantId', '=', tenantId)
    .where('email', '<>', tourEmail)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  const administrator = members.find((member) => member.role === 'admin' && member.disabledAt === null);
  if (administrator === undefined || members.some((member) => member.signedInAt !== null)) return null;
  await tx
    .updateTable('member')
    .set({ passwordHash: first.passwordHash, temporaryUntil: temporaryUntil(), temporaryUsedAt: null })
    .where('tenantId', '=', tenantId)
    .where('id', '=', administrator.id)
    .execute();
  return administrator.email;
}
