import { sql } from 'kysely';
import type { Queryable } from '../model/database.ts';

/** Whether members of an organization sign in by a provider alone, break-glass administrators excepted. */
export async function isSsoRequired(db: Queryable, tenantId: string): Promise<boolean> {
  const { rows } = await sql<{ required: boolean }>`
    select coalesce((select (value->>'isSsoRequired')::boolean from setting
      where name = 'signIn' and tenant_id = ${tenantId}), false) as required`.execute(db);
  return rows[0]?.required === true;
}

/** Whether any organization here requires single sign-on: then a rejected password may have been right. */
export async function isSsoRequiredAnywhere(db: Queryable): Promise<boolean> {
  const { rows } = await sql<{ required: boolean }>`
    select exists (select from setting where name = 'signIn' and (value->>'isSsoRequired')::boolean) as required`.execute(
    db,
  );
  return rows[0]?.required === true;
}

/** Whether anyone has a passkey for this host. */
export async function arePasskeysUsed(db: Queryable, host: string): Promise<boolean> {
  const row = await db
    .selectFrom('passkey')
    .select('id')
    .where('rpId', '=', host)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
