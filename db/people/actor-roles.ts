import type { Actor } from '../../domain/keys.ts';
import type { Queryable } from '../core/database.ts';
import type { Role } from '../../domain/roles.ts';

/**
 * The role an actor has now; null when it has none any more: a disabled member, a key that was revoked, has expired or
 * whose maker was disabled. A key's role is at most its maker's (architecture.md 7), so both are given.
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
      .where('tenant_id', '=', tenantId)
      .where('id', '=', actor.id)
      .where('disabled_at', 'is', null)
      .executeTakeFirst();
    return member === undefined ? null : [member.role];
  }
  if (actor.kind !== 'api-key') return null;
  const key = await db
    .selectFrom('api_key')
    .innerJoin('member', (join) =>
      join.onRef('member.tenant_id', '=', 'api_key.tenant_id').onRef('member.id', '=', 'api_key.created_by'),
    )
    .select(['api_key.role', 'member.role as maker_role', 'api_key.expires_at'])
    .where('api_key.tenant_id', '=', tenantId)
    .where('api_key.id', '=', actor.id)
    .where('api_key.revoked_at', 'is', null)
    .where('member.disabled_at', 'is', null)
    .executeTakeFirst();
  if (key === undefined || (key.expires_at !== null && key.expires_at <= now)) return null;
  return [key.role, key.maker_role];
}
