import { dayMs } from '../../domain/calendar.ts';
import { signIns } from '../../domain/defaults.ts';
import { tourEmail } from '../../domain/sign-ins.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { createFirstAdministrator } from '../../db/people/people.ts';
import { findPersonOfMember, setPassword } from '../../db/people/persons.ts';
import { endSessionsOf } from '../../db/people/sessions.ts';
import type { RequestContext } from '../request-context.ts';

/** When a temporary password that is made now ends. */
export const temporaryUntil = (): Date => new Date(Date.now() + signIns.temporaryPasswordDays * dayMs);

/** Gives a member a temporary password in place of the present one: sessions end, keys go on. Null: there is none. */
export async function resetPassword(
  tx: Tx,
  memberId: string,
  passwordHash: string,
  by: RequestContext,
): Promise<{ readonly until: Date } | null> {
  const until = temporaryUntil();
  const person = await findPersonOfMember(tx, by.tenantId, memberId);
  if (person === null) return null;
  await setPassword(tx, person.id, passwordHash, until);
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
    .innerJoin('person', 'person.id', 'member.personId')
    .select([
      'person.id as personId',
      'member.email',
      'member.role',
      'member.disabledAt',
      'person.signedInAt',
    ])
    .where('member.tenantId', '=', tenantId)
    .where('member.email', '<>', tourEmail)
    .orderBy('member.createdAt')
    .orderBy('member.id')
    .execute();
  const administrator = members.find((member) => member.role === 'admin' && member.disabledAt === null);
  if (administrator === undefined || members.some((member) => member.signedInAt !== null)) return null;
  await setPassword(tx, administrator.personId, first.passwordHash, temporaryUntil());
  return administrator.email;
}
