import { type RawBuilder, sql } from 'kysely';
import type { Queryable } from '../model/database.ts';

/** In production a program connects with more than its privileges. The message says what to do. */
export class TooManyRights extends Error {
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

export const ownRoleForEach = 'Give each program a role of its own: deploy/README.md says how.';

/** What to say of a program that connects with more than its privileges; null: it does not. */
export function tooManyRights(rights: ConnectionRights): string | null {
  if (rights === 'granted') return null;
  const who = rights === 'superuser' ? 'as a superuser' : 'as the owner of the tables';
  return `DATABASE_URL connects ${who}, whom neither privileges nor the triggers of the audit bind. ${ownRoleForEach}`;
}

/**
 * Rejects such a connection in production and tells of it elsewhere. Throws {@link TooManyRights}.
 * @param most `owner` is for migrations, which need one.
 */
export async function requireFewRights(
  db: Queryable,
  settings: { readonly NODE_ENV: string; readonly ALLOW_DATABASE_OWNER: boolean },
  most: 'granted' | 'owner',
  warn: (sentence: string) => void,
): Promise<void> {
  const rights = await connectionRights(db);
  const sentence = rights === most ? null : tooManyRights(rights);
  if (sentence === null) return;
  if (settings.NODE_ENV === 'production' && !settings.ALLOW_DATABASE_OWNER)
    throw new TooManyRights(`${sentence} Or say that it may: ALLOW_DATABASE_OWNER=yes.`);
  warn(sentence);
}
