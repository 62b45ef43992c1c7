import { type RawBuilder, sql } from 'kysely';
import { message } from '../../messages/message.ts';
import { MessageError } from '../../messages/message-error.ts';
import type { Queryable } from '../model/database.ts';

/** In production a program connects with more than its privileges. The message says what to do. */
export class TooManyRights extends MessageError {
  override readonly name = 'TooManyRights';
}

/** With which rights somebody is connected. `owner`: owns tables, so that no privilege and no trigger binds them. */
export type ConnectionRights = 'superuser' | 'owner' | 'granted';

/** A condition: may this role act as who owns the tables? */
export const mayActAsOwner = (role: RawBuilder<unknown>): RawBuilder<boolean> => sql`
  exists(select from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
    and pg_has_role(${role}, relowner, 'usage'))`;

export async function connectionRights(db: Queryable): Promise<ConnectionRights> {
  const { rows } = await sql<{ superuser: boolean; owner: boolean }>`
    select (select rolsuper from pg_roles where rolname = current_user) as superuser,
      ${mayActAsOwner(sql`current_user`)} as owner`.execute(db);
  if (rows[0]?.superuser !== false) return 'superuser';
  return rows[0].owner ? 'owner' : 'granted';
}

export const ownRoleForEach = message('database.role-for-each');

/**
 * Rejects a program that connects with more than its privileges in production, and warns elsewhere. Throws
 * {@link TooManyRights}.
 * @param most `owner` is for migrations, which need one.
 * @param warn is called with what is thrown in production
 */
export async function requireFewRights(
  db: Queryable,
  settings: { readonly NODE_ENV: string; readonly ALLOW_DATABASE_OWNER: boolean },
  most: 'granted' | 'owner',
  warn: (fault: TooManyRights) => void,
): Promise<void> {
  const rights = await connectionRights(db);
  if (rights === 'granted' || rights === most) return;
  const found = message('core.both', {
    first: message('database.too-many-rights', { rights }),
    second: ownRoleForEach,
  });
  if (settings.NODE_ENV === 'production' && !settings.ALLOW_DATABASE_OWNER)
    throw new TooManyRights(message('core.both', { first: found, second: message('database.allow-owner') }));
  warn(new TooManyRights(found));
}
