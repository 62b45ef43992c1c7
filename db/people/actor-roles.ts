import type { Actor } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';
import type { Role } from '../../domain/roles.ts';

/**
 * The role an actor has now; null when it has none any more: a disabled member, a key that was revoked, has expired or
 * whose owner was disabled. A key's role is at most its owner's (architecture.md 7), so both are given.
 */
export async function rolesOfActor(
  db: Queryable,
  tenantId: string,
  actor: Actor,
  now: Date,
): Promise<readonly Role[] | null> {
  if (actor.kind === 'member') {
    const member = await db
      .selectFrom('member')
      .select('role')
      .where('tenantId', '=', tenantId)
      .where('id', '=', actor.id)
      .where('disabledAt', 'is', null)
      .executeTakeFirst();
    return member === undefined ? null : [member.role];
  }
  if (actor.kind !== 'api-key') return null;
  const key = await db
    .selectFrom('apiKey')
    .innerJoin('member', (join) =>
      join.onRef('member.tenantId', '=', 'apiKey.tenantId').onRef('member.id', '=', 'apiKey.ownerId'),
    )
    .select(['apiKey.role', 'member.role as ownerRole', 'apiKey.expiresAt'])
    .where('apiKey.tenantId', '=', tenantId)
    .where('apiKey.id', '=', actor.id)
    .where('apiKey.revokedAt', 'is', null)
    .where('member.disabledAt', 'is', null)
    .executeTakeFirst();
  if (key === undefined || (key.expiresAt !== null && key.expiresAt <= now)) return null;
  return [key.role, key.ownerRole];
}
